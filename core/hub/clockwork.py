"""Acts when time alone demands it: fires clocks, lapses leases, and watches the wall clock, each journaled once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from core.domain import commands as cmd
from core.domain.rules.clocks import LEASE, SECOND_WAITS
from core.hub.engine import HUB, Engine
from core.hub.hub_clock import Boot, HubClock, Kept
from core.journal.errors import JournalError
from core.journal.rows import TimerRow
from core.protocol import errors

LOOK_S: Final = 0.2  # the longest wait between two looks at the clock
BREATH: Final = 100  # so many firings in a row before others have their turn
HUB_CLOCK: Final = "hub_clock"
_log: Final = logging.getLogger("hubpost.clockwork")


class Clockwork:
    """Fires what is due, in the order of the deadlines; the rows themselves are durable and change with the events."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def fire_due(self, most: int = BREATH) -> int:
        """Fire up to `most` clocks that are due now; how many were taken."""
        engine = self._engine
        fired = 0
        while fired < most and engine.read_only is None and not engine.draining:
            row = engine.alarms.pop(engine.clock.now())
            if row is None:
                break
            self._fire(row)
            fired += 1
        return fired

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Fire for ever; never early, and late by no more than a look."""
        while True:
            if self.fire_due() == BREATH:
                await sleep(0)
                continue
            await sleep(self._wait())

    def _wait(self) -> float:
        row = self._engine.alarms.first()
        if row is None:
            return LOOK_S
        return min(LOOK_S, max(0.001, (row.next_at - self._engine.clock.now()).total_seconds()))

    def _fire(self, row: TimerRow) -> None:
        own: dict[str, tuple[str, cmd.Body]] = {
            LEASE: ("case.lapse", cmd.Lapse()),
            SECOND_WAITS: ("second.expire", cmd.Nothing()),
        }
        fire = cmd.ClockFire(clock=row.clock, generation=row.generation, level=row.level, task=row.task or None)
        name, body = own.get(row.clock, ("clock.fire", fire))
        command = cmd.Command(
            id=f"{name}:{row.case_no}/{row.clock}/{row.task}/{row.generation}/{row.level}",
            name=name,
            subject=f"case/{row.case_no}",
            body=body,
        )
        outcome = self._engine.submit(command, HUB)
        if outcome.done():  # refused at once; the row stays on the disk and is tried again after a restart
            error = outcome.result().error
            if error is not None and error.code not in errors.NEVER_STORED:
                _log.warning("%s was refused: %s", command.id, error.message_en)


class WallWatch:
    """Compares hub time with the wall and keeps where hub time stands, so that it never goes back."""

    def __init__(self, engine: Engine, clock: HubClock, boot: Boot) -> None:
        self._boot = boot
        self._engine = engine
        self._clock = clock

    def look(self) -> float | None:
        """Journal a step of the wall clock if there was one; the seconds it moved by."""
        moved = self._clock.step()
        if moved is not None:
            stamp = self._clock.now().isoformat(timespec="milliseconds")
            command = cmd.Command(
                id=f"clock.step:{stamp}", name="clock.step", subject="clock/hub", body=cmd.ClockStep(seconds=moved)
            )
            self._engine.submit(command, HUB)
            _log.error("the wall clock moved by %.3f s; hub time goes on", moved)
        return moved

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look five times a second; keep where hub time stands once a second."""
        looks = 0
        while True:
            self.look()
            looks += 1
            if looks % 5 == 0 and self._engine.read_only is None:
                await self.keep()
            await sleep(LOOK_S)

    async def keep(self) -> None:
        """Put where hub time stands beside the events."""
        kept = Kept(boot=self._boot.id, ran=self._boot.ran(), now=self._clock.now())
        try:
            await asyncio.to_thread(self._engine.journal.set_meta, HUB_CLOCK, msgspec.json.encode(kept).decode())
        except (SQLAlchemyError, JournalError, OSError) as failed:  # the next command will meet it too
            _log.error("hub time could not be kept: %s", failed)


def high_water(kept: Kept | None, last_event: datetime | None) -> datetime | None:
    """The latest moment this hub is known to have lived through."""
    known = [t for t in (None if kept is None else kept.now, last_event) if t is not None]
    return max(known, default=None)
