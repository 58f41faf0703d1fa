"""The gallery's page of the command line: what it would do, what it finds, what it cannot read, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtWidgets import QWidget

from widgets.gallery.sample import Sample, column
from widgets.look import Look
from widgets.palette import CommandPalette, PaletteRow

_WIDE = 800


def line(look: Look) -> QWidget:
    """Every state of the palette."""
    say = Sample(look).say
    return column(
        _palette(look, "", _found(look), 470),
        _palette(
            look, say("jb 0417 燃气 消防 - 先断气", "dispatch 0417 gas fire - gas off first"), (_plan(look),), 360
        ),
        _palette(look, "tj 0417", (_refused(look),), 300),
        _doubt(look),
        _palette(look, say("月球", "moon"), (), 260),
        width=_WIDE + 24,
    )


def _palette(look: Look, text: str, rows: Sequence[PaletteRow], high: int) -> QWidget:
    host = QWidget()
    host.setFixedSize(_WIDE, high)
    palette = CommandPalette(look, host)
    palette.open(text)
    palette.show_rows(rows)
    return host


def _found(look: Look) -> tuple[PaletteRow, ...]:
    say = Sample(look).say
    refusal = say("值班长才能办理", "Only the shift lead may")
    return (
        PaletteRow("", look.text("palette.cases")),
        PaletteRow(
            "case:1", say("0417 幸福里 3 号楼燃气异味", "0417 Gas smell, Xingfuli 3"), say("待交办", "To route")
        ),
        PaletteRow("", look.text("palette.commands")),
        PaletteRow("verb:dispatch", say("交办", "Dispatch"), "0417", ("D",)),
        PaletteRow("verb:supervise", say("申请督办", "Ask supervision"), keys=("S",), refusal=refusal),
        PaletteRow("", look.text("palette.names")),
        PaletteRow("unit:gas", say("燃气服务站", "Gas"), look.text("palette.unit")),
        PaletteRow("place:1", say("柳溪街道", "Liuxi"), look.text("palette.place")),
    )


def _plan(look: Look) -> PaletteRow:
    say = Sample(look).say
    more = (
        look.text("line.lead", units=say("燃气服务站", "Gas")),
        look.text("line.asked", units=say("消防救援大队", "Fire")),
        look.text("line.with_note", note=say("先断气", "gas off first")),
        look.text("line.claims_too"),
    )
    return PaletteRow("plan", say("交办 0417 幸福里 3 号楼燃气异味", "Dispatch 0417 Gas smell, Xingfuli 3"), more=more)


def _refused(look: Look) -> PaletteRow:
    say = Sample(look).say
    return PaletteRow(
        "plan",
        say("提级 0417 幸福里 3 号楼燃气异味", "Escalate 0417 Gas smell, Xingfuli 3"),
        more=(look.text("line.opens"),),
        refusal=say("事件已结案，先重开", "The case is closed; reopen it first"),
    )


def _doubt(look: Look) -> QWidget:
    say = Sample(look).say
    text, word = say("jb 0417 燃汽", "dispatch 0417 gsa"), say("燃汽", "gsa")
    host = _palette(look, text, (), 300)
    palette = host.findChild(CommandPalette)
    if palette is not None:
        fault = look.text("line.maybe", fault=look.text("line.unknown.units", word=word))
        rows = [PaletteRow("offer:0", say("燃气服务站", "Gas"), digit=1)]
        palette.show_rows(rows, fault, (len(text) - len(word), len(text)), digits=True)
    return host


def pages(look: Look) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    """The page of this module by its name."""
    yield "line", lambda: line(look)
