"""What is appended is there, in order, whole or not at all."""

from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from core.domain.envelope import ERASED, GENESIS
from core.domain.events import CaseEscalated, CaseLocated, CaseNoted, CaseReported, TaskReceipted
from core.domain.nouns import Clock, Deadline
from core.journal import cli, verify
from core.journal.canonical import committed
from core.journal.engine import KNOWN, LATEST
from core.journal.journal import Entry, Head, Journal, JournalError, TimerRow
from tests.core.journal.world import (
    NAME,
    NOON,
    PHONE,
    acked,
    case,
    escalated,
    event,
    link,
    open_journal,
    raw,
    record,
    reported,
    salts,
    story,
    timer,
)


def clean(folder: Path) -> bool:
    return verify.main(["--data", str(folder)]) == 0


def test_that_an_empty_journal_starts_at_the_genesis(journal: Journal) -> None:
    assert journal.head == Head(0, GENESIS)
    assert journal.epoch == "epoch-1"
    assert list(journal.read()) == []
    assert journal.hash_at(0) == GENESIS
    assert journal.hash_at(1) is None


def test_that_events_come_back_as_they_went_in(journal: Journal, tmp_path: Path) -> None:
    entries = list(story(400))
    events = [one for entry in entries for one in entry.events]
    for start in range(0, len(entries), 333):
        journal.append(entries[start : start + 333])

    assert list(journal.read()) == events
    assert journal.head.seq == len(events)
    assert journal.hash_at(journal.head.seq) == journal.head.chain
    assert clean(tmp_path)


def test_that_reading_keeps_to_its_bounds(journal: Journal) -> None:
    journal.append(list(story(400)))

    def seqs(after: int, limit: int | None = None, upto: int | None = None) -> list[int]:
        return [one.seq for one in journal.read(after, limit, upto)]

    assert seqs(2398) == [2399, 2400]
    assert seqs(995, limit=10) == list(range(996, 1006))
    assert seqs(5, upto=7) == [6, 7]
    assert seqs(5, limit=10, upto=7) == [6, 7]
    assert seqs(5, limit=0) == []
    assert seqs(5, upto=3) == []
    assert seqs(9999) == []


def test_that_a_reopened_journal_goes_on_where_it_stopped(tmp_path: Path) -> None:
    first = open_journal(tmp_path)
    head = first.append([Entry((reported(1),), arm=(timer(1), timer(1, "t1", 2)))])
    first.set_meta("high_water", "noon")
    first.close()

    second = open_journal(tmp_path)
    assert second.head == head
    assert sorted(second.timers(), key=lambda row: row.task) == [timer(1), timer(1, "t1", 2)]
    assert second.get_meta("high_water") == "noon"
    second.append([Entry((reported(2),))])
    second.close()
    assert clean(tmp_path)


@pytest.mark.parametrize("seqs", [(2,), (1, 3), (1, 1), (0,)])
def test_that_a_gap_or_a_repeat_in_the_sequence_is_refused(journal: Journal, seqs: tuple[int, ...]) -> None:
    with pytest.raises(JournalError) as refused:
        journal.append([Entry((reported(seq, number),)) for number, seq in enumerate(seqs, 1)])
    assert refused.value.code == "order"
    assert list(journal.read()) == []
    journal.append([Entry((reported(1),))])


def test_that_a_command_id_is_answered_once(journal: Journal) -> None:
    first = record("c1", 1)
    journal.append([Entry((reported(1),), first)])
    assert journal.result("c1") == first
    assert journal.result("c2") is None
    with pytest.raises(JournalError) as refused:
        journal.append([Entry((reported(2),), record("c1", 2))])
    assert refused.value.code == "refused"
    assert journal.head.seq == 1


def test_that_a_refusal_is_stored_without_events(journal: Journal) -> None:
    head = journal.append([Entry(command=record("c1", 0))])
    assert head == Head(0, GENESIS)
    assert journal.result("c1") == record("c1", 0)


def test_that_a_failure_between_events_and_result_leaves_neither(journal: Journal, tmp_path: Path) -> None:
    # The commands table refuses in the middle of the transaction, after the events went in.
    with raw(tmp_path) as shell:
        shell.execute("CREATE TRIGGER no_commands BEFORE INSERT ON commands BEGIN SELECT RAISE(ABORT, 'planted'); END")
    shell.close()
    with pytest.raises(JournalError):
        journal.append([Entry((reported(1),), record("c1", 1), arm=(timer(1),))])
    assert list(journal.read()) == []
    assert journal.result("c1") is None
    assert journal.timers() == []
    assert journal.counter("20261122") == 0
    assert journal.head == Head(0, GENESIS)


