"""`hubpost console --headless`: the console for programs, commands in and what happened out, without Qt."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import platformdirs

from core.client.connection import dial
from core.client.credentials import Token
from core.client.feed import Feed
from core.client.ids import Ids
from core.client.items import EventsItem, Item, LinkItem, LinkStatus, OutboxItem, ResultItem, SnapshotItem
from core.client.keeper import Keeper
from core.client.lines import Lines, Review, error_line, read_line
from core.client.store import ConsoleStore
from core.client.system import SystemClock, system_rng
from core.domain.board import Board
from core.domain.district import District, parse_district
from core.domain.rules.rights import Rights, parse_rights
from core.protocol.errors import ProtocolError
from core.protocol.frames import PATH
from resources import data, district_files, district_names

OK, FAILED, MISUSED = 0, 1, 2
TOKEN_VARIABLE: Final = "HUBPOST_TOKEN"
CHUNK: Final = 64 * 1024
LINE_MAX: Final = 256 * 1024
UNWRITTEN_MAX: Final = 10_000  # output lines held for a reader that is slow; then the line is not read either
OUTBOX_MAX: Final = 2_000  # commands without an answer; then no more input is read

EXAMPLE: Final = "example: HUBPOST_TOKEN=… hubpost console --headless --hub ws://127.0.0.1:8740 --data ./seat3"


class MisusedError(Exception):
    """The command line asks for something that cannot be; the text says what to do."""


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line as read."""
    parser = argparse.ArgumentParser(
        prog="hubpost console --headless",
        description="The console for programs: cmd frames as JSON lines in, JSON lines with kind saved, result, event, "
        "link, snapshot, case, view, ask, ready, head and error out.",
        epilog=EXAMPLE,
        allow_abbrev=False,
    )
    parser.add_argument("--hub", required=True, metavar="URL", help="the hub, ws://HOST:PORT or wss://HOST:PORT")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where outbox and last picture are kept")
    parser.add_argument("--token-file", type=Path, metavar="FILE", help=f"the token, if not in {TOKEN_VARIABLE}")
    parser.add_argument("--seat", help="the seat to sit at")
    return parser.parse_args(argv)


def hub_url(said: str) -> str:
    """The stream's address from what was said; raises MisusedError."""
    parts = urlsplit(said)
    scheme = {"http": "ws", "https": "wss"}.get(parts.scheme, parts.scheme)
    if scheme not in ("ws", "wss") or not parts.hostname:
        raise MisusedError(f"--hub {said}: give it as ws://HOST:PORT or wss://HOST:PORT")
    return urlunsplit((scheme, parts.netloc, parts.path if parts.path.strip("/") else PATH, "", ""))


def token_of(file: Path | None, environment: Mapping[str, str]) -> str:
    """The token from the file or the environment; raises MisusedError."""
    try:
        token = file.read_text("utf-8").strip() if file is not None else environment.get(TOKEN_VARIABLE, "").strip()
    except (OSError, UnicodeDecodeError) as failure:
        raise MisusedError(f"--token-file {file}: {failure}") from failure
    if not token:
        raise MisusedError(f"no token: set {TOKEN_VARIABLE} or give --token-file FILE (hubpost user add prints one)")
    return token


class Boards:
    """Makes boards to fold events on; folding asks nothing of the district, so any shipped one will do."""

    @cached_property
    def _rules(self) -> tuple[District, Rights]:
        return parse_district(district_files(district_names()[0])), parse_rights(data("rights.toml"))

    def __call__(self) -> Board:
        return Board(*self._rules)


class Writer:
    """Writes lines from a thread of its own, so that a slow reader of our output never holds up the line."""

    def __init__(self, write: Callable[[bytes], object], failed: Callable[[], None]) -> None:
        self._write = write
        self._failed = failed
        self._lines: deque[bytes] = deque()
        self._more = threading.Event()
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name="writer")
        self._thread.start()

    def put(self, lines: Sequence[bytes]) -> None:
        """Take lines to be written in this order."""
        self._lines.extend(lines)
        self._more.set()

    def has_room(self) -> bool:
        """False while the reader is far behind."""
        return len(self._lines) < UNWRITTEN_MAX

    def close(self) -> None:
        """Write what is left and end."""
        self._is_closing = True
        self._more.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._more.wait()
            self._more.clear()
            is_last = self._is_closing
            while self._lines:
                batch = b"".join(self._lines.popleft() for _ in range(min(len(self._lines), 500)))
                try:
                    self._write(batch)
                except OSError:
                    self._failed()
                    return
            if is_last:
                return


