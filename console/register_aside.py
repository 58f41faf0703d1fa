"""Registrations laid aside: what was refused, and what was being written when that was opened again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from console.desk import Desk
from core.domain.draft import Draft, kept, read
from widgets.banner import BannerKind, Notice
from widgets.look import Look
from widgets.route import Act

PREFIX: Final = "register/aside/"
_LINES: Final = 2  # so many have a line of their own in the banner; the others follow when these are gone


class Aside:
    """Drafts under keys of their own, for their writer alone; a reason is known as long as the program runs."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._whys: dict[str, str] = {}

    def put(self, draft: Draft, why: str = "") -> None:
        """Keep it beside all others."""
        used = [int(key.rpartition("/")[2]) for key in self.keys()]
        key = f"{PREFIX}{max(used, default=0) + 1}"
        self._whys[key] = why
        self._desk.drafts.put(key, kept(draft))

    def keys(self) -> tuple[str, ...]:
        """What lies aside, the oldest first."""
        return tuple(sorted(self._desk.drafts.keys(PREFIX), key=lambda key: int(key.rpartition("/")[2])))

    def take(self, key: str) -> tuple[Draft, str]:
        """A draft and why it was refused, out of what lies aside."""
        draft = read(self._desk.drafts.get(key))
        self._desk.drafts.put(key, "")
        return draft, self._whys.pop(key, "")

    def forget(self) -> None:
        """Another person sits here."""
        self._whys.clear()

    def notices(self, look: Look, now: datetime) -> list[Notice]:
        """The lines of the banner."""
        return [self._notice(key, look) for key in self.keys()[:_LINES]]

    def _notice(self, key: str, look: Look) -> Notice:
        draft, why = read(self._desk.drafts.get(key)), self._whys.get(key, "")
        title = draft.title.strip() or draft.told or draft.place.strip() or look.text("missing")
        said = look.text("register.aside.refused", why=why) if why else look.text("register.aside.kept")
        return Notice(BannerKind.DRAFT, f"{title[:40]}  {said}", acts=(Act(f"aside:{key}", "register.aside.open"),))
