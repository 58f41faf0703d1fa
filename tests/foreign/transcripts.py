"""Real sessions as golden transcripts: recorded from a real hub, with what differs from run to run put aside.

Write them anew with `python -m tests.foreign.transcripts`.
"""

from __future__ import annotations

import json
import re
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.console.real_hub import ROOT, hubpost, running_hub

FOLDER = ROOT / "resources" / "docs" / "protocol" / "transcripts"
PATIENCE_S = 60.0
PASSWORD = "correct horse battery"
CLIENT = "transcript/1.0"
SHOWN = 2  # objects of each list of a snapshot that a transcript keeps

Frame = dict[str, Any]
Entry = dict[str, Any]  # one line of a transcript


class Line:
    """One client's line, all of whose frames go into the record."""

    def __init__(self, name: str, url: str, record: list[Entry], open_lines: ExitStack) -> None:
        self.name, self.seq = name, 0
        self._record = record
        self._socket = open_lines.enter_context(
            connect(
                url,
                subprotocols=[Subprotocol("hubpost.v1")],
                compression=None,
                max_size=None,
                ping_interval=None,
                proxy=None,
            )
        )

    def say(self, op: str, **fields: Any) -> None:
        frame = {"op": op, **fields}
        self._note({"from": "client", "frame": frame})
        self._socket.send(json.dumps(frame, ensure_ascii=False))

    def mutter(self, text: str, shown: str | None = None) -> Frame:
        """Send what is no proper frame; the answer."""
        self._note({"from": "client", "text": shown or text})
        self._socket.send(text)
        return self.hear("error")

    def take(self) -> Frame:
        frame: Frame = json.loads(self._socket.recv(timeout=PATIENCE_S))
        self._note({"from": "hub", "frame": frame})
        match frame["op"]:
            case "snapshot_begin":
                self.seq = frame["at_seq"]
            case "events":
                self.seq = frame["events"][-1]["seq"]
            case "skip":
                self.seq = frame["to_seq"]
        return frame

    def hear(self, op: str, **fields: Any) -> Frame:
        """Read up to the first such frame."""
        while True:
            frame = self.take()
            if frame["op"] == op and fields.items() <= frame.items():
                return frame

    def follow(self, seq: int) -> None:
        """Read until event `seq` has come, or a skip up to it."""
        while self.seq < seq:
            self.take()

    def enter(self, op: str, **fields: Any) -> Frame:
        """Say who this is and read up to the picture's end; the hub's hello."""
        hello = self.hear("hello")
        self.say(op, **fields, client=CLIENT)
        self.hear("resumed" if op == "resume" and fields["epoch"] == hello["epoch"] else "snapshot_end")
        return hello

    def ask(self, number: int, name: str, subject: str, body: Frame, **more: Any) -> Frame:
        """Send a command; its result."""
        self.say("cmd", id=command_id(number), name=name, subject=subject, body=body, **more)
        return self.hear("result", id=command_id(number))

    def cut(self) -> None:
        """Break the line without a word."""
        self._note({"cut": True})
        self._socket.socket.shutdown(socket.SHUT_RDWR)

    def is_closed(self) -> None:
        """Read up to the hub's close."""
        try:
            while True:
                self.take()
        except ConnectionClosed as end:
            self._note({"closed": end.rcvd.code if end.rcvd else "without a word"})

    def _note(self, what: Entry) -> None:
        self._record.append({"line": self.name, **what})


def command_id(number: int) -> str:
    """A UUIDv7 that is the same in every recording."""
    return f"01976b1c-2f00-7000-8000-{number:012d}"


class Stage:
    """A fresh hub with two operators and the liaison of one unit; `line` opens lines that go into the record."""

    def __init__(self, folder: Path, record: list[Entry], lines: ExitStack) -> None:
        hub = lines.enter_context(running_hub(folder))
        self._folder, self._url, self._record, self._lines = folder, hub.ws, record, lines
        self._add("0107", "operator", "--password-stdin", input=PASSWORD)
        self.tokens = {"desk": self._add("0108", "operator"), "other": self._add("0109", "operator")}
        self.tokens["lead"] = self._add("0101", "lead")
        self.tokens["unit"] = self._add("gas1", "liaison", "--scope", "unit:gas")

    def line(self, name: str) -> Line:
        return Line(name, self._url, self._record, self._lines)

    def entered(self, account: str, name: str | None = None) -> Line:
        """A line that has identified itself with its token and has its picture."""
        line = self.line(name or account)
        line.enter("identify", token=self.tokens[account])
        return line

    def _add(self, name: str, role: str, *words: str, **options: Any) -> str:
        return hubpost("user", "add", name, "--role", role, *words, "--data", str(self._folder), **options).strip()