def test_that_two_events_of_a_case_never_share_a_version(journal: Journal) -> None:
    journal.append([Entry((reported(1), acked(2, 1, 2)))])
    with pytest.raises(JournalError) as refused:
        journal.append([Entry((acked(3, 1, 2),))])
    assert refused.value.code == "refused"
    journal.append([Entry((link(3), link(4)))])  # links have no case and share version 0


def test_that_a_clock_fires_a_rung_once(journal: Journal) -> None:
    journal.append([Entry((reported(1), escalated(2, 1, 2)))])
    with pytest.raises(JournalError) as refused:
        journal.append([Entry((escalated(3, 1, 3),))])
    assert refused.value.code == "refused"
    # Another level, and a person's own rise at the same level, are other matters.
    journal.append([Entry((escalated(3, 1, 3, level=2), escalated(4, 1, 4, reason="急")))])


def test_that_timers_follow_the_order_of_entries(journal: Journal) -> None:
    journal.append([Entry((reported(1),), arm=(timer(1), timer(1, "t1")))])
    cleared = ((case(1), "response", ""),)
    journal.append([Entry(arm=(timer(1, level=1),), clear=cleared), Entry(clear=((case(1), "response", "t1"),))])
    assert journal.timers() == [timer(1, level=1)]
    journal.append([Entry(arm=(timer(2),)), Entry(clear=cleared)])
    assert journal.timers() == [timer(2)]


def test_that_timers_come_in_the_order_they_are_due(journal: Journal) -> None:
    late, early, between = NOON.replace(second=2), NOON, NOON.replace(microsecond=500_000)
    rows = [TimerRow(case(n), "receipt", "", 1, 0, at) for n, at in enumerate((late, early, between))]
    journal.append([Entry(arm=tuple(rows))])
    assert [row.next_at for row in journal.timers()] == [early, between, late]


def test_that_the_daily_counter_remembers_the_highest_number(journal: Journal) -> None:
    journal.append([Entry((reported(1, 12), reported(2, 7)))])
    journal.append([Entry((reported(3, 10),))])
    assert journal.counter("20261122") == 12
    assert journal.counter("20261123") == 0


def test_that_no_personal_value_is_in_the_chain_or_the_export(journal: Journal) -> None:
    journal.append(list(story(3)))
    exported = b"\n".join(journal.lines())
    for canary in (NAME, PHONE, "水管爆裂", "抢修队", "第二行"):
        assert canary.encode() not in exported
        assert canary.encode("unicode_escape") not in exported


def test_that_erasing_a_case_keeps_the_chain(journal: Journal, tmp_path: Path) -> None:
    journal.append(list(story(2)))
    journal.save_snapshot(5, NAME.encode())
    head = journal.head
    assert journal.erase(case(1)) == 5
    assert journal.erase(case(1)) == 0

    first, *_, other = journal.read(limit=7)
    assert isinstance(first.data, CaseReported)
    assert isinstance(other.data, CaseReported)
    assert first.data.reporter is not None
    assert (first.data.reporter.name, first.data.narrative) == (ERASED, ERASED)
    assert other.data.reporter is not None
    assert other.data.reporter.name == NAME
    assert journal.load_snapshot() is None
    answered = journal.result("cmd-1")
    assert answered is not None
    assert answered.digest == ""
    assert journal.head == head
    assert clean(tmp_path)


def test_that_erased_bytes_are_nowhere_on_the_disk(journal: Journal, tmp_path: Path) -> None:
    canary = "绝无仅有的一句话"
    journal.append([Entry((reported(1, narrative=canary),)), Entry((reported(2),))])
    found = [path.name for path in tmp_path.iterdir() if canary.encode() in path.read_bytes()]
    assert found
    journal.erase(case(1))
    assert [path.name for path in tmp_path.iterdir() if canary.encode() in path.read_bytes()] == []


def test_that_the_newest_whole_snapshot_is_given(journal: Journal, tmp_path: Path) -> None:
    journal.append([Entry((link(seq),)) for seq in range(1, 9)])
    assert journal.load_snapshot() is None
    big = bytes(range(256)) * 10_000
    for seq, blob in ((2, b"two"), (4, b""), (6, big)):
        journal.save_snapshot(seq, blob)
    assert journal.load_snapshot() == (6, big)
    with raw(tmp_path) as shell:
        assert shell.execute("SELECT seq FROM snapshots ORDER BY seq").fetchall() == [(4,), (6,)]
        shell.execute("UPDATE snapshot_parts SET blob = x'00' WHERE seq = 6 AND part = 1")
    shell.close()
    assert journal.load_snapshot() == (4, b"")
    assert not clean(tmp_path)


