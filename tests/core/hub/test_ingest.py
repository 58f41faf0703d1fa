"""Reports over HTTP: every CloudEvents form, what is refused and how, and that odd matters always get in."""

from __future__ import annotations

import asyncio
import json
import random
from datetime import datetime
from itertools import count
from typing import Any

import httpx
import msgspec
import pytest

from core.domain import commands as cmd
from core.domain.nouns import Actor, Role
from core.hub.ingest import BURST, Ingest
from core.protocol import errors
from core.protocol.frames import Result
from tests.core.domain.world import SOURCE, World, yingze

TOKENS = {"good": SOURCE, "desk": Actor(name="0107", role=Role.OPERATOR)}
BEARER = {"authorization": "Bearer good"}


class Hub:
    """The rule book behind the ingest, with the ids it has taken."""

    def __init__(self) -> None:
        self.world = World()
        self.heard: list[str] = []
        self.ids = count(1)
        self.taken: dict[str, tuple[str, Result]] = {}

    async def submit(self, command: cmd.Command, actor: Actor, digest: str) -> Result:
        if command.id in self.taken:
            before, result = self.taken[command.id]
            if before != digest:
                return Result(id=command.id, ok=False, error=errors.error(errors.IDEMPOTENCY_MISMATCH))
            return msgspec.structs.replace(result, duplicate=True)
        event = self.world.ask(
            actor, "case.report", **{f: getattr(command.body, f) for f in command.body.__struct_fields__}
        )[0]
        self.taken[command.id] = (digest, Result(id=command.id, ok=True, seq=event.seq, subject=event.subject))
        return self.taken[command.id][1]

    def new_id(self) -> str:
        return f"minted-{next(self.ids)}"

    async def known(self, token: str) -> Actor | None:
        return TOKENS.get(token)

    def hear(self, source: str, now: datetime) -> None:
        self.heard.append(source)

    def post(self, path: str, content: bytes | str, **headers: str) -> httpx.Response:
        async def send() -> httpx.Response:
            ingest = Ingest(self.submit, self.known, self.hear, self.world.clock, self.new_id)
            transport = httpx.ASGITransport(app=ingest.app())
            async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
                given = {k.replace("_", "-"): v for k, v in headers.items()}
                return await client.post(path, content=content, headers={**BEARER, **given})

        return asyncio.run(send())

    def structured(self, data: Any, id: str = "1", **more: Any) -> httpx.Response:
        event = {"specversion": "1.0", "id": id, "source": "/app", "type": "hubpost.report", "data": data, **more}
        return self.post("/v1/events", json.dumps(event), content_type="application/cloudevents+json")


@pytest.fixture
def hub() -> Hub:
    return Hub()


def test_that_a_structured_event_becomes_a_case(hub: Hub) -> None:
    answer = hub.structured({"title": "楼道堆物"})
    assert answer.status_code == 202
    assert answer.json()["subject"] == "case/YZ-20261122-0001"
    assert hub.heard == ["app"]


def test_that_a_binary_event_becomes_a_case(hub: Hub) -> None:
    answer = hub.post(
        "/v1/events",
        json.dumps({"title": "井盖缺失"}),
        content_type="application/json",
        ce_specversion="1.0",
        ce_id="b1",
        ce_source="/app",
        ce_type="hubpost.report",
    )
    assert answer.status_code == 202
    assert hub.world.case(answer.json()["subject"]).title == "井盖缺失"


def test_that_a_batch_gives_one_result_an_event_and_a_bad_one_spoils_no_other(hub: Hub) -> None:
    def event(id: str, data: Any) -> dict[str, Any]:
        return {"specversion": "1.0", "id": id, "source": "/app", "type": "hubpost.report", "data": data}

    batch = [event("1", {"title": "一"}), event("2", {"nothing": 1}), {}, event("3", {"title": "三"})]
    answer = hub.post("/v1/events", json.dumps(batch), content_type="application/cloudevents-batch+json")
    assert [r["ok"] for r in answer.json()["results"]] == [True, False, False, True]
    assert answer.json()["results"][1]["error"]["code"] == -32602
    assert len(hub.world.board.cases) == 2


def test_that_the_same_event_again_changes_nothing_and_another_content_is_a_conflict(hub: Hub) -> None:
    first = hub.structured({"title": "路灯不亮"})
    again = hub.structured({"title": "路灯不亮"})
    other = hub.structured({"title": "路灯倒了"})
    assert again.json()["subject"] == first.json()["subject"]
    assert again.json()["duplicate"] is True
    assert other.status_code == 409
    assert other.json()["error"]["code"] == 1010
    assert len(hub.world.board.cases) == 1


