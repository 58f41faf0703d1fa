"""The live line of a console: signs in, resumes, repairs, sends the outbox, and tells everything as items.

Runs on an asyncio loop and takes its monotonic time from it, so that a simulation runs it under virtual time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random
from typing import Final

from core.client.asleep import LOOK_S as SLEEP_LOOK_S
from core.client.asleep import SleepWatch
from core.client.connection import ClosedError, Connection, Dial, UnreachableError
from core.client.credentials import CAPS, Credentials, Token, first_words
from core.client.items import (
    FaultItem,
    HeadItem,
    Item,
    LinkItem,
    LinkStatus,
    PresenceItem,
    ReadyItem,
)
from core.client.keeper import Keeper, Kept, StoreError
from core.client.pace import CAP_S, FIRST_S, STABLE_S, BackOff
from core.client.race import first_of
from core.client.recorder import Recorder
from core.client.sender import Sender
from core.client.stream import Mark, ResyncError, Stream
from core.domain.clock import Clock
from core.domain.commands import Command
from core.protocol import codec
from core.protocol.errors import CLOSE, Error, ProtocolError
from core.protocol.frames import (
    PROTO,
    SILENCE_S,
    Drain,
    ErrorFrame,
    FromHub,
    Hb,
    HbAck,
    Hello,
    Identify,
    Presence,
    Ready,
    Result,
    Resume,
    SignIn,
    SignOut,
)

GIVEN_UP: Final = 4900  # how this client closes a line it holds to be dead; not 1000, so that the session is kept
HELLO_S: Final = 5.0
READY_S: Final = 10.0
LEAVE_S: Final = 3.0
STALE_S: Final = 10.0  # two heartbeats without a word
GLANCE_S: Final = 0.5  # the least between two heartbeats, however fast somebody goes through the list
LOOK_S: Final = 0.001  # the least between two looks at the silence, whatever rounding says
PAUSE_S: Final = 0.05  # how often a full inbox is looked at


class LostError(Exception):
    """This session is over; the line is tried again unless `code` says not to."""

    def __init__(self, detail: str, code: int | None = None, at_once: bool = False) -> None:
        self.detail = detail
        self.code = code
        self.at_once = at_once  # the line is no worse than before: try again without waiting
        super().__init__(detail)


def has_room() -> bool:
    """For an inbox that is never full."""
    return True


class Feed:
    """Keeps one console in step with the hub; `run` until `stop` or until the hub refuses this credential."""

    def __init__(
        self,
        dial: Dial,
        url: str,
        credentials: Credentials,
        keeper: Keeper,
        inbox: Callable[[Item], None],
        clock: Clock,
        rng: Random,
        *,
        client: str = "hubpost-console",
        room: Callable[[], bool] = has_room,
    ) -> None:
        self.credentials = credentials
        self._dial = dial
        self._url = url
        self._keeper = keeper
        self._inbox = inbox
        self._clock = clock
        self._rng = rng
        self._client = client
        self._room = room
        self._token: str | None = None
        self._stream = Stream(None)
        self._sender = Sender(keeper, inbox, clock)
        self._recorder = Recorder(keeper, inbox, clock)
        self._backoff = BackOff(rng)
        self._stopping = asyncio.Event()
        self._link = LinkItem(LinkStatus.CONNECTING, clock.now())
        self._heard_at: float | None = None  # loop time of the last word from the hub
        self._acked_at = 0.0
        self._live = asyncio.Event()
        self._looks_at: str | None = None
        self._has_looked = asyncio.Event()
        self._live_at: float | None = None
        self._is_paused = False
        self._refusal: Error | None = None
        self._is_leaving = False
        self._gone = asyncio.Event()  # the hub has closed after a sign-out
        self._line: Connection | None = None
        self._sleep = SleepWatch(clock, lambda: 0.0)  # begun anew on the loop's own time
        self._is_open = False  # whether the disk has been read

    @property
    def is_idle(self) -> bool:
        """True when all commands, also those found on disk, are answered; those that ask are not counted."""
        return self._is_open and self._sender.is_idle

    def submit(self, commands: Sequence[Command]) -> None:
        """Hand in one command, or several that belong together; on the loop's thread, from elsewhere by
        `call_soon_threadsafe`. SavedItem follows when they are on disk, ResultItem when the hub has answered."""
        self._sender.submit(commands)

    def review(self, command_id: str, send: bool) -> None:
        """The user's word on an AskItem: send it now, or drop it."""
        self._sender.review(command_id, send)

    def look(self, subject: str | None) -> None:
        """The case this person has open (`case/NO`); the hub is told within half a second, and with each heartbeat."""
        if subject != self._looks_at:
            self._looks_at = subject
            self._has_looked.set()

    def stop(self) -> None:
        """End `run` cleanly: picture and outbox are on disk when it returns."""
        self._stopping.set()

    def leave(self) -> None:
        """Sign out, then end `run`: what is held is released at once if the hub can be reached, else lease by lease."""
        self._is_leaving = True
        self._stopping.set()

    async def run(self) -> None:
        """Live until `stop` or until the hub refuses; may be run again, e.g. with other `credentials`."""
        self._token = self.credentials.token if isinstance(self.credentials, Token) else None
        self._refusal = None
        await self._open()
        async with asyncio.TaskGroup() as life:
            life.create_task(self._sender.run())
            life.create_task(self._recorder.run())
            await first_of(self._sessions(), self._stop_asked())
            self._sender.close()
            self._recorder.close()
        self._stopping.clear()

    async def _open(self) -> None:
        key = self.credentials.key
        try:
            kept = await self._keeper.do(self._keeper.store.load, key, self._clock.now())
        except StoreError as fault:
            self._inbox(FaultItem(where="store", detail=str(fault)))
            kept = Kept(actor=None)
        self._heard_at = None
        self._stream = Stream(kept.mark)
        self._recorder.open(key, kept.mark)
        if kept.picture is not None:
            self._inbox(kept.picture)
            if kept.picture.saved_at is not None:
                age = (self._clock.now() - kept.picture.saved_at).total_seconds()
                self._heard_at = asyncio.get_running_loop().time() - max(0.0, age)
        self._sender.open(kept, kept.actor or key)
        self._is_open = True

    async def _stop_asked(self) -> None:
        await self._stopping.wait()
        if self._is_leaving and self._line is not None and self._live.is_set():
            try:
                async with asyncio.timeout(LEAVE_S):
                    await self._line.send(codec.encode(SignOut()))
                    await self._gone.wait()
            except (ClosedError, TimeoutError):
                return  # the leases lapse by themselves

    async def _sessions(self) -> None:
        self._tell(LinkStatus.CONNECTING)
        loop = asyncio.get_running_loop()
        self._sleep = SleepWatch(self._clock, loop.time)
        while True:
            try:
                await self._session()
            except LostError as lost:
                self._sender.lost()
                if self._is_leaving:
                    self._gone.set()
                    return
                if lost.code in CLOSE and not CLOSE[lost.code][1]:
                    detail = self._refusal.message_zh if self._refusal is not None else lost.detail
                    self._tell(LinkStatus.REFUSED, detail, lost.code, error=self._refusal)
                    return
                if self._live_at is not None and loop.time() - self._live_at >= STABLE_S:
                    self._backoff.worked()
                wait = CAP_S if lost.code == 4008 else self._backoff.next()
                if lost.at_once:
                    self._backoff.worked()
                    wait = self._rng.uniform(0.0, FIRST_S)
                self._tell(LinkStatus.DOWN, lost.detail, lost.code, wait)
                await self._rest(wait)

    async def _rest(self, seconds: float) -> None:
        """Wait between two tries; a machine that has just woken up tries at once."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while (left := until - loop.time()) > 0:
            await asyncio.sleep(min(left, SLEEP_LOOK_S))
            if self._has_slept():
                self._backoff.worked()
                return

    def _has_slept(self) -> float:
        """Seconds slept since the last look; the picture is that much older."""
        slept = self._sleep.slept()
        if slept and self._heard_at is not None:
            self._heard_at -= slept
        return slept

    async def _session(self) -> None:
        """One line from dialling to its end, which is always a LostError."""
        self._live_at = None
        self._live.clear()
        self._is_paused = False
        try:
            line = await self._dial(self._url)
        except UnreachableError as failure:
            raise LostError(str(failure)) from failure
        code = GIVEN_UP
        self._line = line
        try:
            await self._talk(line)
        except ClosedError as gone:
            reason = CLOSE[gone.code][0] if gone.code in CLOSE else gone.reason or "line broke"
            raise LostError(reason, gone.code) from gone
        except ResyncError as why:
            self._stream.forget()
            self._inbox(FaultItem(where="resync", detail=str(why)))
            raise LostError(str(why)) from why
        except ProtocolError as bad:
            raise LostError(f"undecodable: {bad}") from bad
        except asyncio.CancelledError:
            code = 1000
            raise
        finally:
            await line.close(code)

    async def _talk(self, line: Connection) -> None:
        hello = await self._greet(line)
        await first_of(
            self._read(line),
            self._beat(line, hello),
            self._watch(),
            self._sender.send(line, hello.max_bytes, self._live),
        )

    async def _greet(self, line: Connection) -> Hello:
        """From `hello` to `ready`."""
        hello, _ = await self._next(line, HELLO_S)
        if not isinstance(hello, Hello):
            raise LostError("the hub did not say hello")
        if hello.proto != PROTO:
            raise LostError(f"the hub speaks version {hello.proto}", 4012)
        mark = self._stream.begin(hello.epoch)
        await line.send(codec.encode(self._first_words(mark)))
        while True:
            frame, raw = await self._next(line, READY_S)
            if not isinstance(frame, Ready):
                self._take(frame, raw)
                continue
            await self._ready(frame)
            return hello

    def _first_words(self, mark: Mark | None) -> Identify | SignIn | Resume:
        if mark is None or self._token is None:
            return first_words(self.credentials, self._token, self._client)
        return Resume(
            token=self._token,
            client=self._client,
            epoch=mark.epoch,
            last_seq=mark.seq,
            chain_head=mark.chain_head,
            seat=self.credentials.seat,
            caps=CAPS,
        )

    async def _ready(self, ready: Ready) -> None:
        self._token = ready.token or self._token
        self._inbox(
            ReadyItem(
                actor=ready.actor,
                roles=ready.roles,
                scope=ready.scope,
                seat=ready.seat,
                token=ready.token,
                district=ready.district,
                session=ready.session,
                now=ready.now,
                last=ready.last,
            )
        )
        await self._sender.adopt(self.credentials.key, ready.actor)
        self._acked_at = asyncio.get_running_loop().time()

    async def _next(self, line: Connection, seconds: float) -> tuple[FromHub, bytes]:
        try:
            async with asyncio.timeout(seconds):
                raw = await line.recv()
        except TimeoutError as late:
            raise LostError(f"no answer for {seconds:.0f} s") from late
        self._heard()
        return codec.from_hub(raw), raw

    async def _read(self, line: Connection) -> None:
        while True:
            await self._wait_for_room()
            raw = await line.recv()
            self._heard()
            self._take(codec.from_hub(raw), raw)

    async def _wait_for_room(self) -> None:
        """Stop reading while the inbox is full; silence meanwhile is ours and not the hub's."""
        if self._room():
            return
        self._is_paused = True
        while not self._room():
            await asyncio.sleep(PAUSE_S)
        self._is_paused = False
        self._acked_at = asyncio.get_running_loop().time()

    def _take(self, frame: FromHub, raw: bytes) -> None:
        match frame:
            case HbAck():
                self._acked_at = asyncio.get_running_loop().time()
                self._inbox(HeadItem(now=frame.now, head_seq=frame.head_seq, sources=frame.sources))
                self._stream.acked(frame)
            case Presence():
                self._inbox(PresenceItem(frame.open))
            case Result():
                self._sender.result(frame)
            case ErrorFrame():
                self._refusal = frame.error
                self._inbox(FaultItem(where="hub", detail=frame.error.message_en, error=frame.error))
            case Drain():
                self._inbox(FaultItem(where="drain", detail=f"the hub goes down in {frame.after_ms} ms"))
            case _:
                for item in self._stream.take(frame, raw):
                    self._inbox(item)
                    self._recorder.take(item, self._stream.mark)
                    self._sender.seen(item)
                if self._stream.is_live and not self._live.is_set():
                    self._live_at = asyncio.get_running_loop().time()
                    self._tell(LinkStatus.LIVE)
                    self._live.set()

    async def _beat(self, line: Connection, hello: Hello) -> None:
        every = min(max(hello.heartbeat_ms, 1000), 10_000) / 1000
        await asyncio.sleep(self._rng.uniform(0.0, every))
        while True:
            mark = self._stream.mark
            self._has_looked.clear()
            seq = mark.seq if mark is not None else 0
            await line.send(codec.encode(Hb(seq=seq, outbox=len(self._sender), open=self._looks_at)))
            await asyncio.sleep(GLANCE_S)
            with suppress(TimeoutError):
                async with asyncio.timeout(every - GLANCE_S):
                    await self._has_looked.wait()

    async def _watch(self) -> None:
        """Call a line stale after 10 s without a word and lost after 15 s without a heartbeat's answer."""
        loop = asyncio.get_running_loop()
        while True:
            slept = self._has_slept()
            if slept:
                raise LostError(f"this machine slept for {slept:.0f} s", at_once=True)
            now = loop.time()
            heard = now if self._heard_at is None else self._heard_at
            if self._is_paused:
                self._acked_at = now
            if now - self._acked_at >= SILENCE_S:
                detail = f"no heartbeat for {SILENCE_S:.0f} s"
                self._tell(LinkStatus.DOWN, detail)
                raise LostError(detail)
            if now - heard >= STALE_S and self._live.is_set():
                self._tell(LinkStatus.STALE)
                heard = now
            until = min(self._acked_at + SILENCE_S, heard + STALE_S, now + SLEEP_LOOK_S)
            await asyncio.sleep(max(LOOK_S, until - now))

    def _heard(self) -> None:
        self._heard_at = asyncio.get_running_loop().time()
        if self._link.state is LinkStatus.STALE:
            self._tell(LinkStatus.LIVE)

    def _tell(
        self,
        state: LinkStatus,
        detail: str = "",
        code: int | None = None,
        retry_in: float | None = None,
        error: Error | None = None,
    ) -> None:
        since = self._link.since if state is self._link.state else self._clock.now()
        age = None
        if self._heard_at is not None:
            age = asyncio.get_running_loop().time() - self._heard_at
        self._link = LinkItem(
            state=state, since=since, detail=detail, age=age, code=code, retry_in=retry_in, error=error
        )
        self._inbox(self._link)
