"""A tiny hub over in-memory lines: one case list, one journal, idempotent commands, and faults on request."""

from __future__ import annotations

import asyncio
import json
from hashlib import sha256
from typing import Any

import msgspec

from core.client.connection import ClosedError, UnreachableError
from core.domain.nouns import Case, Priority
from core.domain.numbers import canonical
from tests.core.client.virtual import START

EPOCH = "e1"


def a_case(number: int) -> Case:
    return Case(
        no=f"YZ-20261122-{number:04d}",
        version=1,
        title=f"case {number}",
        opened_at=START,
        source="hotline",
        priority=Priority.P3,
    )


class Line:
    """The client's end of an in-memory line."""

    def __init__(self) -> None:
        self.to_client: asyncio.Queue[bytes | ClosedError] = asyncio.Queue()
        self.to_hub: asyncio.Queue[bytes] = asyncio.Queue()
        self.sent: list[bytes] = []
        self.gone: ClosedError | None = None
        self.closed_with: int | None = None

    async def recv(self) -> bytes:
        if self.gone is not None and self.to_client.empty():
            raise self.gone
        got = await self.to_client.get()
        if isinstance(got, ClosedError):
            raise got
        return got

    async def send(self, frame: bytes) -> None:
        await asyncio.sleep(0)
        if self.gone is not None:
            raise self.gone
        self.sent.append(frame)
        self.to_hub.put_nowait(frame)

    async def close(self, code: int) -> None:
        self.closed_with = self.closed_with or code
        self.cut(code)

    def cut(self, code: int = 1006) -> None:
        if self.gone is None:
            self.gone = ClosedError(code)
            self.to_client.put_nowait(self.gone)


