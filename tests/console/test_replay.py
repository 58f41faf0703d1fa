"""A recorded log played into a real hub: all of it, once, however often the file is played."""

from __future__ import annotations

import asyncio
import csv
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from console import replay_cli
from console.replay_cli import Replay, Tasks
from console.session import Session, SessionError
from core.client.connection import ClosedError
from core.connectors.sf_fire import Log, Step
from core.domain.events import CaseRequested, Event, NewTask
from core.domain.nouns import Case, Task, TaskState
from core.protocol import codec, errors, frames
from tests.console.real_hub import RealHub, running_hub

COLUMNS = (
    *("Call Number", "Unit ID", "Call Type", "Received DtTm", "Dispatch DtTm", "Response DtTm", "On Scene DtTm"),
    *("Transport DtTm", "Hospital DtTm", "Available DtTm", "Call Final Disposition", "Address", "Original Priority"),
    *("Unit Type", "Neighborhood  District", "RowID"),
)
KINDS = ("Alarms", "Medical Incident", "Structure Fire", "Balloon")
UNITS = ("ENGINE", "MEDIC")
NOON = datetime(2017, 1, 1, 12)  # noqa: DTZ001 - the log's times name no zone
ROWS, BAD_LINE = 40, 12


def made_log(path: Path) -> None:
    """Twenty calls of two units, one row of which has no unit."""

    def said(minutes: float) -> str:
        return (NOON + timedelta(minutes=minutes)).strftime("%m/%d/%Y %I:%M:%S %p")

    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writeheader()
        for number in range(ROWS):
            call, unit = number // 2, number % 2
            row = {"Call Number": f"17{call:04}", "Unit ID": f"{'EM'[unit]}{call}", "RowID": f"{call}-{unit}"}
            row |= {"Call Type": KINDS[call % 4], "Unit Type": UNITS[unit], "Original Priority": "3"}
            row |= {"Address": "0 Block", "Neighborhood  District": "Mission", "Call Final Disposition": "Other"}
            times = {"Received": 0, "Dispatch": 1 + unit, "Response": 3, "On Scene": 7, "Available": 30 + unit}
            row |= {f"{name} DtTm": said(call * 2 + after) for name, after in times.items()}
            if number + 2 == BAD_LINE:
                row["Unit ID"] = ""
            if call == 3:
                row["Available DtTm"] = ""  # stays open
            writer.writerow(row)


def played(log: Path, hub: RealHub, *more: str) -> int:
    return replay_cli.main([str(log), "--format", "sf-fire", "--hub", hub.ws.removesuffix("/v1/stream"), *more])


def figures(closing: str) -> dict[str, int]:
    words = closing.split()
    assert words[::2] == ["sent", "accepted", "refused"], closing
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))


def causes(journal: list[dict[str, Any]]) -> list[str]:
    return [line["cause"] for line in journal if line.get("actor") == "replayer"]


def test_that_a_log_is_taken_whole_and_once_however_often_it_is_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.csv"
    made_log(log)
    with running_hub(tmp_path / "hub") as hub:
        monkeypatch.setenv("HUBPOST_TOKEN", hub.account("replayer", "replay"))
        assert played(log, hub, "--limit", "16") == 0  # as if it had been cut
        capsys.readouterr()
        begun = hub.journal()

        assert played(log, hub) == 0
        said = capsys.readouterr().out.splitlines()
        whole = hub.journal()
        assert f"refused row at line {BAD_LINE}: Unit ID is empty" in said
        assert said[1].startswith(f"rows {ROWS} taken {ROWS - 1} refused 1; calls 20;")
        told = figures(said[-1])
        assert told["sent"] == told["accepted"] == len(set(causes(whole)))
        assert told["refused"] == 0
        assert whole[: len(begun)] == begun

        assert played(log, hub) == 0
        again = capsys.readouterr().out.splitlines()
        assert figures(again[-1]) == told
        assert f"taken before {told['sent']}: by an earlier run of this file, and not doubled" in again
        assert causes(hub.journal()) == causes(whole)

        assert played(log, hub, "--again", "other") == 0
        assert len(set(causes(hub.journal()))) == 2 * told["sent"]
        hub.verify()
    counts = Counter(line["type"].removeprefix("hubpost.") for line in whole)
    assert counts["case.reported"] == 20
    assert counts["case.requested"] == ROWS - 1
    assert counts["case.closed"] == 19
    assert counts["case.escalated"] == 0, "the hub takes no lateness from a log's old times"
    first = next(line for line in whole if line["type"] == "hubpost.case.reported")
    assert first["occurredat"].startswith("2017-01-01T20:00:00")


def test_that_a_bad_address_or_a_missing_token_is_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.csv"
    made_log(log)
    monkeypatch.setenv("HUBPOST_TOKEN", "x")
    for address, words in (("nowhere", "ws://HOST:PORT"), ("ws://127.0.0.1:1", "hubpost hub --data")):
        assert replay_cli.main([str(log), "--format", "sf-fire", "--hub", address]) == 1
        said = capsys.readouterr().err
        assert words in said
        assert "Traceback" not in said
    monkeypatch.delenv("HUBPOST_TOKEN")
    assert replay_cli.main([str(log), "--format", "sf-fire", "--hub", "ws://127.0.0.1:1"]) == 1
    assert "HUBPOST_TOKEN" in capsys.readouterr().err


# a hub that is spoken to in this process, for what a real one does rarely