def write_out(batch: bytes) -> None:
    """Put all of `batch` on standard output; raises OSError when nobody reads it any more."""
    left = memoryview(batch)
    while left:
        left = left[os.write(1, left) :]


class Headless:
    """One headless console: input lines to the feed, items to output lines, an exit code at the end."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._lines = Lines()
        self._numbers = 0
        self._is_ended = False
        self._asks = 0
        self._wanted = 0  # the latest event an answer spoke of
        self._reached = 0  # how far the stream has come
        self.may_read = threading.Event()
        self.may_read.set()
        self.code = OK

    def join(self, feed: Feed, writer: Writer) -> None:
        """Say between whom it stands."""
        self._feed = feed
        self._writer = writer

    def told(self, item: Item) -> None:
        """An item from the feed."""
        if isinstance(item, OutboxItem):
            self._asks = item.asks
            (self.may_read.set if item.waiting < OUTBOX_MAX else self.may_read.clear)()
        if isinstance(item, LinkItem) and item.state is LinkStatus.REFUSED:
            self.code = FAILED
        if isinstance(item, ResultItem):
            self._wanted = max(self._wanted, item.seq or 0)
        if isinstance(item, EventsItem | SnapshotItem):
            self._reached = item.at_seq
        self._writer.put(self._lines.of(item))
        self._end_if_done()

    def read(self, line: bytes) -> None:
        """A line from standard input."""
        self._numbers += 1
        if not line.strip():
            return
        try:
            asked = read_line(line, self._ids)
        except ProtocolError as bad:
            self._writer.put([error_line(self._numbers, bad.error)])
            return
        if isinstance(asked, Review):
            self._feed.review(asked.id, asked.send)
        else:
            self._feed.submit(asked)

    def ended(self) -> None:
        """Standard input has ended: leave when the last answer is in, and the event it speaks of."""
        self._is_ended = True
        self._end_if_done()

    def _end_if_done(self) -> None:
        if not (self._is_ended and self._feed.is_idle and self._reached >= self._wanted):
            return
        self._feed.stop()
        if self._asks:
            self.code = FAILED


def read_input(desk: Headless, loop: asyncio.AbstractEventLoop, read: Callable[[int], bytes]) -> None:
    """Read lines until the end, handing them to the loop; runs in a thread that may be left behind."""
    rest = b""
    try:
        while chunk := read(CHUNK):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                loop.call_soon_threadsafe(desk.read, line)
            if len(rest) > LINE_MAX:
                loop.call_soon_threadsafe(desk.read, rest)
                rest = b""
            desk.may_read.wait()
        if rest:
            loop.call_soon_threadsafe(desk.read, rest)
        loop.call_soon_threadsafe(desk.ended)
    except RuntimeError:  # the loop is gone: so are we
        return


async def live(url: str, credentials: Token, folder: Path) -> int:
    """Run one headless console to its end; the exit code."""
    loop = asyncio.get_running_loop()
    clock, rng = SystemClock(), system_rng()
    store = ConsoleStore(folder, Boards())
    desk = Headless(Ids(clock, rng))
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="store") as executor:
        keeper = Keeper(store, executor)

        def nobody_reads() -> None:
            loop.call_soon_threadsafe(feed.stop)

        writer = Writer(write_out, nobody_reads)
        feed = Feed(dial, url, credentials, keeper, desk.told, clock, rng, client="headless", room=writer.has_room)
        desk.join(feed, writer)
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, feed.stop)
        reader = threading.Thread(
            target=read_input, args=(desk, loop, lambda size: os.read(0, size)), name="reader", daemon=True
        )
        reader.start()
        try:
            await feed.run()
        finally:
            await keeper.do(store.close)
            writer.close()
    return desk.code


def main(argv: Sequence[str]) -> int:
    """Run the headless console; 0 done, 1 refused by the hub or left with commands that ask, 2 misused."""
    said = arguments(argv)
    try:
        url = hub_url(said.hub)
        credentials = Token(token_of(said.token_file, os.environ), said.seat)
    except MisusedError as misuse:
        print(f"hubpost console: {misuse}", file=sys.stderr)
        return MISUSED
    folder = said.data if said.data is not None else platformdirs.user_data_path("hubpost") / "console"
    return asyncio.run(live(url, credentials, folder))