def test_that_a_backup_taken_while_writing_is_whole(journal: Journal, tmp_path: Path) -> None:
    entries = list(story(300))
    journal.append(entries[:100])
    copies = tmp_path / "copies"
    copies.mkdir()
    writing = threading.Thread(target=lambda: [journal.append([entry]) for entry in entries[100:]], name="load")
    writing.start()
    sizes = []
    for number in range(5):
        copy = copies / f"{number}.db"
        journal.backup(copy)
        assert verify.main(["--data", str(copy)]) == 0
        restored = Journal(copy, journal._clock, salts(), lambda: "other")
        sizes.append(restored.head.seq)
        restored.close()
    writing.join()
    assert sizes == sorted(sizes)
    assert sizes[0] >= 100


def test_that_a_backup_that_cannot_be_written_says_so(journal: Journal, tmp_path: Path) -> None:
    with pytest.raises(JournalError) as failed:
        journal.backup(tmp_path / "nowhere" / "copy.db")
    assert failed.value.code == "io"


def test_that_a_newer_file_is_refused_untouched(tmp_path: Path) -> None:
    open_journal(tmp_path).close()
    with raw(tmp_path) as shell:
        shell.execute("UPDATE alembic_version SET version_num = '9999'")
    shell.close()
    before = (tmp_path / "hub.db").read_bytes()
    with pytest.raises(JournalError) as refused:
        open_journal(tmp_path)
    assert refused.value.code == "newer"
    assert "9999" in refused.value.message_zh
    assert refused.value.remedy_en
    assert (tmp_path / "hub.db").read_bytes() == before


def test_that_another_programs_file_is_refused_untouched(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "hub.db") as shell:
        shell.execute("CREATE TABLE recipes (name TEXT)")
    shell.close()
    before = (tmp_path / "hub.db").read_bytes()
    with pytest.raises(JournalError) as refused:
        open_journal(tmp_path)
    assert refused.value.code == "foreign"
    assert (tmp_path / "hub.db").read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE events SET body = replace(CAST(body AS TEXT), 'op.wang', 'op.wong') WHERE seq = 11",
        "DELETE FROM events WHERE seq = 12",
        "UPDATE meta SET value = '11 ' || substr(value, 4) WHERE key = 'head'",
    ],
)
def test_that_a_damaged_end_is_refused_at_opening(tmp_path: Path, damage: str) -> None:
    first = open_journal(tmp_path)
    first.append(list(story(2)))
    first.close()
    with raw(tmp_path) as shell:
        shell.execute(damage)
    shell.close()
    with pytest.raises(JournalError) as refused:
        open_journal(tmp_path)
    assert refused.value.code == "damaged"


def test_that_a_file_of_noise_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hub.db").write_bytes(b"not a database at all" * 400)
    with pytest.raises(JournalError) as refused:
        open_journal(tmp_path)
    assert refused.value.code == "damaged"


def test_that_reading_stops_where_the_chain_is_broken(journal: Journal, tmp_path: Path) -> None:
    journal.append(list(story(2)))
    with raw(tmp_path) as shell:
        (body,) = shell.execute("SELECT body FROM events WHERE seq = 3").fetchone()
        shell.execute("UPDATE events SET body = ? WHERE seq = 3", (body.replace(b"op.wang", b"op.wong"),))
    shell.close()
    with pytest.raises(JournalError) as refused:
        list(journal.read())
    assert (refused.value.code, "seq 3" in refused.value.message_en) == ("damaged", True)
    with pytest.raises(JournalError):
        list(journal.lines())


def test_that_an_altered_personal_value_is_never_served(journal: Journal, tmp_path: Path) -> None:
    journal.append([Entry((reported(1),))])
    with raw(tmp_path) as shell:
        shell.execute("UPDATE personal SET value = '13900000000' WHERE path = 'reporter.phone'")
    shell.close()
    with pytest.raises(JournalError):
        list(journal.read())


def test_that_a_second_writer_on_the_same_file_is_fenced_off(journal: Journal, tmp_path: Path) -> None:
    other = open_journal(tmp_path)
    other.append([Entry((reported(1),))])
    with pytest.raises(JournalError) as refused:
        journal.append([Entry((reported(1, 2),))])
    assert refused.value.code == "fenced"
    with pytest.raises(JournalError):
        journal.reopen()
    other.close()
    assert clean(tmp_path)