def test_that_a_plain_report_without_a_key_is_a_new_one_and_with_a_key_the_same(hub: Hub) -> None:
    alarm = json.dumps({"title": "燃气报警"})
    first, second = (hub.post("/v1/sources/app", alarm) for _ in range(2))
    assert first.json()["id"] == "minted-1"
    assert first.json()["subject"] != second.json()["subject"]
    keyed, again = (hub.post("/v1/sources/app", alarm, idempotency_key="k") for _ in range(2))
    assert keyed.json()["subject"] == again.json()["subject"]
    assert again.json()["duplicate"] is True
    assert len(hub.world.board.cases) == 3


def test_that_only_a_source_gets_in(hub: Hub) -> None:
    assert hub.post("/v1/events", b"{}", authorization="Bearer wrong").status_code == 401
    assert hub.post("/v1/events", b"{}", authorization="Bearer desk").status_code == 403
    assert hub.post("/v1/sources/hotline-12345", b"{}").status_code == 403
    assert hub.heard == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/cloudevents+json"),
        (b"{", "application/cloudevents+json"),
        (b"[]", "application/cloudevents+json"),
        (b'{"specversion":"1.0"}', "application/cloudevents+json"),
        (b'{"specversion":"0.3","id":"1","source":"/a","type":"hubpost.report"}', "application/cloudevents+json"),
        (b'{"specversion":"1.0","id":1,"source":"/a","type":"hubpost.report"}', "application/cloudevents+json"),
        (b'{"specversion":"1.0","id":"1","source":"/a","type":"other"}', "application/cloudevents+json"),
        (b'{"a":1,"a":2}', "application/cloudevents+json"),
        (b'{"a":NaN}', "application/cloudevents+json"),
        (b"\xff\xfe", "application/cloudevents+json"),
        (b"[" * 50 + b"]" * 50, "application/cloudevents-batch+json"),
        (b"<xml/>", "application/xml"),
        (b"{}", "text/plain"),
    ],
)
def test_that_malformed_events_get_one_clear_error(hub: Hub, content: bytes, kind: str) -> None:
    answer = hub.post("/v1/events", content, content_type=kind)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["message_zh"]
    assert error["message_en"]
    assert hub.world.board.cases == {}


def test_that_a_body_over_the_limit_is_given_up(hub: Hub) -> None:
    assert (
        hub.post("/v1/events", b'"' + b"x" * 1_100_000, content_type="application/cloudevents+json").status_code == 413
    )


def test_that_a_source_over_its_quota_is_told_when_to_come_back(hub: Hub) -> None:
    def event(n: int) -> dict[str, Any]:
        return {"specversion": "1.0", "id": str(n), "source": "/a", "type": "hubpost.report", "data": {"title": "洪水"}}

    batch = json.dumps([event(n) for n in range(int(BURST) + 1)])
    answer = hub.post("/v1/events", batch, content_type="application/cloudevents-batch+json")
    assert answer.status_code == 429
    assert answer.json()["results"][-1]["error"]["retry_after_ms"] > 0
    assert len(hub.world.board.cases) == int(BURST)


ODD_TITLES = [
    "?",
    "\u202e反着写的标题",
    "a\u200bb",
    "标题\n换行",
    "🔥火",
    "x" * 7000,
    "   ",
    "‏مرحبا",
    "\u0000空字符",
    "<b>粗</b>",
    "=1+1",
]
ODD_PLACES = [
    None,
    {},
    {"grid": "没有这个网格"},
    {"grid": ""},
    {"address": "幸福"},
    {"address": "某某路口往东那个"},
    {"lon": 112.56},
    {"lat": 37.86},
    {"lon": 37.86, "lat": 112.56},
    {"lon": 0, "lat": 0},
    {"lon": 1e300, "lat": -1e300},
    {"lon": 112.57, "lat": 37.865, "crs": "bd09"},
    {"lon": 112.57, "lat": 37.865, "crs": "gcj02"},
    {"address": "x" * 3000},
]


def test_that_500_odd_reports_are_all_taken_and_each_has_an_owner_or_stands_unassigned(hub: Hub) -> None:
    pick = random.Random(7)
    duties = [None, "99-99", "", "不知道", *list(yingze().duties)[:2]]
    refused = []
    for n in range(500):
        data = {
            "title": pick.choice(ODD_TITLES),
            "place": pick.choice(ODD_PLACES),
            "duty": pick.choice(duties),
            "narrative": pick.choice([None, "", "长" * 7000, "\u202e倒\u202c"]),
            "reporter": pick.choice([None, {}, {"name": "钱乙"}, {"phone": "1"}]),
        }
        hub.world.clock.advance(1)
        answer = hub.structured({k: v for k, v in data.items() if v is not None}, id=str(n))
        if answer.status_code != 202:
            refused.append((data, answer.text))
    assert refused == []
    assert len(hub.world.board.cases) == 500
    known = yingze().duties
    lost = [c.no for c in hub.world.board.cases.values() if c.unassigned is None and not (c.grid and c.duty in known)]
    assert lost == []