# ---- the stories ----------------------------------------------------------------------------------------------------

REPORT = {
    "title": "燃气泄漏 gas leak, stairs 2",
    "priority": "P2",
    "place": {"address": "示例路 1 号 1 Example Road"},
    "reporter": {"name": "赵甲一", "phone": "19900001234"},
}


def a_case(stage: Stage) -> None:
    """Sign in, snapshot, report, dispatch, the unit's answers, the end, a heartbeat."""
    desk = stage.line("desk")
    desk.enter("sign_in", user="0107", password=PASSWORD, seat="02")
    unit = stage.entered("unit")

    def both(result: Frame, more: int = 0) -> None:
        for line in (desk, unit):
            line.follow(result["seq"] + more)

    reported = desk.ask(1, "case.report", "", REPORT)
    both(reported)
    case = reported["subject"]
    both(desk.ask(2, "case.dispatch", case, {"lead": "gas", "note": "valve"}, expected_version=1), more=1)
    task = case.replace("case/", "task/") + ".1"
    both(unit.ask(3, "task.receipt", task, {}))
    both(unit.ask(4, "task.on_scene", task, {}))
    both(unit.ask(5, "task.feedback", task, {"text": "valve shut"}))
    both(unit.ask(6, "task.complete", task, {"text": "pipe mended"}))
    both(desk.ask(7, "case.verify", case, {"ok": True}))
    both(desk.ask(8, "case.close", case, {"outcome": "resolved"}))  # P2: pending
    lead = stage.entered("lead")
    approved = lead.ask(9, "second.approve", case, {})
    lead.follow(approved["seq"])
    both(approved)
    desk.say("hb", seq=desk.seq, outbox=0)
    desk.hear("hb_ack")


def a_cut(stage: Stage) -> None:
    """A command whose answer is lost, a resume, the same command again; then a resume that cannot be."""
    desk = stage.line("desk")
    epoch = desk.enter("identify", token=stage.tokens["desk"])["epoch"]
    other = stage.entered("other")
    reported = desk.ask(1, "case.report", "", REPORT)
    case = reported["subject"]
    for line in (desk, other):
        line.follow(reported["seq"])
    desk.say("hb", seq=desk.seq, outbox=0)
    head = desk.hear("hb_ack")

    note = {"id": command_id(2), "name": "case.note", "subject": case, "body": {"text": "sent into a dying line"}}
    desk.say("cmd", **note)
    other.follow(head["head_seq"] + 1)
    desk.cut()
    other.follow(other.ask(3, "case.note", case, {"text": "meanwhile"})["seq"])

    way = {"token": stage.tokens["desk"], "epoch": epoch, "last_seq": head["head_seq"]}
    again = stage.line("desk")
    again.enter("resume", **way, chain_head=head["chain_head"])
    again.say("cmd", **note)
    again.hear("result", duplicate=True)
    again.ask(2, "case.note", case, {"text": "another content"})
    again.cut()
    stage.line("desk").enter("resume", **{**way, "epoch": "another"})


def refusals(stage: Stage) -> None:
    """What a hub says to the uninvited, to noise, and to commands that cannot be."""
    stranger = stage.line("stranger")
    stranger.hear("hello")
    stranger.say("sign_in", user="0107", password="wrong", client=CLIENT)
    stranger.is_closed()

    desk = stage.line("desk")
    desk.hear("hello")
    desk.say("hb", seq=0)
    desk.hear("error")
    desk.say("identify", token=stage.tokens["desk"], client=CLIENT)
    desk.hear("snapshot_end")
    for text in (
        '{"op":"hb","seq":0',
        '{"op":"hb","seq":0,"seq":1}',
        '{"op":"hb","seq":NaN}',
        '{"op":"hb","seq":9007199254740993}',
        '{"a":' * 17 + "0" + "}" * 17,
        "[]",
        '{"op":"shout"}',
        '{"op":"hb"}',
        '{"op":"hb","seq":1.0}',
        '{"op":"cmds","cmds":[{"op":"cmd","id":"1","name":"case.note"}]}',
    ):
        desk.mutter(text)
    letters = 66_000
    desk.mutter(f'{{"op":"hb","seq":0,"x":"{"x" * letters}"}}', f'{{"op":"hb","seq":0,"x":"…{letters} letters…"}}')
    desk.say("identify", token=stage.tokens["desk"], client=CLIENT)
    desk.hear("error")
    desk.say("hb", seq=0, unknown="is ignored")
    desk.hear("hb_ack")

    reported = desk.ask(1, "case.report", "", {"title": "gas leak"})
    case = reported["subject"]
    desk.follow(reported["seq"])
    desk.ask(2, "case.vanish", case, {})
    desk.ask(3, "case.note", case, {"text": 1})
    desk.ask(4, "case.note", "case/none", {"text": "nobody knows that case"})
    desk.ask(5, "case.note", case, {"text": "late"}, expected_version=7)
    desk.ask(5, "case.note", case, {"text": "late"}, expected_version=7)
    desk.ask(6, "case.dispatch", case, {"lead": "nobody"})
    desk.ask(7, "case.note", case, {"text": "when?"}, occurred_at="yesterday")
    desk.say("cmd", id=command_id(8), name="case.note", subject=case)
    desk.hear("result")
    unit = stage.entered("unit")
    unit.ask(9, "case.note", case, {"text": "not of my unit"})
    unit.ask(10, "case.dispatch", case, {"lead": "gas"})
    stage.entered("desk", "desk again")
    desk.is_closed()


