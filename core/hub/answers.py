"""What every command id was answered: under way, lately, or for good in the journal."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from core.journal.rows import CommandRecord
from core.protocol import errors
from core.protocol.frames import Result

KEPT: Final = 20_000
_decode: Final = msgspec.json.Decoder(Result).decode


class Flight(Struct):
    """A command whose effect is on its way to the disk."""

    digest: str
    outcome: asyncio.Future[Result]


class Answers:
    """The same id and body gets the same answer and no second effect; the same id with another body is refused."""

    def __init__(self, stored: Callable[[str], CommandRecord | None], kept: int = KEPT) -> None:
        self._stored = stored
        self._kept = kept
        self._flying: dict[str, Flight] = {}
        self._lately: OrderedDict[str, tuple[str, Result]] = OrderedDict()

    @property
    def flying(self) -> int:
        """How many commands wait for the disk."""
        return len(self._flying)

    def known(self, command_id: str, digest: str) -> asyncio.Future[Result] | Result | None:
        """The answer this id already has or is about to get, or None for a new id."""
        flight = self._flying.get(command_id)
        if flight is not None:
            return _again(flight.outcome) if flight.digest == digest else mismatch(command_id)
        found = self._lately.get(command_id)
        if found is None:
            record = self._stored(command_id)
            if record is None:
                return None
            found = (record.digest, _decode(record.result))
        if found[0] != digest:
            return mismatch(command_id)
        return replace(found[1], duplicate=True)

    def fly(self, command_id: str, digest: str, outcome: asyncio.Future[Result]) -> None:
        """Remember a command that was handed to the journal."""
        self._flying[command_id] = Flight(digest=digest, outcome=outcome)

    def landed(self, command_id: str, result: Result) -> None:
        """The command is on the disk: everybody who asked for this id is answered."""
        flight = self._flying.pop(command_id, None)
        if flight is None:
            return
        self._lately[command_id] = (flight.digest, result)
        while len(self._lately) > self._kept:
            self._lately.popitem(last=False)
        if not flight.outcome.done():
            flight.outcome.set_result(result)

    def lost(self) -> None:
        """The disk refused: nobody knows yet what became of those under way, so none of them is remembered."""
        flying, self._flying = self._flying, {}
        for command_id, flight in flying.items():
            if not flight.outcome.done():
                flight.outcome.set_result(refused(command_id, errors.READ_ONLY))


def mismatch(command_id: str) -> Result:
    """The id was used for something else."""
    return refused(command_id, errors.IDEMPOTENCY_MISMATCH)


def refused(command_id: str, code: int, what: str = "", retry_after_ms: int | None = None) -> Result:
    """A result that carries an error and is not stored."""
    return Result(id=command_id, ok=False, error=errors.error(code, what, retry_after_ms=retry_after_ms))


def _again(outcome: asyncio.Future[Result]) -> asyncio.Future[Result]:
    """The same answer for a second asker; its cancelling does not touch the first."""
    second: asyncio.Future[Result] = outcome.get_loop().create_future()

    def tell(done: asyncio.Future[Result]) -> None:
        if second.done():
            return
        if done.cancelled():
            second.cancel()
        else:
            result = done.result()
            retry = result.error is not None and result.error.code in errors.NEVER_STORED
            second.set_result(result if retry else replace(result, duplicate=True))

    outcome.add_done_callback(tell)
    return second
