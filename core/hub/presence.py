"""Who has which case open: in memory while a session lives, told to those who may see the case, journaled never."""

from __future__ import annotations

import asyncio
from typing import Final, Protocol

from core.domain.board import Board
from core.domain.nouns import Actor, Case, Role
from core.domain.rules.rights import ADMINS
from core.hub.sight import Broad, Narrow
from core.protocol.codec import encode
from core.protocol.frames import Presence

EVERY_S: Final = 0.5  # so often a client is told at most
MOST: Final = 200  # cases in one frame; the rest wait for the next
NO_PEOPLE: Final = ADMINS | {Role.VIEWER, Role.SOURCE, Role.REPLAY, Role.HUB}

Told = dict[str, tuple[str, ...]]


class Looker(Protocol):
    """A session as presence knows it."""

    actor: Actor | None
    sight: Broad | Narrow
    wants_presence: bool

    def say(self, frame: bytes) -> None:
        """Send it a frame."""


class Lookers:
    """One open case a session; what each client was told last, so that it is told only what is new to it."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._open: dict[Looker, str] = {}
        self._told: dict[Looker, Told] = {}

    def join(self, looker: Looker) -> None:
        """A session stands; it is told what others have open, if it asked for that and is somebody's who works."""
        if looker.wants_presence and _is_person(looker):
            self._told[looker] = {}

    def look(self, looker: Looker, no: str | None) -> None:
        """This session has that case open, or none; what it may not see it cannot have open."""
        case = None if no is None else self._board.cases.get(no)
        if case is not None and _is_person(looker) and _may_see(looker, case):
            self._open[looker] = case.no
        else:
            self._open.pop(looker, None)

    def leave(self, looker: Looker) -> None:
        """The session is over."""
        self._open.pop(looker, None)
        self._told.pop(looker, None)

    def tell(self) -> None:
        """Tell each client what is new to it."""
        by_case: dict[str, set[str]] = {}
        for looker, no in self._open.items():
            if looker.actor is not None:
                by_case.setdefault(no, set()).add(looker.actor.name)
        for looker, told in tuple(self._told.items()):
            news = _news(told, self._shown(looker, by_case))
            if news:
                looker.say(encode(Presence(open=news)))
                told |= news
                for no in [no for no, names in news.items() if not names]:
                    del told[no]

    async def run(self) -> None:
        """Tell for ever."""
        while True:
            self.tell()
            await asyncio.sleep(EVERY_S)

    def _shown(self, looker: Looker, by_case: dict[str, set[str]]) -> Told:
        """Who else has open what this client may see."""
        me = looker.actor.name if looker.actor is not None else ""
        return {
            no: tuple(sorted(others))
            for no, names in by_case.items()
            if (others := names - {me}) and (case := self._board.cases.get(no)) is not None and _may_see(looker, case)
        }


def _news(told: Told, shown: Told) -> Told:
    found = {no: names for no, names in shown.items() if told.get(no) != names}
    found |= {no: () for no in told if no not in shown}
    return dict(list(found.items())[:MOST])


def _is_person(looker: Looker) -> bool:
    return looker.actor is not None and looker.actor.role not in NO_PEOPLE


def _may_see(looker: Looker, case: Case) -> bool:
    sight = looker.sight
    return sight.cases if isinstance(sight, Broad) else sight.covers(case)
