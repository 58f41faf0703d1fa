"""`hubpost hub`: puts the hub together by hand, says that it is ready, and drains on SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import ipaddress
import logging
import os
import secrets
import signal
import ssl
import sys
import time
import tomllib
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import msgspec
from msgspec import Struct

from core.domain.board import Board
from core.domain.district import District, parse_district
from core.domain.rules.rights import Rights, parse_rights
from core.hub.access import Access
from core.hub.clockwork import HUB_CLOCK, Clockwork, WallWatch, high_water
from core.hub.engine import Engine
from core.hub.health import Health
from core.hub.hub_clock import Boot, HubClock, begin, kept_as
from core.hub.ingest import Ingest, Tls, start_ingest
from core.hub.metrics import Metrics
from core.hub.picture import PictureError
from core.hub.room import Room
from core.hub.sources import SourceWatch
from core.hub.stream import Stream
from core.journal.engine import FILE
from core.journal.errors import JournalError
from core.journal.journal import Journal
from core.journal.writer import Writer
from resources import data, district_files

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
OK, FAILED, MISUSED = 0, 1, 2
_QUIET: Final = {"hubpost.websockets": logging.CRITICAL, "uvicorn": logging.WARNING, "alembic": logging.WARNING}
_log: Final = logging.getLogger("hubpost")


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """What the hub is started with; a --config file holds the same names."""

    listen: str = "127.0.0.1:8740"
    ingest: str | None = None
    database: str | None = None
    district: str = "yingze"
    insecure: bool = False
    tls_certificate: str | None = None
    tls_key: str | None = None


class Address(NamedTuple):
    """Where something listens."""

    host: str
    port: int


class StartError(Exception):
    """The hub cannot start; the text says what to do."""


def main(argv: list[str]) -> int:
    """Run the hub until SIGTERM; 0 drained, 1 failed, 2 misused."""
    parser = argparse.ArgumentParser(
        prog="hubpost hub",
        description="the hub: decides, records, tells",
        epilog="example: hubpost hub --data /var/lib/hubpost --listen 127.0.0.1:8740",
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="its data folder, made if it is new")
    parser.add_argument("--listen", metavar="HOST:PORT", help="default 127.0.0.1:8740; port 0 picks one")
    parser.add_argument("--ingest", metavar="HOST:PORT", help="reports over HTTP; default: a port at the same host")
    parser.add_argument("--config", type=Path, metavar="FILE", help="TOML: listen, ingest, database, district, tls_…")
    parser.add_argument("--database", metavar="URL", help="default: hub.db in the data folder")
    parser.add_argument("--district", metavar="NAME", help="the district package (default yingze)")
    parser.add_argument("--insecure", action="store_true", default=None, help="plain ws beyond this machine")
    args = parser.parse_args(argv)
    said = logging.StreamHandler(sys.stderr)
    said.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    _log.addHandler(said)
    _log.setLevel(logging.INFO)
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)
    try:
        options = _options(args)
        addresses = _addresses(options)
        with _locked(args.data):
            asyncio.run(_run(args.data, options, *addresses))
    except (StartError, JournalError, PictureError, OSError) as failed:
        print(f"hubpost hub: {failed}", file=sys.stderr)
        return FAILED
    finally:
        _log.removeHandler(said)
    return OK


def _options(args: argparse.Namespace) -> Options:
    said: dict[str, Any] = {}
    if args.config is not None:
        try:
            said = tomllib.loads(args.config.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as bad:
            raise StartError(f"{args.config}: {bad}") from bad
    names = ("listen", "ingest", "database", "district", "insecure")
    said |= {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    try:
        return msgspec.convert(said, Options)
    except msgspec.ValidationError as bad:
        raise StartError(f"{args.config}: {bad}") from bad


def _addresses(options: Options) -> tuple[Address, Address]:
    """Where the stream and the ingest listen."""
    stream = _address("listen", "ws", options.listen, options)
    if options.ingest is None:
        return stream, Address(stream.host, 0)
    return stream, _address("ingest", "http", options.ingest, options)


def _address(option: str, scheme: str, said: str, options: Options) -> Address:
    host, _, port = said.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isdecimal() or int(port) > 65535:
        raise StartError(f"--{option} {said!r} is not HOST:PORT")
    if options.tls_certificate is None and not options.insecure and not _is_loopback(host):
        raise StartError(
            f"plain {scheme} on {host} could be read by anybody on the way: "
            f"give tls_certificate and tls_key in --config, {option} on 127.0.0.1, or say --insecure"
        )
    return Address(host, int(port))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _locked:  # noqa: N801 - reads as a word in a with statement
    """One hub for each data folder; the lock is gone with the process, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[str] | None = None

    def __enter__(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = open(self._folder / "hub.lock", "a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            self._file.seek(0)
            said = self._file.read().strip() or "?"
            self._file.close()
            raise StartError(
                f"another hub (process {said}) uses {self._folder}; stop it or give another --data"
            ) from taken
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


async def _run(folder: Path, options: Options, stream: Address, ingest: Address) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    district, rights = _district(options.district), parse_rights(data("rights.toml"))
    house = await House.open(folder, options, district, rights)
    try:
        await house.serve(stream, ingest, _tls(options), stop)
    finally:
        house.close()


def _district(name: str) -> District:
    try:
        return parse_district(district_files(name))
    except LookupError as unknown:
        raise StartError(f"there is no district {name!r}; hubpost district list tells them") from unknown


def _tls(options: Options) -> Tls | None:
    return None if options.tls_certificate is None else Tls(options.tls_certificate, options.tls_key)


def _context(tls: Tls) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(tls.certificate, tls.key)
    return context


class House:
    """The hub's parts, made in order and taken down in the other."""

    def __init__(
        self, journal: Journal, engine: Engine, clock: HubClock, boot: Boot, room: Room, watch: SourceWatch
    ) -> None:
        self.journal = journal
        self.engine = engine
        self.clock = clock
        self.boot = boot
        self.room = room
        self.watch = watch
        self._works: list[asyncio.Task[None]] = []

    @classmethod
    async def open(cls, folder: Path, options: Options, district: District, rights: Rights) -> House:
        """Open the journal and fold it; raises JournalError or PictureError."""
        wall = HubClock(_wall, time.monotonic)
        journal = Journal(options.database or folder / FILE, wall, lambda: secrets.token_bytes(16), _new_epoch)
        try:
            last = [event.time for event in journal.read(after=max(0, journal.head.seq - 1))]
            boot, kept = _boot(), kept_as(journal.get_meta(HUB_CLOCK))
            beginning = begin(_wall(), boot, kept, high_water(kept, max(last, default=None)))
            clock = HubClock(_wall, time.monotonic, beginning)
            engine = Engine(
                journal,
                lambda: Board(district, rights),
                clock,
                lambda on_commit, on_failure: Writer(journal, on_commit, on_failure),
            )
            await engine.start()
        except BaseException:
            journal.close()
            raise
        watch = SourceWatch(lambda: engine.board, clock.now(), engine.submit)
        access = Access(journal.engine, clock, secrets.token_bytes, reading=journal.reading)
        room = Room(engine, access, watch, time.monotonic, secrets.token_bytes, options.district)
        return cls(journal, engine, clock, boot, room, watch)

    async def serve(self, at: Address, ingest_at: Address, tls: Tls | None, stop: asyncio.Event) -> None:
        """Serve until `stop`, then drain."""
        stream = Stream(self.room, Health(self.room, self.clock).report, Metrics(self.engine, self._clients).text)
        bound = await stream.start(at.host, at.port, None if tls is None else _context(tls))
        app = Ingest(self.engine.submit, self.room.access.known, self.watch.heard, self.engine.clock, _new_name).app()
        ingest = await start_ingest(app, ingest_at.host, ingest_at.port, tls)
        wall = WallWatch(self.engine, self.clock, self.boot)
        for work in (
            Clockwork(self.engine).run(),
            wall.run(),
            self.room.watch_silence(),
            self.room.watch_rights(),
            self.room.lookers.run(),
            self._watch_sources(),
        ):
            self._work(work, stop)
        shown = f"[{at.host}]" if ":" in at.host else at.host
        print(f"ready ws={'wss' if tls else 'ws'}://{shown}:{bound}/v1/stream http={ingest.url}", flush=True)
        await stop.wait()
        _log.info("draining")
        await self.room.drain()
        await stream.stop()
        await ingest.stop()
        for task in self._works:
            task.cancel()
        await asyncio.gather(*self._works, return_exceptions=True)
        await self.engine.stop()
        await wall.keep()

    def close(self) -> None:
        """Let go of the journal."""
        self.journal.close()

    def _clients(self) -> int:
        return self.room.seated

    async def _watch_sources(self) -> None:
        while True:
            if self.engine.read_only is None:
                await self.watch.look(self.engine.clock.now())
            await asyncio.sleep(1.0)

    def _work(self, work: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
        """A hub with a dead part is worse than none: whoever supervises it starts it anew."""
        task = asyncio.get_running_loop().create_task(work)

        def ended(done: asyncio.Task[None]) -> None:
            if not done.cancelled() and done.exception() is not None:
                _log.critical("a part of the hub failed; draining", exc_info=done.exception())
                stop.set()

        task.add_done_callback(ended)
        self._works.append(task)


def _wall() -> datetime:
    return datetime.now(UTC)


def _boot() -> Boot:
    """This run of the machine, where the system tells; elsewhere each start counts as another."""
    if not hasattr(time, "CLOCK_BOOTTIME") or not _BOOT_ID.is_file():
        return Boot("", time.monotonic)
    return Boot(_BOOT_ID.read_text(encoding="ascii").strip(), lambda: time.clock_gettime(time.CLOCK_BOOTTIME))


def _new_epoch() -> str:
    return secrets.token_hex(8)


def _new_name() -> str:
    return secrets.token_hex(16)
