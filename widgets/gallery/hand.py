"""Gallery pages of intake by hand: pasting, a table and paper, each empty, filled, on its way and with a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from core.domain.nouns import Priority
from core.domain.paper import ENDS
from core.domain.story import outcome_words
from widgets.gallery.sample import Sample, column
from widgets.import_panel import ImportLine, ImportPanel
from widgets.laid_panel import LaidPanel
from widgets.look import Look
from widgets.matter_choice import MatterLine
from widgets.paper_panel import PaperPanel
from widgets.paste_panel import PastePanel, PasteRow, Stretch

WIDE = 1340
EDGE = 48  # what a panel leaves free below


def pages(look: Look) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    """The pages by name."""
    yield "paste", lambda: paste(look)
    yield "import", lambda: table(look)
    yield "paper", lambda: paper(look)


def paste(look: Look) -> QWidget:
    """Nothing pasted, a chat read, and a report that lacks its title."""
    return column(_paste(look, 0), _paste(look, 3), _paste(look, 3, fault=True), width=WIDE + 24)


def table(look: Look) -> QWidget:
    """No file, a preview, half the rows taken, and a file that cannot be read."""
    preview, halfway = _table(look, 6), _table(look, 6)
    panel = halfway[1]
    for place in range(3):
        panel.show_result(place, f"{look.text('import.done', case='').strip()} 040{place}")
    panel.show_result(3, look.text("import.queued"))
    sums = look.text("import.progress", taken=3, refused=0, waiting=2, total=5)
    panel.show_count(sums, 3, 5)
    broken = _table(look, 0)
    broken[1].path.setText("calls.xlsx")
    broken[1].show_fault(Sample(look).say("没有这个文件", "There is no such file"))
    return column(_table(look, 0)[0], preview[0], halfway[0], broken[0], width=WIDE + 24)


def paper(look: Look) -> QWidget:
    """An empty sheet, a filled one with some keyed before it, and one whose number does not fit."""
    empty, filled, wrong = (_paper(look, is_filled) for is_filled in (False, True, True))
    panel = filled[1]
    panel.show_said(
        look.text(
            "paper.saved",
            sheet="006-2",
            state=look.text("paper.state.sent"),
            end=look.text("paper.end.second", word=look.word(Priority.P1)),
        )
    )
    wrong[1].fields["number"].setText("007-9")
    wrong[1].show_fault(look.text("paper.bad_number"))
    return column(empty[0], filled[0], wrong[0], width=WIDE + 24)


def _laid(panel: LaidPanel, host: QWidget) -> None:
    panel.top = lambda: 0
    panel.fit()
    panel.show()


def _host(high: int) -> QWidget:
    host = QWidget()
    host.setFixedSize(WIDE, high + EDGE)
    return host


def _paste(look: Look, count: int, fault: bool = False) -> QWidget:
    say, host = Sample(look).say, _host(580)
    panel = PastePanel(look, host)
    _laid(panel, host)
    who = (say("样例甲", "Sample A"), say("样例乙", "Sample B"), say("样例丙", "Sample C"))
    told = (
        say("柳溪社区 2 号楼楼道冒烟", "Smoke, Building 2, Liuxi community"),
        say("收到", "ok"),
        say("柳溪社区门口井盖破损", "Manhole cover broken, Liuxi gate"),
    )
    chat = [f"{name} 08:1{at}\n{words}\n" for at, (name, words) in enumerate(zip(who, told, strict=True))]
    rows = []
    for at in range(count):
        start = sum(len(part) for part in chat[:at])
        values = {
            "title": "" if fault and at == 0 else told[at],
            "place": "" if at == 1 else say("柳溪社区", "Liuxi community"),
            "time": f"2026-11-28 08:1{at}",
            "name": who[at],
            "phone": "",
            "duty": say("1-01 火情与冒烟", "1-01 Fire or smoke") if at == 0 else "",
        }
        taken = Stretch("title", start + len(who[at]) + 7, start + len(chat[at]) - 1)
        rows.append(PasteRow(values, at != 1, start, start + len(chat[at]), (taken,)))
    panel.source.setPlainText("".join(chat) if count else "")
    panel.show_rows(rows)
    panel.show_fault(look.text("paste.no_title", row=1) if fault else "")
    return host


def _table(look: Look, count: int) -> tuple[QWidget, ImportPanel]:
    say, host = Sample(look).say, _host(500)
    panel = ImportPanel(look, host)
    becomes, where = look.text("import.becomes"), say("柳溪社区", "Liuxi community")
    lines = [
        ImportLine(at + 2, becomes, say(f"路灯不亮 {at}", f"Street light out {at}"), where, "2026-11-28 08:10")
        for at in range(count - 1)
    ]
    if count:
        lines.append(ImportLine(count + 1, say("没有标题", "No title"), "", where, "2026-11-28 08:10"))
        headers = ("title", "place", "time", "phone")
        panel.show_columns({name: look.text(f"import.field.{name}") for name in headers})
        panel.path.setText("calls.xlsx")
        panel.show_count(look.text("import.count", due=count - 1, skipped=1))
    else:
        panel.show_columns({})
    panel.show_lines(lines)
    _laid(panel, host)
    return host, panel


def _paper(look: Look, is_filled: bool) -> tuple[QWidget, PaperPanel]:
    say, host = Sample(look).say, _host(612)
    panel = PaperPanel(look, host)
    ends = tuple((code, outcome_words(code)[0 if look.lang == "zh_CN" else 1]) for code in ENDS)
    panel.ending.show_options((("", look.text("paper.end.open")), *ends), "resolved" if is_filled else "")
    if is_filled:
        _fill(look, panel)
    else:
        panel.show_missing(look.text("paper.no_set"))
    call = (say("住建", "Housing"), say("样例戊", "Sample E"), "0825")
    for name, text in zip(panel.calls[0], call if is_filled else ("", "", ""), strict=True):
        panel.calls[0][name].setText(text)
    _laid(panel, host)
    return host, panel


def _fill(look: Look, panel: PaperPanel) -> None:
    say = Sample(look).say
    said = {
        "pad": "261128-0930-02",
        "number": "007-5",
        "time": "0815",
        "title": say("小区门口路灯不亮", "Street light out at the gate"),
        "place": say("柳溪社区", "Liuxi community"),
        "name": say("样例丁", "Sample D"),
        "phone": "13800000004",
        "outcome": say("已换灯泡，已解决", "Lamp replaced, resolved"),
        "ended": "0905",
    }
    for name, text in said.items():
        panel.fields[name].setText(text)
    matter = say("2-06 路灯故障", "2-06 Street light failure")
    heard = look.text("register.matter.heard", words=say("“路灯”“不亮”", "“street light”"))
    panel.matter.show_matters((MatterLine("2-06", matter, heard),), "2-06", look.text("register.matter.sure"))
    panel.urgency.show_priority(Priority.P4, False)
    panel.show_ending_said(look.text("paper.end.tasks"))
    sheets = " ".join(f"{number:03d}" for number in range(7, 31))
    panel.show_missing(look.text("paper.left", count=24, sheets=sheets))
