"""The gallery's page of the row pinned above the queue: alone, with others away, overdue, and in a narrow list."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from core.domain.nouns import Clock, Priority
from widgets.gallery.sample import NO, NOW, Sample, column, limit
from widgets.look import Look
from widgets.pinned_row import HIGH, Pinned, PinnedRow
from widgets.theme import GROUP_HEAD

_WIDE, _NARROW = 692, 470


def pages(look: Look) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    """The page of this module by its name."""
    yield "pinned", lambda: pinned(look)


def pinned(look: Look) -> QWidget:
    """Every state of the pinned row."""
    alone = _case(look, left=48)
    return column(
        _list(look, alone),
        _list(look, _case(look, left=48, more=2)),
        _list(look, _case(look, left=-95, more=2, waiting=3)),
        _list(look, _case(look, left=48, more=2, waiting=3), _NARROW),
        width=_WIDE + 24,
    )


def _case(look: Look, left: float, more: int = 0, waiting: int = 0) -> Pinned:
    title = Sample(look).say("幸福里 3 号楼燃气异味", "Gas smell, Xingfuli 3")
    spoken = f"{look.word(Priority.P1)}, 0417, {title}"
    return Pinned(NO, Priority.P1, title, spoken, limit(Clock.RESPONSE, left, 60), more, waiting)


def _list(look: Look, shown: Pinned, wide: int = _WIDE) -> QWidget:
    host, stand_in = QWidget(), QWidget()
    host.setFixedSize(wide, HIGH)
    stand_in.setParent(host)
    stand_in.setGeometry(0, HIGH - GROUP_HEAD, wide, GROUP_HEAD)
    row = PinnedRow(look, stand_in, host)
    row.show_case(shown, NOW)
    return host
