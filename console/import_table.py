"""Excel and CSV taken in: preview first, then through the outbox within the hub's rate, each row once for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QWidget

from console.asked import Notice
from console.desk import Desk
from console.laid import Laid
from console.table_file import FAULTS as FILE_FAULTS
from console.table_file import Table, TableFileError, read_table, write_csv
from core.client.items import ResultItem
from core.domain import commands as cmd
from core.domain.board import LOCAL
from core.domain.import_rows import FAULTS, Row, guess, judge
from core.domain.refusals import Refusal
from widgets.command_bar import Hint
from widgets.format import short_no
from widgets.import_panel import FIELDS, ImportLine, ImportPanel
from widgets.look import Look

GROUP: Final = 8  # reports in one frame to the outbox
FLYING: Final = 40  # reports on their way at most, while the hub answers
FILES: Final = "*.xlsx *.csv"


class ImportOverlay(Laid):
    """Lies over the window; goes on sending when it is closed."""

    ID, ZH, EN = "import", "表格导入", "Import a table"
    HINTS = (Hint(("Ctrl+Enter",), "import.send"), Hint(("Enter",), "hint.read"))

    def __init__(self, desk: Desk, look: Look, parent: QWidget, disk: Executor) -> None:
        """`disk` reads files, so that a large one stops no frame."""
        self._disk, self._host = disk, parent
        self.panel = ImportPanel(look, parent)
        super().__init__(desk, look, self.panel)
        self._reading: Future[Table] | None = None
        self._table: Table | None = None
        self._columns: dict[str, int] = {}
        self._rows: tuple[Row, ...] = ()
        self._due: list[Row] = []
        self._places: dict[str, int] = {}  # command id → place of its row
        self._asked: dict[str, int] = {}  # command id → place of its row
        self._said: dict[int, str] = {}  # place → what became of it, in words
        self._taken: dict[str, str] = {}  # reference → number of the case it became
        self._counts = {"taken": 0, "refused": 0}
        self._dropped = 0  # rows the person before had not sent
        panel = self.panel
        panel.read.connect(self.read)
        panel.chosen.connect(self._choose)
        panel.turned.connect(self._turn)
        panel.sent.connect(self.send)
        panel.saved.connect(self._save)
        desk.resulted.connect(self._resulted)
        desk.requeued.connect(self._learn_all)
        desk.changed.connect(lambda changes: self._learn(changes.cases))

    # --- the window's side ------------------------------------------------------------------------------------

    def open(self) -> None:
        """Open with what stood in it."""
        super().open()
        self._show()

    def forget(self) -> None:
        """Another person sits here: rows that were not sent are not sent in their name, and the file is not theirs."""
        self._dropped = len(self._due)
        self._reading, self._table, self._columns, self._rows, self._due = None, None, {}, (), []
        self._places, self._asked, self._said = {}, {}, {}
        self._counts = {"taken": 0, "refused": 0}
        self.panel.path.clear()
        self.panel.show_fault("")
        self._show()
        self.panel.dismiss()

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        super().restyle(look)
        self._show()

    def tick(self, now: datetime) -> None:
        """Half a second passed: the file that is read, the next rows to send, a banner that came or went."""
        super().tick(now)
        if self._reading is not None and self._reading.done():
            reading, self._reading = self._reading, None
            self._arrived(reading)
        self._send_more()
        if self._dropped and self._desk.actor.name:
            self._tell_dropped()

    def _tell_dropped(self) -> None:
        """Rows of the person before were not sent: whoever sits here now knows that the file is not done."""
        count, self._dropped = self._dropped, 0
        zh = f"换人时表格导入停下，{count} 行没有登记；重新导入同一文件，已登记的不会重复"
        en = f"The import stopped when the seat changed hands: {count} rows are not registered. Import the file again"
        self._desk.noticed.emit(Notice("failed", zh, f"{en}; what is registered is not doubled"))

    # --- the file ---------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self._host, self._look.text("import.choose"), "", FILES)
        if path:
            self.panel.path.setText(path)
            self.read(path)

    def read(self, path: str) -> None:
        """Begin to read a file; not while rows of another are on their way."""
        if not path or self._asked or self._due:
            return
        self._table, self._rows, self._said = None, (), {}
        self._counts = {"taken": 0, "refused": 0}
        self.panel.show_fault("")
        self._show()
        self.panel.show_count(self._look.text("import.reading"))
        self._reading = self._disk.submit(read_table, Path(path).expanduser())

    def _arrived(self, reading: Future[Table]) -> None:
        error = reading.exception()
        if error is not None:
            fault = FILE_FAULTS[error.fault if isinstance(error, TableFileError) else "broken"]
            self.panel.show_count("")
            self.panel.show_fault(self._words(fault.zh, fault.en))
            return
        self.show_table(reading.result())

    def show_table(self, table: Table) -> None:
        """Preview a table that was read."""
        self._table, self._columns = table, guess(table.headers)
        self._judge()

    def _turn(self, field: str) -> None:
        """The next column for a field; after the last one none."""
        if self._table is None or self._asked or self._due:
            return
        at = self._columns.pop(field, -1) + 1
        if at < len(self._table.headers):
            self._columns[field] = at
        self._judge()

    def _judge(self) -> None:
        if self._table is not None:
            now = self._desk.now().astimezone(LOCAL)
            known = self._taken.__contains__
            self._rows = judge(self._table.rows, self._columns, now, self._desk.board.district, known)
        self._said = {}
        self._show()

    # --- sending ----------------------------------------------------------------------------------------------

    def send(self) -> None:
        """Take in what the preview says, a little at a time."""
        if self._asked or self._due or self._said:
            return
        due = [row for row in self._rows if row.report is not None]
        if not due:
            self.panel.show_fault(self._look.text("import.nothing"))
            return
        self._due = due
        self._places = {row.command_id: place for place, row in enumerate(self._rows) if row.report is not None}
        self._send_more()

    def _send_more(self) -> None:
        if not self._due or (self._desk.connection.is_live and len(self._asked) >= FLYING):
            return
        group, self._due = self._due[:GROUP], self._due[GROUP:]
        commands = [
            cmd.Command(row.command_id, "case.report", "", row.report, None, row.report.found_at)
            for row in group
            if row.report is not None
        ]
        for command in commands:
            self._asked[command.id] = self._places[command.id]
        no = self._desk.send(commands)
        for command in commands if no is not None else ():
            self._settle(command.id, self._refused(no), is_taken=False)
        self._show_progress()

    def _resulted(self, result: ResultItem) -> None:
        if result.id not in self._asked:
            return
        if result.ok:
            no = (result.subject or "").removeprefix("case/")
            words = self._look.text("import.again") if result.duplicate else self._look.text("import.done", case="")
            self._settle(result.id, f"{words.strip()} {short_no(no) if no else ''}".strip(), is_taken=True)
        elif result.error is not None:
            why = self._words(result.error.message_zh, result.error.message_en)
            self._settle(result.id, self._look.text("import.refused", why=why), is_taken=False)
        else:
            words = self._look.text("import.refused", why=self._look.text("import.unsaved"))
            self._settle(result.id, words, is_taken=False)
        self._show_progress()

    def _settle(self, command_id: str, words: str, is_taken: bool) -> None:
        place = self._asked.pop(command_id)
        self._said[place] = words
        self._counts["taken" if is_taken else "refused"] += 1
        self.panel.show_result(place, words)

    def _refused(self, no: Refusal | None) -> str:
        why = "" if no is None else self._words(no.zh, no.en)
        return self._look.text("import.refused", why=why)

    # --- what was taken before ---------------------------------------------------------------------------------

    def _learn_all(self) -> None:
        self._learn(self._desk.board.cases)

    def _learn(self, numbers: Iterable[str]) -> None:
        for no in numbers:
            case = self._desk.board.cases.get(no)
            if case is not None and (case.source_ref or "").startswith("import:"):
                self._taken[case.source_ref or ""] = no

    # --- what is shown ----------------------------------------------------------------------------------------

    def _words(self, zh: str, en: str) -> str:
        return zh if self._look.lang.startswith("zh") else en

    def result_of(self, place: int) -> str:
        """What a row becomes or became, in words."""
        row = self._rows[place]
        if place in self._said:
            return self._said[place]
        if row.report is None:
            fault = FAULTS[row.fault]
            return self._words(fault.zh, fault.en).format(row=row.other)
        return self._look.text("import.queued" if row.command_id in self._asked else "import.becomes")

    def _show(self) -> None:
        headers = self._table.headers if self._table is not None else ()
        self.panel.show_columns({name: headers[at] for name, at in self._columns.items() if at < len(headers)})
        self.panel.show_lines([self._line(place) for place in range(len(self._rows))])
        self._show_progress()

    def _line(self, place: int) -> ImportLine:
        row = self._rows[place]
        cells = self._table.rows[place][1] if self._table is not None else ()

        def cell(name: str) -> str:
            at = self._columns.get(name, -1)
            return " ".join(cells[at].split())[:120] if 0 <= at < len(cells) else ""

        title = row.report.title if row.report is not None else cell("title")
        return ImportLine(row.number, self.result_of(place), title, cell("place"), cell("time"))

    def _show_progress(self) -> None:
        due = sum(row.report is not None for row in self._rows)
        if not (self._asked or self._due or self._said):
            skipped = len(self._rows) - due
            self.panel.show_count(self._look.text("import.count", due=due, skipped=skipped) if self._rows else "")
            return
        for place in self._asked.values():
            self.panel.show_result(place, self.result_of(place))
        done = sum(self._counts.values())
        waiting = len(self._asked) + len(self._due)
        words = self._look.text("import.progress", **self._counts, waiting=waiting, total=due)
        self.panel.show_count(words, done, due)

    # --- the list ---------------------------------------------------------------------------------------------

    def not_taken(self) -> list[tuple[str, ...]]:
        """Every row that became no case, with why: the list that can be saved."""
        if self._table is None:
            return []
        head = (self._look.text("import.row"), self._look.text("import.result"), *self._table.headers)
        left = [
            (str(row.number), self.result_of(place), *self._table.rows[place][1])
            for place, row in enumerate(self._rows)
            if row.report is None or (place in self._said and row.ref not in self._taken)
        ]
        return [head, *left]

    def _save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self._host, self._look.text("import.save"), "", "*.csv")
        if path:
            self.save(Path(path), write_csv)

    def save(self, path: Path, write: Callable[[Path, Sequence[Sequence[str]]], None]) -> None:
        """Save the list of what was not taken."""
        try:
            write(path, self.not_taken())
        except OSError as error:
            self.panel.show_fault(self._look.text("import.not_saved", why=error.strerror or ""))
            return
        self.panel.show_count(self._look.text("import.saved", path=path.name))


__all__ = ["FIELDS", "ImportOverlay"]
