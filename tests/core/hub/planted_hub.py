"""A hub with a planted bug, run as a script: it answers before the commit, and its commits are slow."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence

from core.hub.engine import Engine
from core.hub.main import main
from core.hub.steps import Step
from core.journal.journal import Journal
from core.journal.rows import Entry, Head
from core.protocol.frames import Result

_hand_over, _append = Engine._hand_over, Journal.append


def too_early(
    self: Engine,
    entry: Entry,
    steps: tuple[Step, ...],
    result: Result,
    digest: str | None,
    outcome: asyncio.Future[Result],
) -> asyncio.Future[Result]:
    early = _hand_over(self, entry, steps, result, digest, outcome)
    if not early.done():
        early.set_result(result)
    return early


def slowly(self: Journal, entries: Sequence[Entry]) -> Head:
    time.sleep(0.02)
    return _append(self, entries)


if __name__ == "__main__":
    Engine._hand_over = too_early  # type: ignore[method-assign]
    Journal.append = slowly  # type: ignore[method-assign]
    sys.exit(main(sys.argv[1:]))
