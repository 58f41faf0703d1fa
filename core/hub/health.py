"""How the hub is, in one small JSON object for people and probes."""

from __future__ import annotations

from typing import Any

from core.hub.hub_clock import HubClock
from core.hub.room import Room


class Health:
    """Reads the hub; asks nobody."""

    def __init__(self, room: Room, clock: HubClock | None) -> None:
        self._room = room
        self._clock = clock

    def report(self) -> dict[str, Any]:
        """`status` is "ok", "read_only" or "draining"; figures and no personal value."""
        engine, room = self._room.engine, self._room
        seen = room.watch.seen
        status = "draining" if engine.draining else "read_only" if engine.read_only is not None else "ok"
        return {
            "status": status,
            "epoch": engine.epoch,
            "head_seq": engine.durable.seq,
            "chain_head": engine.durable.chain,
            "clients": room.seated,
            "journal": {"writing": engine.read_only is None, "why": engine.read_only, "backlog": engine.backlog},
            "clock": {
                "now": engine.clock.now().isoformat(),
                "wall_ahead_s": self._clock.offset if self._clock is not None else 0.0,
                "timers": len(engine.alarms),
            },
            "sources": {name: at.isoformat() for name, at in seen.items()},
        }