def step(name: str, unit: str | None = None, call: str = "c1") -> Step:
    return Step(call=call, name=name, at=datetime(2017, 1, 1, tzinfo=UTC), body={}, row=f"{call}-{unit}", unit=unit)


class Wire:
    """The hub's end of a line: answers each command as `answer` says, and breaks where that returns None."""

    def __init__(self, answer: Callable[[frames.Cmd], list[frames.Frame] | None]) -> None:
        self.asked: list[frames.Cmd] = []
        self._answer = answer
        self._out: asyncio.Queue[bytes | None] = asyncio.Queue()

    async def send(self, raw: bytes) -> None:
        frame = codec.from_client(raw)
        if not isinstance(frame, frames.Cmd):
            return
        self.asked.append(frame)
        answers = self._answer(frame)
        if answers is None:
            self._out.put_nowait(None)
            return
        for answer in answers:
            self._out.put_nowait(codec.encode(answer))

    async def recv(self) -> bytes:
        raw = await self._out.get()
        if raw is None:
            raise ClosedError(1006, "cut")
        return raw

    async def close(self, code: int) -> None:
        """Nothing is left open."""


def play(wire: Wire, steps: list[Step], cases: tuple[Case, ...] = ()) -> Replay:
    log = Log(rows=0, calls=0, steps=tuple(steps), missing=0, backwards=0, refused=())
    replay = Replay(log, "sf-fire", 0.0, lambda tally: None)

    async def go() -> None:
        await replay.play(Session(wire, cases, replay.tasks.hear, replay.tasks.see))

    asyncio.run(go())
    return replay


CASE = Case(
    no="N1",
    version=2,
    title="t",
    opened_at=datetime(2026, 11, 22, tzinfo=UTC),
    source="replayer",
    tasks=(
        Task(
            id="N1.1",
            unit="fire",
            role="assist",
            state=TaskState.COMPLETED,
            sent_at=datetime(2026, 11, 22, tzinfo=UTC),
            ref="E1",
        ),
    ),
)
STEPS = [step("case.report"), step("case.request", "E1"), step("task.receipt", "E1"), step("case.close")]


def test_that_a_task_asked_for_in_an_earlier_run_is_found_in_the_picture() -> None:
    wire = Wire(lambda cmd: [frames.Result(id=cmd.id, ok=True, subject="case/N1", duplicate=True)])
    replay = play(wire, STEPS, (CASE,))
    assert [cmd.subject for cmd in wire.asked] == ["", "case/N1", "task/N1.1", "case/N1"]
    assert (replay.tally.accepted, replay.tally.known, replay.tally.refused) == (4, 4, 0)


@pytest.mark.parametrize("code", sorted(errors.NEVER_STORED))
def test_that_not_now_is_asked_again_under_the_same_id_and_is_no_refusal(code: int) -> None:
    denied: list[str] = []

    def answer(cmd: frames.Cmd) -> list[frames.Frame]:
        if len(denied) < 2:
            denied.append(cmd.id)
            return [frames.Result(id=cmd.id, ok=False, error=errors.error(code, retry_after_ms=1))]
        return [frames.Result(id=cmd.id, ok=True, subject="case/N1")]

    wire = Wire(answer)
    replay = play(wire, [step("case.report")])
    assert [cmd.id for cmd in wire.asked] == [denied[0]] * 3
    assert (replay.tally.sent, replay.tally.accepted, replay.tally.refused) == (1, 1, 0)


def test_that_a_refused_report_is_counted_with_what_is_left_unsent() -> None:
    wire = Wire(lambda cmd: [frames.Result(id=cmd.id, ok=False, error=errors.error(errors.BODY, "title"))])
    replay = play(wire, STEPS)
    assert (replay.tally.sent, replay.tally.refused, replay.tally.unsent) == (1, 1, 3)
    assert list(replay.reasons) == ["case.report: INVALID_BODY (Not a valid body: title)"]


def test_that_a_line_cut_under_many_calls_is_one_failure_in_words() -> None:
    def answer(cmd: frames.Cmd) -> list[frames.Frame] | None:
        return None

    with pytest.raises(SessionError, match="the line broke"):
        play(Wire(answer), [step("case.report", call=f"c{n}") for n in range(5)])


def test_that_a_session_that_cannot_send_fails_in_words_and_not_in_a_group() -> None:
    class Dead(Wire):
        async def send(self, raw: bytes) -> None:
            raise ClosedError(1006, "cut")

    with pytest.raises(SessionError, match="the line broke"):
        play(Dead(lambda cmd: []), [step("case.report", call=f"c{n}") for n in range(5)])


def test_that_crews_of_one_case_are_told_apart_and_the_first_task_of_each_stands() -> None:
    tasks = Tasks()

    def asked(id: str, ref: str) -> Event:
        new = NewTask(id=id, unit="fire", role="assist", asked=True, ref=ref)
        at = datetime(2026, 11, 22, tzinfo=UTC)
        return Event(seq=1, time=at, subject="case/N1", version=1, actor="r", data=CaseRequested(tasks=(new,)))

    async def story() -> list[str]:
        waiting = asyncio.ensure_future(tasks.of("case/N1", "E2"))
        await asyncio.sleep(0)
        for id, ref in (("N1.1", "E1"), ("N1.2", "E2"), ("N1.3", "E1")):
            tasks.hear(asked(id, ref))
        return [await tasks.of("case/N1", "E1"), await waiting]

    assert asyncio.run(story()) == ["task/N1.1", "task/N1.2"]