class FakeHub:
    """Says what a hub says; tests read what it heard and turn its faults on."""

    def __init__(self, cases: int = 2) -> None:
        self.epoch = EPOCH
        self.cases = [a_case(n + 1) for n in range(cases)]
        self.journal: list[dict[str, Any]] = []
        self.done: dict[str, dict[str, Any]] = {}
        self.opened: list[dict[str, Any]] = []  # the first frame of each session
        self.heard: list[dict[str, Any]] = []  # every command as it came, resends too
        self.frames: list[str] = []
        self.beats: list[float] = []
        self.dials: list[float] = []
        self.lines: list[Line] = []
        self.is_down = False
        self._is_mute = False
        self._held: list[tuple[Line, bytes]] = []
        self.answers = True
        self.refuse_with: int | None = None
        self.spoil_digest = 0
        self.not_now = 0
        self.forgets = 0  # so many answers it forgets to give
        self.resumes_anything = False
        self.pictures = asyncio.Event()  # while clear, a session gets no further than `ready`
        self.pictures.set()
        self._servers: set[asyncio.Task[None]] = set()

    # what tests do to it

    def happens(self, case: int, name: str = "case.noted", cause: str | None = None, tell: bool = True) -> int:
        """Journal one event and tell the live sessions."""
        seq = len(self.journal) + 1
        event = {
            "specversion": "1.0",
            "id": f"{self.epoch}.{seq}",
            "source": f"/hubpost/{self.epoch}",
            "type": "hubpost." + name,
            "subject": f"case/{self.cases[case].no}",
            "time": "2026-11-22T06:00:00Z",
            "datacontenttype": "application/json",
            "data": {"text": f"note {seq}"} if name == "case.noted" else {},
            "seq": seq,
            "version": seq + 1,
            "actor": "op1",
        } | ({"cause": cause} if cause else {})
        self.journal.append(event)
        if tell:
            self.tell({"op": "events", "events": [event]})
        return seq

    def tell(self, frame: dict[str, Any]) -> None:
        """Say something to the open session."""
        if self.lines:
            self._say(self.lines[-1], frame)

    @property
    def is_mute(self) -> bool:
        """Half open: takes everything, and nothing of what it says arrives until it is mute no more."""
        return self._is_mute

    @is_mute.setter
    def is_mute(self, value: bool) -> None:
        self._is_mute = value
        held, self._held = self._held, []
        for line, frame in held:
            if line.gone is None:
                line.to_client.put_nowait(frame)

    def _say(self, line: Line, frame: dict[str, Any]) -> None:
        raw = json.dumps(frame).encode()
        if self._is_mute:
            self._held.append((line, raw))
        else:
            line.to_client.put_nowait(raw)

    def cut(self, code: int = 1006) -> None:
        """Break the open line."""
        self.lines[-1].cut(code)

    @property
    def head(self) -> int:
        return len(self.journal)

    async def gone(self) -> None:
        """Take every line down and wait for the last word."""
        for server in list(self._servers):
            server.cancel()
        await asyncio.gather(*self._servers, return_exceptions=True)

    # what the feed does to it

    async def dial(self, url: str) -> Line:
        self.dials.append(asyncio.get_running_loop().time())
        if self.is_down:
            raise UnreachableError("connection refused")
        line = Line()
        self.lines.append(line)
        server = asyncio.ensure_future(self._serve(line))
        self._servers.add(server)
        server.add_done_callback(self._servers.discard)
        return line

    async def _serve(self, line: Line) -> None:
        def say(**frame: Any) -> None:
            self._say(line, frame)

        now = "2026-11-22T06:00:00Z"
        say(op="hello", proto=1, hub="h", epoch=self.epoch, heartbeat_ms=5000, max_bytes=65536, now=now, nonce="n")
        while line.gone is None:
            frame = json.loads(await line.to_hub.get())
            self.frames.append(frame["op"])
            match frame["op"]:
                case "identify" | "sign_in" | "resume":
                    self.opened.append(frame)
                    if self.refuse_with is not None:
                        say(op="error", error=_error(1001))
                        line.cut(self.refuse_with)
                        return
                    say(op="ready", session="s", actor="op1", roles=["operator"], scope=[], head_seq=self.head, now=now,
                        **({"token": "t-new"} if frame["op"] == "sign_in" else {}))  # fmt: skip
                    await self.pictures.wait()
                    if frame["op"] == "resume" and (frame["last_seq"] <= self.head or self.resumes_anything):
                        missed = self.journal[frame["last_seq"] :]
                        if missed:
                            say(op="events", events=missed)
                        say(op="resumed", head_seq=self.head)
                    else:
                        self._snapshot(say)
                case "hb":
                    self.beats.append(asyncio.get_running_loop().time())
                    say(op="hb_ack", now=now, head_seq=self.head, chain_head=f"chain{self.head}")
                case "cmd":
                    self._command(say, frame)
                case "cmds":
                    for each in frame["cmds"]:
                        self._command(say, each)

    def _snapshot(self, say: Any) -> None:
        digest = sha256()
        cases = [msgspec.to_builtins(case) for case in self.cases]
        for case in cases:
            digest.update(canonical(case))
        say(op="snapshot_begin", id="1", at_seq=self.head)
        for case in cases:
            say(op="snapshot_chunk", id="1", cases=[case])
        said = digest.hexdigest()
        if self.spoil_digest:
            self.spoil_digest -= 1
            said = "0" * 64
        say(op="snapshot_end", id="1", count=len(cases), digest=said)

    def _command(self, say: Any, cmd: dict[str, Any]) -> None:
        self.heard.append(cmd)
        if self.not_now:
            self.not_now -= 1
            say(op="result", id=cmd["id"], ok=False, error=_error(1012) | {"retryable": True, "retry_after_ms": 2000})
            return
        answer = self.done.get(cmd["id"])
        if answer is None:
            number = next(i for i, c in enumerate(self.cases) if f"case/{c.no}" == cmd["subject"])
            seq = self.happens(number, cause=cmd["id"], tell=self.answers)
            answer = {"op": "result", "id": cmd["id"], "ok": True, "seq": seq, "version": seq + 1}
            self.done[cmd["id"]] = answer
        else:
            answer = answer | {"duplicate": True}
        if self.forgets:
            self.forgets -= 1
        elif self.answers:
            say(**answer)


def _error(code: int) -> dict[str, Any]:
    return {"code": code, "name": "X", "message_zh": "不行", "message_en": "no", "retryable": False}
