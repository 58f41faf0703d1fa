"""One client's conversation in hubpost.v1: who it is, its commands, and what it is told."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Coroutine, Iterable
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from core.domain.commands import Command, Lapse, Nothing
from core.domain.events import case_of
from core.domain.nouns import Actor
from core.domain.rules.rights import Profile
from core.hub.access import UnavailableError, key_of, seated
from core.hub.answers import refused
from core.hub.asking import NAME_MAX, bucket_of, command_id, judged
from core.hub.buckets import Bucket
from core.hub.catch_up import CatchUp
from core.hub.engine import HUB
from core.hub.line import Line, LineClosedError
from core.hub.outbox import Outbox
from core.hub.room import Place, Room
from core.hub.sight import Broad, Narrow, broad
from core.journal.errors import JournalError
from core.protocol import codec, errors
from core.protocol.codec import encode
from core.protocol.errors import CLOSE, Error, ProtocolError
from core.protocol.frames import (
    PRESENCE,
    PROTO,
    Cmd,
    Cmds,
    ErrorFrame,
    FromClient,
    Hb,
    HbAck,
    Hello,
    Identify,
    Ready,
    Result,
    Resume,
    SignIn,
    SignOut,
)

GOODBYE_S: Final = 1.0
INTERNAL: Final = 1011  # RFC 6455: the hub met something it did not expect; come back
SIGNED_OUT: Final = 1000
_OTHER: Final = {SIGNED_OUT: "signed out"}
_COST: Final[dict[type, float]] = {Hb: 0.25}  # of a frame in its sender's bucket; any other costs one
_log: Final = logging.getLogger("hubpost.session")


class Session:
    """From hello to the last frame; `run` returns when the line is gone."""

    def __init__(self, line: Line, room: Room) -> None:
        self.outbox = Outbox(room.limits)
        self.sight: Broad | Narrow = Broad(profile=Profile(), cases=False, clock=False)
        self.profile = Profile()
        self.since = 0
        self.wants_presence = False
        self.actor: Actor | None = None
        self.key: str | None = None
        self._line = line
        self._room = room
        self._limits = room.limits
        self._place: Place | None = None
        self._opened_at = self._heard_at = room.monotonic()
        self._said_who = False
        self._paused = False
        self._failed = 0  # tries under this name before this one
        self._in_flight = 0
        self._strange = 0
        self._too_fast = 0
        self._bucket: Bucket | None = Bucket(room.limits.rate, room.limits.burst)
        self._patience = Bucket(room.limits.malformed_rate, room.limits.malformed - 1)
        self._wake = asyncio.Event()
        self._relieved = asyncio.Event()
        self._over = asyncio.Event()
        self._last_words: tuple[int, Error | None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_quiet(self) -> bool:
        """True when nothing waits to be sent."""
        return self._in_flight == 0 and self.outbox.is_empty

    async def run(self) -> None:
        """Talk until one side ends it."""
        self._room.enter(self)
        try:
            await self._line.send(encode(self._hello()))
            self._spawn(self._pump())
            self._spawn(self._read())
            await self._over.wait()
        except LineClosedError:
            pass
        finally:
            self._room.fanout.leave(self)
            self._room.lookers.leave(self)
            self._room.leave(self, self._place)
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._goodbye()

    def end(self, code: int, error: Error | None = None) -> None:
        """Close with this code, after an error where one explains it."""
        if self._last_words is None:
            self._last_words = (code, error)
        self._over.set()

    def check(self, now: float) -> None:
        """End a client that did not say who it is in time, or that has fallen silent."""
        if not self._said_who:
            if now - self._opened_at > self._limits.identify_s:
                self.end(4003)
        elif self._paused and self._in_flight > 0:
            self._heard_at = now  # it is we who do not read, for the disk is slow
        elif now - self._heard_at > self._limits.silence_s:
            self.end(4013 if self._paused else 4009)

    def say(self, frame: bytes) -> None:
        """Put a frame before the stream."""
        self.outbox.say(frame)
        self.told()

    def told(self) -> None:
        """Something was put into the outbox; a client that takes too little is cut and resumes."""
        if self.outbox.is_full:
            self.end(4013)
        else:
            self._wake.set()

    def deliver(self, tasks: Iterable[str]) -> None:
        """The unit's system has these tasks now (送达): the hub's own mark."""
        for task in tasks:
            command = Command(id=f"task.deliver:{task}", name="task.deliver", subject=f"task/{task}", body=Nothing())
            self._room.engine.submit(command, HUB)

    # the line

    def _hello(self) -> Hello:
        engine = self._room.engine
        return Hello(
            proto=PROTO,
            hub=engine.board.district.code,
            epoch=engine.epoch,
            heartbeat_ms=self._limits.heartbeat_ms,
            max_bytes=self._limits.to_hub,
            now=engine.clock.now(),
            nonce=self._room.new_name(),
        )

    async def _pump(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self._wake.clear()
            out = self.outbox.next(loop.time())
            if out is not None:
                await self._line.send(out.frame)
                self._relieved.set()
                self.deliver(out.tasks)
                continue
            wait = self.outbox.wait(loop.time())
            alarm = None if wait is None else loop.call_later(wait, self._wake.set)
            await self._wake.wait()
            if alarm is not None:
                alarm.cancel()

    async def _read(self) -> None:
        while True:
            await self._breathe()
            raw = await self._line.recv()
            self._heard_at = self._room.monotonic()
            if self._is_loud_stranger():
                self.end(4003)
                return
            try:
                frame = codec.from_client(raw)
            except ProtocolError as bad:
                self._undecodable(raw, bad.error)
                continue
            try:
                await self._take(frame)
            except LineClosedError:
                raise
            except Exception as failure:  # one frame the hub cannot handle costs its sender an error, not the session
                _note(failure)
                self._said_who = self.actor is not None
                self.say(encode(ErrorFrame(error=errors.error(errors.INTERNAL))))

    def _is_loud_stranger(self) -> bool:
        """Whoever does not say who it is, is not listened to for long."""
        if self._said_who:
            return False
        self._strange += 1
        return self._strange > self._limits.strange

    async def _breathe(self) -> None:
        """Read no further while too many answers wait: a replay goes as fast as the journal, and no faster."""
        while self._in_flight + self.outbox.answers >= self._limits.in_flight:
            self._paused = True
            self._relieved.clear()
            await self._relieved.wait()
        self._paused = False

    async def _goodbye(self) -> None:
        if self._last_words is None:
            return
        code, error = self._last_words
        try:
            if error is not None:
                async with asyncio.timeout(GOODBYE_S):
                    await self._line.send(encode(ErrorFrame(error=error)))
        except (LineClosedError, TimeoutError):
            self._line.abort()
            return
        await self._line.close(code, CLOSE[code][0] if code in CLOSE else _OTHER.get(code, "internal error"))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            return
        failure = task.exception()
        if failure is None:
            return
        if not isinstance(failure, LineClosedError):
            _log.error("a session failed", exc_info=failure)
            self.end(INTERNAL)
        self._over.set()

    # what it says

    async def _take(self, frame: FromClient) -> None:
        now = self._room.engine.clock.now()
        wait = self._bucket.take(now, _COST.get(type(frame), 1.0)) if self._bucket is not None else 0.0
        self._too_fast = self._too_fast + 1 if wait > 0 else max(0, self._too_fast - 1)
        if self._too_fast >= self._limits.too_fast:
            self.end(4008)
            return
        match frame:
            case Cmd():
                await self._commands((frame,), wait)
            case Cmds():
                await self._commands(frame.cmds, wait)
            case _ if wait > 0:
                slow = errors.error(errors.RATE_LIMITED, retry_after_ms=int(wait * 1000) + 1)
                self.say(encode(ErrorFrame(error=slow)))
            case Identify() | SignIn() | Resume():
                await self._identify(frame)
            case Hb():
                self._heartbeat(frame)
            case SignOut():
                await self._sign_out(frame)

    def _undecodable(self, raw: bytes, error: Error) -> None:
        named = command_id(raw) if error.code == errors.FRAME else None
        said = ErrorFrame(error=error) if named is None else Result(id=named, ok=False, error=error)
        self.say(encode(said))
        if self._patience.take(self._room.engine.clock.now()) > 0:
            self.end(4002)

    async def _identify(self, frame: Identify | SignIn | Resume) -> None:
        if self._said_who:
            self.say(encode(ErrorFrame(error=errors.error(errors.FRAME, "identified already"))))
            return
        if len(frame.client) > NAME_MAX or len(frame.seat or "") > NAME_MAX:
            self.say(encode(ErrorFrame(error=errors.error(errors.FRAME, f"client, seat: {NAME_MAX}"))))
            return
        self._said_who = True
        try:
            found = await self._who(frame)
        except UnavailableError as failed:
            _log.error("nobody can be let in: %s", failed)
            self.end(INTERNAL, errors.error(errors.READ_ONLY, retry_after_ms=self._room.engine.bounds.retry_after_ms))
            return
        self._heard_at = self._room.monotonic()
        if found is None:
            self.end(4004, self._denied(frame))
            return
        actor, token = found
        seat = frame.seat or ""
        if isinstance(frame, SignIn):
            by = self._room.occupant(actor.name, seat)
            if by is not None and not frame.take:
                await self._room.access.end(key_of(token))
                self.end(4004, errors.seat_in_use(seat, by))
                return
            self._room.take(actor.name, seat)
        elif isinstance(frame, Resume) and (taker := self._room.taken_by(actor.name, seat)) is not None:
            self.end(4010, errors.seat_taken(seat, taker))
            return
        await self._admit(seated(actor, frame.seat), frame, token)

    def _denied(self, frame: Identify | SignIn | Resume) -> Error:
        if not isinstance(frame, SignIn):
            return errors.error(errors.UNAUTHENTICATED)
        return errors.denied(*self._room.access.left(frame.user))

    async def _who(self, frame: Identify | SignIn | Resume) -> tuple[Actor, str] | None:
        """The account and the token it has now."""
        access = self._room.access
        if isinstance(frame, SignIn):
            self._failed = access.failed(frame.user)
            return await access.sign_in(frame.user, frame.password)
        actor = await access.known(frame.token)
        return None if actor is None else (actor, frame.token)

    async def _admit(self, actor: Actor, frame: Identify | SignIn | Resume, token: str) -> None:
        room, engine = self._room, self._room.engine
        rights = engine.board.rights
        self.actor = actor
        self.key = key_of(token)
        self.profile = rights.profiles[actor.role]
        self.sight = broad(rights, actor) or Narrow(actor)
        self._bucket = bucket_of(actor, self._limits)
        token_is_new = isinstance(frame, SignIn)
        self._place = (actor.name, frame.seat or "", frame.client)
        self.wants_presence = PRESENCE in frame.caps
        room.sit(self, self._place)
        ready = Ready(
            session=room.new_name(),
            actor=actor.name,
            roles=(actor.role,),
            scope=actor.scope,
            head_seq=engine.durable.seq,
            now=engine.clock.now(),
            seat=actor.seat,
            token=token if token_is_new else None,
            district=room.district,
            last=await room.sign_ins.note(actor, self._failed, engine.clock.now()) if token_is_new else None,
        )
        await self._line.send(encode(ready))
        self._spawn(self._open(actor, frame if isinstance(frame, Resume) else None))

    async def _open(self, actor: Actor, resume: Resume | None) -> None:
        engine = self._room.engine
        try:
            mark = await self._room.marks.see(actor, engine.board.rights, engine.durable.seq)
            await CatchUp(self, actor, self._line, self._room, mark).run(resume)
        except (JournalError, SQLAlchemyError) as failed:
            _log.error("the journal cannot be read for a client: %s", failed)
            self.end(INTERNAL)
            return
        self.outbox.is_open = True
        self.told()
        self._room.lookers.join(self)

    async def _sign_out(self, frame: SignOut) -> None:
        """Release what this person holds here, end the token of the sign-in, and close."""
        if self.actor is None or self.key is None:
            self.say(encode(ErrorFrame(error=errors.error(errors.UNAUTHENTICATED))))
            return
        engine, key, self.key = self._room.engine, self.key, None
        if frame.release:
            body = Lapse(why="signed_out")
            outcomes = [
                engine.submit(Command(f"case.lapse:{self._room.new_name()}", "case.lapse", f"case/{no}", body), HUB)
                for no in self._held(self.actor)
            ]
            await asyncio.gather(*outcomes)
        try:
            await self._room.access.end(key)
        except UnavailableError as failed:
            _log.error("a token could not be ended: %s", failed)
        self.end(SIGNED_OUT)

    def _held(self, actor: Actor) -> tuple[str, ...]:
        """What this person holds; where they sit at two seats, only what they took here."""
        mine = [case for case in self._room.engine.board.cases.values() if case.holder == actor.name]
        elsewhere = self._room.sits_elsewhere(self)
        return tuple(case.no for case in mine if not elsewhere or case.holder_seat == actor.seat)

    def _heartbeat(self, frame: Hb) -> None:
        if self.actor is None:
            self.say(encode(ErrorFrame(error=errors.error(errors.UNAUTHENTICATED))))
            return
        self._room.lookers.look(self, case_of(frame.open or ""))
        engine = self._room.engine
        sources = self._room.watch.seen if isinstance(self.sight, Broad) and self.sight.cases else {}
        head = engine.durable
        self.say(encode(HbAck(now=engine.clock.now(), head_seq=head.seq, chain_head=head.chain, sources=dict(sources))))

    # what it asks

    async def _commands(self, cmds: Iterable[Cmd], wait: float) -> None:
        for one in cmds:
            await self._breathe()
            if wait > 0:
                self._tell(refused(one.id, errors.RATE_LIMITED, retry_after_ms=int(wait * 1000) + 1))
            else:
                self._command(one)

    def _command(self, one: Cmd) -> None:
        try:
            answer = judged(one, self.actor, self._room)
        except Exception as failure:
            _note(failure)
            answer = refused(one.id[:NAME_MAX], errors.INTERNAL)
        if isinstance(answer, Result):
            self._tell(answer)
            return
        self._in_flight += 1
        answer.add_done_callback(self._answered)

    def _answered(self, outcome: asyncio.Future[Result]) -> None:
        self._in_flight -= 1
        if not outcome.cancelled():
            self._tell(outcome.result())
        self._relieved.set()

    def _tell(self, result: Result) -> None:
        self.say(encode(result))


def _note(failure: Exception) -> None:
    """Log where it failed; not what it said, for that may carry somebody's name."""
    where = "".join(traceback.format_tb(failure.__traceback__))
    _log.error("a frame could not be handled: %s\n%s", type(failure).__name__, where)
