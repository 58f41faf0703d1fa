"""The gallery's page of the seat: what asks before an act, second person and signatures, lock and relief."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from core.domain.nouns import Priority
from widgets.confirm_bar import ConfirmBar, Question
from widgets.gallery.sample import Sample, column
from widgets.lock_cover import BAR, LockCover, PersonBar
from widgets.look import Look
from widgets.second_person import PhoneForm
from widgets.unsigned_list import PersonRow, UnsignedList

WIDE = 1366


def _host(high: int) -> QWidget:
    host = QWidget()
    host.setFixedSize(WIDE, high)
    return host


def seat(look: Look) -> QWidget:
    """Every part in its states."""
    return column(
        _asking(look, is_final=False),
        _asking(look, is_final=True),
        _list(look, _rows(look)),
        _list(look, ()),
        _form(look),
        _locked(look),
        _relief(look),
        width=WIDE + 24,
    )


def _asking(look: Look, is_final: bool) -> QWidget:
    say, host = Sample(look).say, _host(140)
    bar = ConfirmBar(look, host)
    what = say("批准 1 件：结案 0417（查无此事）", "Approve 1: close 0417 (Unfounded)")
    whom = say("0107 请求 · 特急 幸福里 3 号楼燃气异味", "asked by 0107 · Critical Gas smell, Xingfuli 3")
    bar.ask(Question(what, whom, "confirm.go" if is_final else "second.approve", is_final), lambda: None)
    return host


def _rows(look: Look) -> tuple[PersonRow, ...]:
    say = Sample(look).say
    keys = (("Enter", look.text("second.approve")), ("R", look.text("second.refuse")), ("G", look.text("second.open")))
    return (
        PersonRow("", look.text("second.head.ask", count=1), is_group=True),
        PersonRow(
            "ask:1",
            say("结案 0417（查无此事） · 燃气异味", "Close 0417 (Unfounded) · Gas smell"),
            say("0107 · 现场核实无异常", "0107 · nothing found on site"),
            say("已等 01:23，还剩 13:37", "waited 01:23, 13:37 left"),
            Priority.P1,
            keys,
        ),
        PersonRow("", look.text("second.head.unsigned", count=2), is_group=True),
        PersonRow(
            "sign:2/7",
            say("调低紧急程度 0402（一般） · 占道经营", "Lower the urgency 0402 (Routine) · Street stalls"),
            say("0107 办，李* 139****1234 11-22 02:14 电话授权", "done by 0107, authorised by L* at 11-22 02:14"),
            say("7 小时", "7 h"),
            Priority.P2,
        ),
        PersonRow(
            "sign:3/4",
            say("结案 0399（已解决） · 井盖缺失", "Close 0399 (Resolved) · Missing manhole cover"),
            say("0108 办 · 0001 有异议：没有接到这个电话", "done by 0108 · disputed by 0001: no such call"),
            say("9 小时", "9 h"),
            Priority.P1,
            is_disputed=True,
        ),
    )


def _list(look: Look, rows: tuple[PersonRow, ...]) -> QWidget:
    host = _host(560 if rows else 340)
    panel = UnsignedList(look, host)
    panel.open(rows)
    return host


def _form(look: Look) -> QWidget:
    say, host = Sample(look).say, _host(480)
    form = PhoneForm(look, host)
    form.ask(say("结案 0417（查无此事）", "close 0417 (Unfounded)"), "02:14")
    form.field("who").setText(say("李主任", "Director Li"))
    form.show_fault(look.text("phone.empty"))
    return host


def _locked(look: Look) -> QWidget:
    host = _host(200)
    cover = LockCover(look, host)
    cover.bar.say(look.text("lock.title"), look.text("lock.detail", who="0107", time="14:02"), "lock.unlock")
    cover.bar.user.setText("0107")
    cover.show()
    return host


def _relief(look: Look) -> QWidget:
    host = _host(BAR + 20)
    bar = PersonBar(look, host, can_leave=True)
    bar.setGeometry(6, 10, WIDE - 12, BAR)
    bar.say(look.text("relief.title"), look.text("relief.detail", who="0107"), "relief.go")
    bar.show_error(look.text("seat.wrong_left", left=3))
    return host


def pages(look: Look) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    """The page of this module by its name."""
    yield "seat", lambda: seat(look)
