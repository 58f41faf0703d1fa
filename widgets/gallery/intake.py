"""The gallery's pages of registering by hand: the form, what may be the same, what became of it, a point asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.domain.nouns import Priority
from widgets.duplicate_list import DuplicateLine, DuplicateList
from widgets.gallery.sample import Sample, column
from widgets.look import Look
from widgets.matter_choice import MatterLine
from widgets.place_list import PlaceLine
from widgets.register_form import FormView, RegisterForm
from widgets.registered_card import RegisteredCard, SentView
from widgets.slip_view import SlipView

WIDE = 548
HIGH = 568


def form(look: Look) -> QWidget:
    """Empty, filled with a list of places, and with faults and nothing preselected."""
    return column(_beside(_form(look, FormView()), _finding(look)), _beside(_faulty(look), _refused(look)), width=1144)


def same(look: Look) -> QWidget:
    """The list with several, with one, with none; the card before and after the number, with the slip."""
    return column(
        _beside(_list(look, 3, 250), _list(look, 1, 250)),
        _beside(_list(look, 0, 60), _waits(look)),
        _beside(_card(look), _slip(look)),
        width=1144,
    )


def _beside(*parts: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    for part in parts:
        row.addWidget(part)
    return box


def _form(look: Look, view: FormView) -> RegisterForm:
    made = RegisterForm(look)
    made.setFixedSize(WIDE, HIGH)
    made.show_view(view)
    return made


def _finding(look: Look) -> QWidget:
    say = Sample(look).say
    kinds = ("town", "community", "grid", "post")
    names = (
        (say("柳溪街道", "Liuxi Sub-district"), ""),
        (say("柳溪社区居委会", "Liuxi community"), say("柳溪街道", "Liuxi Sub-district")),
        (say("柳溪第 07 网格", "Liuxi grid 07"), say("柳溪社区居委会", "Liuxi community")),
        (say("柳乙六", "Liu Yiliu"), say("柳溪第 07 网格", "Liuxi grid 07")),
    )
    places = tuple(
        PlaceLine(*pair, look.text(f"register.spot.{kind}")) for kind, pair in zip(kinds, names, strict=True)
    )
    made = _form(look, FormView(places=places, said=look.text("register.said.draft")))
    made.set_text("title", say("柳溪路 3 号楼有燃气味", "Gas smell at 3 Liuxi Road"))
    made.set_text("place", say("柳溪", "Liuxi"))
    made.places.walk(1)
    return made


def _faulty(look: Look) -> QWidget:
    say = Sample(look).say
    matters = (
        MatterLine("3-01", say("3-01 暴露垃圾与积存渣土", "3-01 Exposed rubbish"), say("听到 “垃圾”", "heard rubbish")),
        MatterLine("2-06", say("2-06 路灯故障", "2-06 Street light failure"), say("听到 “路灯”", "heard street light")),
    )
    view = FormView(
        place_said=say("柳溪街道 柳溪第 07 网格", "Liuxi grid 07, Liuxi Sub-district"),
        matters=matters,
        matter_said=look.text("register.matter.unsure"),
        priority=Priority.P2,
        is_priority_own=True,
        faults={
            "phone": say("电话只写数字、空格和连字符，至少 3 位", "Digits, blanks and hyphens only, at least three"),
            "found": say("时间写“刚刚”或 14:20，昨天的写“昨天 14:20”", "Write now, 14:20, or yesterday 14:20"),
        },
        said=look.text("register.said.offline"),
    )
    made = _form(look, view)
    made.set_text("title", say("垃圾满地，路灯也坏了", "Rubbish everywhere, the street light is out"))
    made.set_text("place", say("柳溪第 07 网格", "Liuxi grid 07"))
    made.set_text("phone", "139x")
    made.set_text("found", "25:00")
    return made


def _refused(look: Look) -> QWidget:
    say = Sample(look).say
    matter = MatterLine(
        "2-01", say("2-01 燃气泄漏与异味", "2-01 Gas leak or gas smell"), say("听到 “燃气味”", "heard gas smell")
    )
    view = FormView(
        matters=(matter,),
        matter="2-01",
        matter_said=look.text("register.matter.sure"),
        priority=Priority.P1,
        refusal=say("您的角色不能做这一步", "Your role may not do this"),
    )
    made = _form(look, view)
    made.set_text("title", say("楼道里有燃气味", "Gas smell in the stairway"))
    return made


def _list(look: Look, count: int, high: int) -> QWidget:
    say = Sample(look).say
    told = (
        ("0417", Priority.P1, say("柳溪路 3 号楼燃气异味", "Gas smell, 3 Liuxi Road"), "very", "grid"),
        ("0402", Priority.P2, say("柳溪路井盖缺失", "Manhole cover missing, Liuxi Road"), "rather", "address"),
        ("0388", Priority.P4, say("楼道堆物", "Clutter on the stairs"), "little", "no_place"),
    )
    lines = tuple(
        DuplicateLine(
            f"YZ-20250617-{no}",
            no,
            priority,
            title,
            " · ".join((look.text(f"register.same.{likeness}"), look.text("register.same.matter"))),
            " · ".join((say("柳溪第 07 网格", "Liuxi grid 07"), look.text(f"register.same.{where}"))),
            " · ".join((say("12 分钟前", "12 min ago"), say("待确认", "Unacked"), look.text("nobody"))),
        )
        for no, priority, title, likeness, where in told[:count]
    )
    made = DuplicateList(look)
    made.setFixedSize(WIDE, high)
    made.show_lines(lines)
    return made


def _waits(look: Look) -> QWidget:
    say, none = Sample(look).say, look.text("registered.no_number")
    view = SentView(
        title=say("楼道里有燃气味", "Gas smell in the stairway"),
        state=look.text("registered.queued"),
        news=none,
        is_loud=True,
        refusals=dict.fromkeys(("claim", "accept", "print", "open"), none),
    )
    return _sent(look, view)


def _card(look: Look) -> QWidget:
    say = Sample(look).say
    title, saved = (
        say("楼道里有燃气味", "Gas smell in the stairway"),
        look.text("registered.saved", path="YZ-20250617-0418.pdf"),
    )
    return _sent(look, SentView("YZ-20250617-0418", title, look.text("registered.done"), saved))


def _sent(look: Look, view: SentView) -> QWidget:
    made = RegisteredCard(look)
    made.setFixedSize(WIDE, 210)
    made.show_view(view)
    made.show()
    return made


def _slip(look: Look) -> QWidget:
    made = SlipView(look)
    made.setFixedSize(WIDE, 210)
    made.show_picture(_page(look), "140106-YZ-20250617-0418")
    return made


def _page(look: Look) -> Callable[[int, float], QImage]:
    """A blank sheet in the place of a printed one."""

    def draw(width: int, ratio: float) -> QImage:
        image = QImage(round(width * ratio), round(width * ratio * 210 / 148), QImage.Format.Format_RGB32)
        image.fill(look.theme.map.road if look.theme.name == "light" else look.theme.t1)
        image.setDevicePixelRatio(ratio)
        return image

    return draw


def pages(look: Look) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    """The pages of this module by name."""
    yield "register", lambda: form(look)
    yield "registered", lambda: same(look)
