"""Gallery pages of what a newcomer meets: the card of the practice, a claim about to lapse, a draft laid aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from core.domain.nouns import Priority
from widgets.banner import BannerKind, ModeBanner, Notice
from widgets.case_header import CaseHeader, Head
from widgets.gallery.sample import NOW, Sample, ago, column
from widgets.holder import MINE
from widgets.look import Look
from widgets.practice_panel import PracticePanel, PracticeText, StepLine
from widgets.route import Act

_STEPS = ("ack", "dispatch", "recall", "find", "urge", "escalate")


def pages(look: Look) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    """The pages by name."""
    yield "learning", lambda: learning(look)


def learning(look: Look) -> QWidget:
    """The card with and without its keys, folded and narrow; a claim that ends in half a minute; a draft laid aside."""
    host = QWidget()
    say, cards = Sample(look).say, []
    for is_guided, is_folded, wide in ((True, False, 672), (False, False, 672), (False, True, 672), (True, False, 420)):
        card = PracticePanel(look, host)
        card.show_text(_text(look, is_guided), is_over=False, has_hint=not is_guided)
        card.fold(is_folded)
        card.setFixedWidth(wide)
        card.resize(wide, card.height())
        card.restyle(look)  # as wide as it will be shown
        cards.append(card)
    head = CaseHeader(look)
    title = say("三号楼二单元燃气异味", "Gas smell, building 3 unit 2")
    ending = NOW + timedelta(seconds=30)
    fields = {"held": MINE, "act": "keep", "keys": ("I",), "ends_at": ending}
    shown = Head("YZ-20261122-0417", Priority.P2, title, "12345", ago(300), is_acked=True, **fields)  # type: ignore[arg-type]
    head.show_head(shown, NOW)
    banner = ModeBanner(look)
    why = look.text("register.aside.refused", why=say("此角色不能做此操作", "This role may not do that"))
    said = f"{say('井盖不见了', 'Manhole cover gone')}  {why}"
    banner.show_notices((Notice(BannerKind.DRAFT, said, acts=(Act("aside", "register.aside.open"),)),))
    return column(*cards, head, banner, width=696)


def _text(look: Look, is_guided: bool) -> PracticeText:
    lines = []
    for place, step in enumerate(_STEPS):
        took = look.text("practice.done") if is_guided else look.text("practice.took_of", seconds="1.8", goal=4)
        goal = "" if is_guided else look.text("practice.goal", goal="4")
        lines.append(StepLine(look.text(f"practice.step.{step}"), took if place == 0 else "", goal, place == 1))
    where = look.text("practice.round", round=1 if is_guided else 2, at=2, all=len(_STEPS))
    return PracticeText(
        head=f"{look.text('practice')}  {where}",
        aside=look.text("practice.round_1") if is_guided else "",
        task=look.text("practice.dispatch", no="0417"),
        how=look.text("practice.dispatch.how" if is_guided else "practice.round_2", no="0417"),
        lines=tuple(lines),
        clock="" if is_guided else look.text("practice.took", seconds=3),
    )
