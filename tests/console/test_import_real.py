"""One table taken in twice by a real hub: what its journal says is that nothing came twice."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.app import Config, start_console
from console.import_table import ImportOverlay
from tests.console.real_hub import running_hub
from tests.console.test_table_file import book

PATIENCE_MS = 60_000
ROWS = 40
HEADERS = ("事由", "地点", "时间", "联系人", "联系电话")


def taken(qtbot: QtBot, table: ImportOverlay, path: Path) -> str:
    """Read a file and take it in; the sums at the end."""
    table.open()
    table.read(str(path))
    qtbot.waitUntil(lambda: table._table is not None, timeout=PATIENCE_MS)
    table.send()
    qtbot.waitUntil(lambda: not (table._asked or table._due), timeout=PATIENCE_MS)
    table.escape()
    return table.panel.count.text()


def test_that_a_table_imported_twice_is_taken_once_by_a_real_hub(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [(f"路灯不亮 {at}", "宁化府社区", "2025-06-16 21:05", f"样例{at}", "13800000001") for at in range(ROWS)]
    path = book(tmp_path / "calls.xlsx", HEADERS, *rows)
    with running_hub(tmp_path / "hub") as hub:
        token = hub.account("0107", "operator")
        console = start_console(Config(hub=hub.ws, data=tmp_path / "console", token=token, seat="02"))
        try:
            assert console.hand is not None
            table, desk = console.hand.table, console.desk
            qtbot.waitUntil(lambda: desk.connection.is_live, timeout=PATIENCE_MS)
            first, again = taken(qtbot, table, path), taken(qtbot, table, path)
            table._taken.clear()  # as at a seat whose picture has not come: then the hub itself has to know
            taken(qtbot, table, path)
            answers = [table.result_of(at) for at in range(ROWS)]
        finally:
            console.close()
            console.window.deleteLater()
        journal = hub.journal()
        hub.verify()
    assert first == f"已收 {ROWS}，未收 0，待发 0，共 {ROWS}"
    assert again == f"将登记 0 行，略过 {ROWS} 行"
    assert all(answer.startswith(("已收", "此前已收")) for answer in answers)
    reported = [event for event in journal if event["type"].endswith("case.reported")]
    assert len(reported) == ROWS
    assert len({event["data"]["source_ref"] for event in reported}) == ROWS
    assert {event["data"]["found_at"] for event in reported} == {"2025-06-16T21:05:00+08:00"}