def test_that_the_file_is_the_owners_alone(journal: Journal, tmp_path: Path) -> None:
    journal.append([Entry((link(1),))])
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_that_errors_carry_no_personal_value(journal: Journal) -> None:
    journal.append([Entry((reported(1),))])
    with pytest.raises(JournalError) as refused:
        journal.append([Entry((event(2, 1, f"case/{case(1)}", reported(1).data),))])
    said: BaseException | None = refused.value
    while said is not None:
        assert NAME not in repr(said)
        said = said.__cause__ or said.__context__
    with pytest.raises(IntegrityError) as violated, journal.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO meta (key, value) VALUES ('head', ?)", (NAME,))
    assert NAME not in str(violated.value)


def test_that_the_journals_own_meta_cannot_be_set(journal: Journal) -> None:
    with pytest.raises(ValueError, match="head"):
        journal.set_meta("head", "0 x")


def test_that_the_migrations_end_at_the_form_this_code_knows() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "core/journal/migrations")
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [LATEST]
    assert {step.revision for step in script.walk_revisions()} == KNOWN


def test_that_migrations_build_exactly_the_tables_the_code_names(journal: Journal) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from core.journal.tables import metadata

    with journal.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_that_the_journal_survives_a_kill_amid_its_making(tmp_path: Path) -> None:
    open_journal(tmp_path).close()
    with raw(tmp_path) as shell:  # what a file looks like when the making transaction never came to its commit
        for (name,) in shell.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            shell.execute(f"DROP TABLE {name}")
    shell.close()
    again = open_journal(tmp_path)
    again.append([Entry((reported(1),))])
    again.close()
    assert clean(tmp_path)


@given(lon=st.floats(allow_nan=False, allow_infinity=False), late=st.floats(min_value=0, max_value=1e9), text=st.text())
def test_that_every_number_and_text_has_its_one_canonical_form(lon: float, late: float, text: str) -> None:
    located = event(1, 1, "case/A", CaseLocated(grid=f"{text}.0,", lon=lon, lat=late))
    rise = escalated(1, 1, 1).data
    assert isinstance(rise, CaseEscalated)
    risen = event(1, 1, "case/A", CaseEscalated(rise.clock, rise.rung, 1, 1, (text,), NOON, late))
    for one in (located, risen, event(1, 1, f"case/{text}", CaseNoted(text=text))):
        body, _ = committed(one, "e", salts())
        parsed = verify.json.loads(body)
        assert verify.utf8(verify.canonical(parsed)) == body
        assert verify.is_canonical(body, parsed)


@pytest.mark.parametrize("number", [float("inf"), float("nan")])
def test_that_what_json_cannot_say_is_refused(journal: Journal, number: float) -> None:
    with pytest.raises(JournalError) as refused:
        journal.append([Entry((event(1, 1, "case/A", CaseLocated(grid=None, lon=number)),))])
    assert refused.value.code == "unwritable"
    journal.append([Entry((link(1),))])


def test_that_a_whole_number_anywhere_in_an_event_is_canonical() -> None:
    limit = Deadline(Clock.RECEIPT, NOON, "duty:3-12", limit=7200.0)  # type: ignore[arg-type]
    body, _ = committed(event(1, 1, "case/A", TaskReceipted(armed=(limit,))), "e", salts())
    assert b'"limit":7200,' in body


def test_that_the_backup_command_copies_beside_an_open_journal_and_overwrites_nothing(
    journal: Journal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal.append(list(story(50)))
    target = tmp_path / "kept" / "hub.db"
    data = str(journal.path.parent)
    assert cli.main_backup(["--data", data, str(target)]) == 1
    target.parent.mkdir()
    capsys.readouterr()
    assert cli.main_backup(["--data", data, str(target)]) == 0
    said = capsys.readouterr().out
    assert f"{target.stat().st_size} bytes" in said
    assert said.splitlines()[1] == f"check it: hubpost verify --data {target}"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert clean(target)
    before = target.read_bytes()
    capsys.readouterr()
    assert cli.main_backup(["--data", data, str(target)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert target.read_bytes() == before
    assert cli.main_backup(["--data", str(tmp_path / "nowhere"), str(tmp_path / "x.db")]) == 1


def test_that_a_look_at_an_answer_is_not_cut_off_by_a_reopening(journal: Journal) -> None:
    closed = threading.Event()

    class Looking:
        def execute(self, *_: object) -> Looking:
            forgetting.start()
            assert not closed.wait(0.2)
            return self

        def fetchone(self) -> None:
            return None

        def close(self) -> None:
            closed.set()

    forgetting = threading.Thread(target=journal._forget_answers)
    journal._answers = Looking()
    assert journal.result("one") is None
    forgetting.join()
    assert closed.is_set()
    assert journal.result("one") is None
