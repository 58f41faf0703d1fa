"""The one door out: what each role is sent of personal values."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from core.domain.events import PERSONAL, TYPES, CaseNoted, CaseReported, Event
from core.domain.nouns import (
    HIDDEN,
    Case,
    Clock,
    Escalation,
    Kind,
    Priority,
    Reporter,
    Role,
    Rung,
    Supervision,
    Task,
    TaskState,
)
from core.domain.numbers import canonical
from core.protocol.outgoing import case_for, event_bytes
from tests.core.domain.world import rights

NOW = datetime(2026, 11, 22, tzinfo=UTC)
NAME, PHONE, SAID, WHERE = "赵甲一", "19900001234", "楼上漏水，只说给值班员听", "某街 5 号 301"
SECRETS = {"name": NAME, "phone": PHONE, "text": SAID, "address": WHERE}


def reported() -> Event:
    data = CaseReported(
        title="漏水",
        priority=Priority.P3,
        kind=Kind.INCIDENT,
        source="app",
        narrative=SAID,
        address=WHERE,
        reporter=Reporter(name=NAME, phone=PHONE),
    )
    return Event(seq=1, version=1, subject="case/YZ-20261122-0001", time=NOW, actor="app", data=data)


def case() -> Case:
    task = Task(
        id="YZ-20261122-0001.1",
        unit="u",
        role="lead",
        state=TaskState.FED_BACK,
        sent_at=NOW,
        text=SAID,
        phoned_who=NAME,
    )
    return Case(
        no="YZ-20261122-0001",
        version=1,
        title="漏水",
        opened_at=NOW,
        source="app",
        narrative=SAID,
        address=WHERE,
        reporter=Reporter(name=NAME, phone=PHONE),
        tasks=(task,),
    )


@pytest.mark.parametrize("role", list(Role))
def test_that_no_role_is_sent_more_than_its_profile_says(role: Role) -> None:
    profile = rights().profiles[role]
    note = Event(seq=2, version=2, subject="case/YZ-20261122-0001", time=NOW, actor="a", data=CaseNoted(text=SAID))
    sent = (
        event_bytes(reported(), "e", profile) + event_bytes(note, "e", profile) + canonical(case_for(case(), profile))
    )
    for kind, secret in SECRETS.items():
        shown = getattr(profile, kind) == "show"
        assert (secret.encode() in sent) is shown, f"{role} {kind}"


def test_that_nobody_is_sent_a_full_telephone_number_or_name() -> None:
    assert all(p.phone != "show" and p.name != "show" for p in rights().profiles.values())


def test_that_a_mask_keeps_what_tells_people_apart() -> None:
    shown = case_for(case(), rights().profiles[Role.OPERATOR])
    assert shown.reporter == Reporter(name="赵*", phone="199****1234")
    assert shown.narrative == SAID


def test_that_a_hidden_value_is_not_an_absent_one() -> None:
    shown = case_for(case(), rights().profiles[Role.VIEWER])
    assert shown.narrative == HIDDEN
    assert shown.tasks[0].text == HIDDEN


FREE = {"text", "note", "reason", "deviation", "narrative", "address", "who", "phone"}


def test_that_every_field_people_write_in_is_kept_apart() -> None:
    for name, data in TYPES.items():
        written = FREE & set(data.__struct_fields__)
        covered = {path for path in PERSONAL.get(name, ()) if "." not in path}
        assert written == covered, name


def test_that_a_viewer_is_sent_none_of_what_people_wrote_about_a_case() -> None:
    task = Task(id="A-1-1.1", unit="u", role="lead", state=TaskState.RETURNED, sent_at=NOW, text=SAID, note=SAID)
    rise = Escalation(
        id="e", at=NOW, clock=Clock.RECEIPT, rung=Rung.LEAD, level=0, generation=1, asked=(), unanswered=(), due=NOW,
        late=0.0, reason=SAID,
    )  # fmt: skip
    slip = Supervision(asked_by="0101", reason=SAID, reply_by=NOW)
    whole = replace(case(), tasks=(task,), escalations=(rise,), supervision=slip)
    sent = canonical(case_for(whole, rights().profiles[Role.VIEWER]))
    assert SAID.encode() not in sent
    assert sent.count(HIDDEN.encode()) == 8
