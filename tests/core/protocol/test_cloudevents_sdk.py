"""Somebody else's reader and writer: the CloudEvents SDK reads what we send, and we take what it sends."""

from __future__ import annotations

import pytest
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from core.domain.envelope import PREFIX, encode, envelope
from core.domain.nouns import Priority
from tests.core.domain.world import HUB, OPERATOR, World, liaison, yingze
from tests.core.hub.test_ingest import Hub


def test_that_the_sdk_reads_every_event_of_a_case() -> None:
    world = World()
    unit = next(u.id for u in yingze().units.values() if u.kind == "department")
    subject = world.report(priority=Priority.P1)
    world.tick(300)
    world.ask(OPERATOR, "case.dispatch", subject, lead=unit)
    task = f"task/{world.case(subject).tasks[0].id}"
    world.ask(HUB, "task.deliver", task)
    world.ask(liaison(unit), "task.complete", task, text="毕")
    world.ask(OPERATOR, "case.close", subject, outcome="resolved")
    for event in world.events:
        read = JSONFormat().read(CloudEvent, encode(envelope(event, "e1")))
        assert (read.get_id(), read.get_source()) == (f"e1.{event.seq}", "/hubpost/e1")
        assert (read.get_type(), read.get_subject()) == (PREFIX + event.name, event.subject)
        assert (read.get_time(), read.get_specversion()) == (event.time, "1.0")
        assert (read.get_extension("seq"), read.get_extension("version")) == (event.seq, event.version)


@pytest.mark.parametrize("form", [to_structured_event, to_binary_event])
def test_that_the_ingest_takes_what_the_sdk_writes(form) -> None:  # type: ignore[no-untyped-def]
    hub = Hub()
    attributes = {"id": "s1", "source": "/sdk", "type": "hubpost.report", "datacontenttype": "application/json"}
    message = form(CloudEvent(attributes, {"title": "井盖缺失"}), JSONFormat())
    headers = {name.replace("-", "_"): value for name, value in message.headers.items()}
    answer = hub.post("/v1/events", message.body, **headers)
    assert answer.status_code == 202, answer.text
    assert hub.world.case(answer.json()["subject"]).title == "井盖缺失"
