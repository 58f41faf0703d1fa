"""When each source was last heard, and what that makes of its line; silence is shown within its limit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from core.domain.board import Board
from core.domain.commands import Command, LinkSeen
from core.domain.district import SourceSpec
from core.domain.nouns import Actor, LinkState, Role

DOWN_AFTER: Final = 3  # silence limits
HUB: Final = Actor(name="hub", role=Role.HUB)


def line_state(spec: SourceSpec, seen: datetime | None, started: datetime, now: datetime) -> LinkState:
    """How a source's line is: fine within its silence limit, then stale, then down; by hand is never fine."""
    if spec.manual:
        return LinkState.MANUAL
    if spec.silence_limit_s <= 0:
        return LinkState.UNKNOWN
    silence = (now - (seen or started)).total_seconds()
    if silence > spec.silence_limit_s * DOWN_AFTER:
        return LinkState.DOWN
    if silence > spec.silence_limit_s:
        return LinkState.STALE
    return LinkState.OK if seen is not None else LinkState.UNKNOWN


class SourceWatch:
    """Remembers when each source was heard and turns changes of its line into journaled events."""

    def __init__(
        self, board: Callable[[], Board], started: datetime, submit: Callable[[Command, Actor], Awaitable[object]]
    ) -> None:
        self.seen: dict[str, datetime] = {}
        self._board = board
        self._started = started
        self._submit = submit

    def heard(self, source: str, now: datetime) -> None:
        """A message or a heartbeat of that source came in."""
        self.seen[source] = now

    async def look(self, now: datetime) -> None:
        """Compare each source's silence with its limit; called about once a second."""
        board = self._board()
        for spec in board.district.sources.values():
            seen = self.seen.get(spec.id)
            state = line_state(spec, seen, self._started, now)
            known = board.links.get(spec.id)
            before = known.state if known is not None else LinkState.UNKNOWN
            if state is before or (state is LinkState.UNKNOWN and known is not None and seen is None):
                continue
            body = LinkSeen(state=state, seen_at=seen)
            name = f"see:{spec.id}:{state}:{int(now.timestamp() * 1000)}"
            await self._submit(Command(id=name, name="link.see", subject=f"link/{spec.id}", body=body), HUB)
