"""The claims of the person at this desk: renewed while they work, warned of before they lapse, told when they did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from console.asked import Notice
from console.case_view import lapsed_at
from console.desk import Desk
from core.domain.board import Changes
from core.domain.holding import responsible
from core.domain.nouns import HIDDEN, Case
from core.domain.refusals import Refusal
from core.domain.rules import claims
from widgets import format as fmt
from widgets.look import Look

NOT_HELD: Final = Refusal(rule="nothing_kept", zh="选中的不由你认领，也没有快到期的认领", en="You hold no such claim")

_NOTHING: Final = timedelta(0)


class OwnClaims:
    """Follows what this person holds; the selected case is kept by working on it, the others by a key."""

    def __init__(self, desk: Desk, look: Look) -> None:
        self._desk, self._look = desk, look
        self._touched_at = desk.now()
        self._held: set[str] = set()
        self._near: frozenset[str] = frozenset()  # those of them whose lapse is near
        self._warned: dict[str, datetime | None] = {}  # of these it was told that they lapse then
        self._asked: dict[str, datetime | None] = {}  # asked to be kept: until when they ran before
        self._later: set[str] = set()  # to be kept when the hub is back, if they still run then

    def restyle(self, look: Look) -> None:
        """Take other keys."""
        self._look = look

    def _case(self) -> Case | None:
        return self._desk.case(self._desk.selection)

    def touch(self) -> None:
        """The operator works on the selected case: what they hold must not lapse under their hands."""
        self._touched_at = self._desk.now()

    def renew(self, now: datetime) -> None:
        """Renew the lease of the selected case late in its life, if there was input since it began.

        Nothing is queued for a hub that is away: a renewal that comes after the lapse would be a new claim.
        """
        case, desk = self._case(), self._desk
        if not desk.connection.is_live:
            return
        self._keep_later(now)
        if case is None or desk.asked.about(case.no):
            return
        if claims.is_kept(desk.board.district, case, desk.actor.name, self._touched_at, now):
            desk.renew(case.no)

    def ending(self) -> tuple[Case, ...]:
        """The claims of this person's own that are about to lapse."""
        desk = self._desk
        held = [case for case in map(desk.case, self._held) if case is not None and not desk.asked.about(case.no)]
        return claims.ending(desk.board.district, held, desk.actor.name, desk.now())

    def warn(self) -> bool:
        """Say once of each claim that it is about to lapse, with the key that keeps it; True when some are others."""
        ending = self.ending()
        new = [case for case in ending if (case.no, case.lease_until) not in self._warned.items()]
        near = frozenset(case.no for case in ending)
        is_other, self._near = near != self._near, near
        self._warned = {no: until for no, until in self._warned.items() if no in self._held}
        self._warned |= {case.no: case.lease_until for case in new}
        for case in new:
            if case.no != self._desk.selection:  # its head says so, with the seconds
                self._desk.noticed.emit(_ending_words(case, self._look.keys.of("keep", ("I",)), self._desk.now()))
        return is_other

    def kept(self) -> tuple[Case, ...]:
        """What the key keeps: all that is about to lapse and what is selected, if it is one's own."""
        case = self._case()
        own = [case] if case is not None and case.holder == self._desk.actor.name else []
        return tuple({found.no: found for found in (*self.ending(), *own)}.values())

    def keep(self) -> None:
        """Keep all of that; `watch` tells when it is kept."""
        desk, kept = self._desk, {case.no: case for case in self.kept()}
        if not desk.connection.is_live:
            self._later |= kept.keys()
            desk.noticed.emit(_later_words(tuple(kept)))
            return
        for no, found in kept.items():
            self._asked[no] = found.lease_until
            desk.renew(no)

    def _keep_later(self, now: datetime) -> None:
        """The hub is back: keep what was to be kept and has not lapsed."""
        later, self._later = self._later, set()
        for no in sorted(later):
            case = self._desk.case(no)
            if case is not None and (claims.left(case, self._desk.actor.name, now) or _NOTHING) > _NOTHING:
                self._asked[no] = case.lease_until
                self._desk.renew(no)

    def keep_refusal(self) -> Refusal | None:
        """Why there is nothing to keep."""
        case = self._case()
        is_mine = case is not None and bool(case.holder) and case.holder == self._desk.actor.name
        return None if is_mine or self.ending() else NOT_HELD

    def watch(self, changes: Changes) -> None:
        """Tell when a claim was kept as asked, and when one lapsed: nothing is let go in silence."""
        desk, kept = self._desk, list[str]()
        for no in sorted(changes.cases):
            case = desk.case(no)
            if case is not None and case.holder is not None and case.holder == desk.actor.name:
                self._held.add(no)
                if no in self._asked and case.lease_until != self._asked[no]:
                    del self._asked[no]
                    kept.append(no)
            elif no in self._held:
                self._held.discard(no)
                self._asked.pop(no, None)
                if case is not None and lapsed_at(desk, case) is not None:
                    desk.noticed.emit(_lapse_words(desk, case))
        if kept:
            desk.noticed.emit(_kept_words(kept))


def _named(numbers: Sequence[str]) -> tuple[str, str]:
    """One case by its last figures, several by how many."""
    if len(numbers) == 1:
        return (numbers[0].rpartition("-")[2],) * 2
    return f"{len(numbers)} 件", f"{len(numbers)} claims"


def _kept_words(numbers: Sequence[str]) -> Notice:
    zh, en = _named(numbers)
    return Notice("done", f"已续领 {zh}", f"Kept {en}")


def _later_words(numbers: Sequence[str]) -> Notice:
    zh, en = _named(numbers)
    return Notice(
        "info",
        f"枢纽失联，{zh} 尚未续领：恢复时还没到期的自动续领",
        f"The hub is away, not kept yet: {en}, kept when it is back unless lapsed by then",
    )


def _lapse_words(desk: Desk, case: Case) -> Notice:
    """That a claim ended, and who has the case since: a unit that is at work on it keeps it."""
    no, title = case.no.rpartition("-")[2], case.title if case.title != HIDDEN else ""
    lease, unit = desk.board.district.lease[case.priority], responsible(case)
    known = desk.board.district.units.get(unit or "")
    zh_now = f"现由{known.short_zh}办理" if known is not None else "现无人认领"
    en_now = f"{known.short_en} is at work on it" if known is not None else "it is unclaimed now"
    return Notice(
        "reminder",
        f"{no} {title} 的认领已到期：{fmt.limit(lease, 'zh_CN')}无操作，{zh_now}",
        f"Your claim on {no} {title} lapsed after {fmt.limit(lease, 'en')}; {en_now}",
        case.no,
    )


def _ending_words(case: Case, keys: tuple[str, ...], now: datetime) -> Notice:
    no, title = case.no.rpartition("-")[2], case.title if case.title != HIDDEN else ""
    left = max(1, round(((case.lease_until or now) - now).total_seconds()))
    key = keys[0] if keys else "."
    return Notice(
        "reminder",
        f"{no} {title} 的认领还剩 {left} 秒，按 {key} 续领",
        f"Your claim on {no} {title} lapses in {left} s: {key} keeps it",
        case.no,
    )