STORIES: dict[str, Callable[[Stage], None]] = {"case": a_case, "resume": a_cut, "refusals": refusals}


def recorded(story: Callable[[Stage], None], folder: Path) -> list[Entry]:
    """Every frame of a story in the order its clients read and wrote them."""
    record: list[Entry] = []
    with ExitStack() as lines:
        story(Stage(folder, record, lines))
    return record


# ---- what differs from run to run ------------------------------------------------------------------------------------

_ANSWERS = {"result", "error", "hb_ack"}
_STREAM = {"events", "skip", "view"}
_BY_KEY = {
    "token": "<token>",
    "password": "<password>",
    "nonce": "<random>",
    "session": "<random>",
    "digest": "<sha-256>",
    "chain_head": "<sha-256>",
    "count": "<count>",
}
_BY_FORM = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "<time>"),
    (re.compile(r"-\d{8}-(\d{4})"), r"-<day>-\1"),
)


def settled(record: list[Entry]) -> list[Entry]:
    """The record in one order, without what differs: answers before the events that came with them, lists cut short."""
    epoch = next(e["frame"]["epoch"] for e in record if e.get("frame", {}).get("op") == "hello")
    return [_plain(entry, epoch) for entry in _ordered(record)]


def _ordered(record: list[Entry]) -> Iterator[Entry]:
    """An answer and the events of its command may come in either order, and events in any number of frames."""

    def place(entry: Entry) -> tuple[str, bool]:
        return entry["line"], entry.get("frame", {}).get("op") in _ANSWERS | _STREAM

    for (_, is_loose), group in groupby(record, place):
        entries = list(group)
        if is_loose:
            yield from (entry for entry in entries if entry["frame"]["op"] in _ANSWERS)
            yield from _joined([entry for entry in entries if entry["frame"]["op"] in _STREAM])
        else:
            yield from entries


def _joined(stream: list[Entry]) -> Iterator[Entry]:
    for op, group in groupby(stream, lambda entry: str(entry["frame"]["op"])):
        entries = list(group)
        if op == "events":
            events = [event for entry in entries for event in entry["frame"]["events"]]
            yield {**entries[0], "frame": {"op": op, "events": events}}
        elif op == "skip":
            yield entries[-1]
        else:
            yield from entries


def _plain(thing: Any, epoch: str, key: str = "", op: str = "") -> Any:
    if isinstance(thing, dict):
        op = thing.get("op", op)
        return {name: _plain(inner, epoch, name, op) for name, inner in thing.items()}
    if isinstance(thing, list):
        if op == "snapshot_chunk" and key in {"cases", "links", "units"}:
            thing = thing[:SHOWN] + ["…"] * (len(thing) > SHOWN)
        return [_plain(inner, epoch, op=op) for inner in thing]
    if key == "id" and op.startswith("snapshot_") and isinstance(thing, str) and re.fullmatch(r"[0-9a-f]{24}", thing):
        return "<random>"
    if key in _BY_KEY:
        return _BY_KEY[key]
    if not isinstance(thing, str):
        return thing
    for form, shown in _BY_FORM:
        thing = form.sub(shown, thing)
    return thing.replace(epoch, "<epoch>")


def main() -> None:
    """Record every story and write it down."""
    FOLDER.mkdir(exist_ok=True)
    for name, story in STORIES.items():
        with tempfile.TemporaryDirectory() as folder:
            entries = settled(recorded(story, Path(folder) / "hub"))
        lines = (json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n" for entry in entries)
        (FOLDER / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
