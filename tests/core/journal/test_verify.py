"""Whoever alters a journal is found out by a checker that knows nothing of the writer."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import random
import sqlite3
import sys
from pathlib import Path

import pytest

from core.journal import cli, verify
from core.journal.journal import Entry
from tests.core.journal.world import case, open_journal, raw, reported, story

CASES = 10  # of six events each: sixty


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    journal = open_journal(tmp_path)
    journal.append(list(story(CASES)))
    journal.save_snapshot(30, b"picture")
    journal.close()
    return tmp_path


def found(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    """What verify says is wrong; empty when the journal is clean."""
    capsys.readouterr()
    code = verify.main(["--data", str(folder), *more])
    *problems, last = capsys.readouterr().out.splitlines()
    assert code == (1 if problems else 0)
    assert last.startswith("problems=" if problems else "ok ")
    return problems


def rehash(shell: sqlite3.Connection, start: int) -> str:
    """Make the chain fit again from `start` on, as a clever forger would; the new head."""
    (chain,) = shell.execute("SELECT hash FROM events WHERE seq < ? ORDER BY seq DESC", (start,)).fetchone()
    for seq, body in shell.execute("SELECT seq, body FROM events WHERE seq >= ? ORDER BY seq", (start,)).fetchall():
        chain = hashlib.sha256(chain.encode() + body).hexdigest()
        shell.execute("UPDATE events SET hash = ? WHERE seq = ?", (chain, seq))
    (last,) = shell.execute("SELECT max(seq) FROM events").fetchone()
    shell.execute("UPDATE meta SET value = ? WHERE key = 'head'", (f"{last} {chain}",))
    return str(chain)


BODY = "CAST(CAST(body AS TEXT) AS BLOB)"
EDIT = "UPDATE events SET body = CAST(replace(CAST(body AS TEXT), '{0}', '{1}') AS BLOB) WHERE seq = {2}"
TAMPERING = {
    "edit": ([EDIT.format("op.wang", "op.wong", 13)], "seq 13"),
    "edit a number": ([EDIT.format("112.5", "112.6", 13)], "seq 13"),
    "delete": (["DELETE FROM events WHERE seq = 20"], "seq 21"),
    "insert": (
        ["INSERT INTO events SELECT 61, NULL, 0, name, body, hash FROM events WHERE seq = 60"],
        "seq 61",
    ),
    "reorder": (
        [
            "UPDATE events SET seq = -6 WHERE seq = 6",
            "UPDATE events SET seq = 6 WHERE seq = 12",
            "UPDATE events SET seq = 12 WHERE seq = -6",
        ],
        "seq 6",
    ),
    "swap bodies": (
        [
            "CREATE TEMP TABLE t AS SELECT body FROM events WHERE seq = 6",
            "UPDATE events SET body = (SELECT body FROM events WHERE seq = 12) WHERE seq = 6",
            "UPDATE events SET body = (SELECT body FROM t) WHERE seq = 12",
        ],
        "seq 6",
    ),
    "cut the tail": (["DELETE FROM events WHERE seq > 50"], "seq 50"),
    "cut the tail and move the head": (
        [
            "DELETE FROM events WHERE seq > 50",
            "UPDATE meta SET value = (SELECT '50 ' || hash FROM events WHERE seq = 50) WHERE key = 'head'",
        ],
        "seq 52",
    ),
    "cut the tail, its values and its firings": (
        [
            "DELETE FROM events WHERE seq > 50",
            "DELETE FROM personal WHERE seq > 50",
            "DELETE FROM fired WHERE seq > 50",
            "UPDATE meta SET value = (SELECT '50 ' || hash FROM events WHERE seq = 50) WHERE key = 'head'",
        ],
        "seq 53: command cmd-53",
    ),
    "change a personal value": (["UPDATE personal SET value = 'x' WHERE seq = 7 AND path = 'narrative'"], "seq 7"),
    "change a salt": (["UPDATE personal SET salt = x'00' WHERE seq = 7 AND path = 'narrative'"], "seq 7"),
    "delete a personal value": (["DELETE FROM personal WHERE seq = 7 AND path = 'narrative'"], "seq 7"),
    "add a personal value": (["INSERT INTO personal VALUES (8, 'text', x'00', 'x')"], "seq 8"),
    "add one beyond the end": (["INSERT INTO personal VALUES (99, 'text', x'00', 'x')"], "seq 99"),
    "rename in the column": (["UPDATE events SET name = 'case.noted' WHERE seq = 8"], "seq 8"),
    "move to another case": (["UPDATE events SET case_no = 'YZ-20261122-0099' WHERE seq = 8"], "seq 8"),
    "another version": (["UPDATE events SET version = 99 WHERE seq = 8"], "seq 8"),
    "retype the body": (["UPDATE events SET body = CAST(body AS TEXT) || '' WHERE seq = 8"], "seq 8"),
    "lose a hash": (["UPDATE events SET hash = '' WHERE seq = 8"], "seq 8"),
    "forge a result": (
        ["UPDATE commands SET result = replace(result, 'cmd-1\"', 'cmd-9\"') WHERE id = 'cmd-1'"],
        "cmd-1",
    ),
    "garble a result": (["UPDATE commands SET result = x'00' WHERE id = 'cmd-1'"], "cmd-1"),
    "forget a firing": (["DELETE FROM fired WHERE seq = 5"], "seq 5"),
    "invent a firing": (["UPDATE fired SET seq = 3 WHERE seq = 5"], "seq 3"),
    "turn the counter back": (["UPDATE counters SET n = 3"], "20261122"),
    "garble the snapshot": (["UPDATE snapshot_parts SET blob = x'00'"], "seq 30"),
    "another epoch": (["UPDATE meta SET value = 'epoch-2' WHERE key = 'epoch'"], "seq 1"),
}


def test_that_a_clean_journal_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main(["--data", str(folder)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("ok events=60 cases=10 head=60 chain=")
    assert out.count("\n") == 1


@pytest.mark.parametrize("name", TAMPERING)
def test_that_tampering_is_found_where_it_was_done(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    statements, where = TAMPERING[name]
    shell = raw(folder)
    for statement in statements:
        shell.execute(statement)
    assert shell.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    shell.close()
    problems = found(folder, capsys)
    assert any(where in problem for problem in problems), problems


def test_that_a_rewritten_and_rehashed_journal_is_caught_by_a_head_kept_elsewhere(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = raw(folder)
    (held,) = shell.execute("SELECT hash FROM events WHERE seq = 40").fetchone()
    assert found(folder, capsys, "--witness", f"40:{held}") == []
    shell.execute(EDIT.format("op.wang", "op.wong", 13))
    rehash(shell, 13)
    shell.close()
    assert found(folder, capsys) == []  # within the file it fits: only somebody else's memory can tell
    assert "seq 40" in found(folder, capsys, "--witness", f"40:{held}")[0]


def test_that_a_rehashed_journal_meets_its_own_witnesses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = open_journal(tmp_path)
    journal.append(list(story(350)))
    journal.close()
    shell = raw(tmp_path)
    shell.execute(EDIT.format("op.wang", "op.wong", 500))
    rehash(shell, 500)
    problems = found(tmp_path, capsys)
    assert [problem.partition(":")[0] for problem in problems] == ["seq 1000", "seq 2000"]
    shell.execute("DELETE FROM heads WHERE seq = 1000")
    shell.close()
    assert any(problem.startswith("seq 1000") for problem in found(tmp_path, capsys))


def test_that_rehashed_gaps_in_a_cases_versions_are_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = raw(folder)
    for seq in range(8, 61):  # event 8 taken out, all later ones moved up and renumbered
        if seq == 8:
            shell.execute("DELETE FROM events WHERE seq = 8")
            continue
        (body,) = shell.execute("SELECT body FROM events WHERE seq = ?", (seq,)).fetchone()
        moved = json.loads(body) | {"seq": seq - 1, "id": f"epoch-1.{seq - 1}"}
        text = json.dumps(moved, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        shell.execute("UPDATE events SET seq = ?, body = ? WHERE seq = ?", (seq - 1, text, seq))
    rehash(shell, 8)
    shell.close()
    assert any(problem.startswith("seq 8: YZ-20261122-0002: version 3 follows 1") for problem in found(folder, capsys))


def test_that_a_rehashed_body_not_in_canonical_form_is_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for old, new in (('"lat":37,', '"lat":37.0,'), ('"lat":37,', '"lat": 37,'), ('"lon":112.5', '"lon":1.125e2')):
        shell = raw(folder)
        (before,) = shell.execute("SELECT body FROM events WHERE seq = 13").fetchone()
        shell.execute(EDIT.format(old, new, 13))
        rehash(shell, 13)
        assert any("seq 13" in problem for problem in found(folder, capsys)), new
        shell.execute("UPDATE events SET body = ? WHERE seq = 13", (before,))
        rehash(shell, 13)
        shell.close()
    assert found(folder, capsys) == []


def test_that_every_flipped_byte_of_the_record_is_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = raw(folder)
    shell.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pieces = [row[0] for row in shell.execute("SELECT body FROM events")]
    pieces += [row[0].encode() for row in shell.execute("SELECT hash FROM events")]
    pieces += [row[0].encode() for row in shell.execute("SELECT value FROM personal")]
    shell.close()
    file = folder / "hub.db"
    whole = file.read_bytes()
    rng = random.Random(20261122)
    missed, ok_says_integrity = [], 0
    for _ in range(200):
        piece = rng.choice(pieces)
        place = whole.index(piece) + rng.randrange(len(piece))
        flipped = bytearray(whole)
        flipped[place] ^= 1 << rng.randrange(8)
        file.write_bytes(flipped)
        check = sqlite3.connect(file)
        ok_says_integrity += check.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        check.close()
        if not found(folder, capsys):
            missed.append(place)
    assert missed == []
    assert ok_says_integrity > 150  # what SQLite's own check would have let pass


def test_that_erased_cases_are_clean_and_their_later_values_are_not_excused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = open_journal(tmp_path)
    journal.append(list(story(2)))
    journal.erase(case(1))
    later = Entry((reported(13, 3),))
    journal.append([later])
    journal.close()
    assert found(tmp_path, capsys) == []
    shell = raw(tmp_path)
    shell.execute("DELETE FROM personal WHERE seq = 13")
    shell.close()
    assert found(tmp_path, capsys)


def test_that_a_running_hub_is_not_disturbed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = open_journal(tmp_path)
    for entry in story(5):
        journal.append([entry])
        assert found(tmp_path, capsys) == []
    journal.close()


def test_that_an_export_verifies_and_its_tampering_is_found(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert cli.main_export(["--data", str(folder)]) == 0
    exported = capfdbinary.readouterr().out
    assert exported.count(b"\n") == 60
    file = folder / "journal.jsonl"

    def is_clean(content: bytes) -> bool:
        file.write_bytes(content)
        return verify.main(["--file", str(file)]) == 0

    lines = exported.splitlines(keepends=True)
    assert is_clean(exported)
    assert is_clean(b"".join(lines[10:]))
    assert not is_clean(exported.replace(b"op.wang", b"op.wong", 1))
    assert not is_clean(b"".join(lines[:10] + lines[11:]))
    assert not is_clean(b"".join([lines[1], lines[0], *lines[2:]]))
    assert not is_clean(exported + b"{}\n")
    assert not is_clean(exported + b"[1]\n")


def test_that_export_begins_after_the_event_asked_for(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert cli.main_export(["--data", str(folder), "--since", "57"]) == 0
    lines = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [line["seq"] for line in lines] == [58, 59, 60]
    assert lines[1]["prev"] == lines[0]["hash"]


def test_that_export_leaves_the_file_as_it_is(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    before = (folder / "hub.db").read_bytes()
    assert cli.main_export(["--data", str(folder)]) == 0
    assert verify.main(["--data", str(folder)]) == 0
    assert (folder / "hub.db").read_bytes() == before


@pytest.mark.parametrize("command", [cli.main_export, verify.main])
def test_that_a_folder_without_a_journal_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: object
) -> None:
    assert callable(command)
    assert command(["--data", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "hub.db" in said.out + said.err
    assert list(tmp_path.iterdir()) == []


def test_that_misuse_is_told_apart(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(SystemExit) as misused:
        verify.main([])
    assert misused.value.code == 2
    assert verify.main(["--data", str(folder), "--witness", "x"]) == 2


def test_that_verify_speaks_chinese(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = raw(folder)
    shell.execute("UPDATE counters SET n = 3")
    shell.close()
    assert "事件编号" in found(folder, capsys, "--lang", "zh")[0]


def test_that_verify_knows_the_standard_library_only() -> None:
    tree = ast.parse(Path(verify.__file__).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= set(sys.stdlib_module_names)
    package = Path(verify.__file__).parent / "__init__.py"
    assert not [
        node for node in ast.walk(ast.parse(package.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (37.0, "37"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (-1.25e-9, "-1.25e-9"),
        (333333333.33333329, "333333333.3333333"),
        (4.5, "4.5"),
        (2e-3, "0.002"),
        (9007199254740994.0, "9007199254740994"),
        (5e-324, "5e-324"),
    ],
)
def test_that_numbers_are_written_as_ecmascript_does(value: float, told: str) -> None:
    assert verify.number(value) == told  # samples as in RFC 8785, appendix B, and its neighbourhood


def test_that_a_folder_only_readable_is_verified(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.chmod(folder, 0o500)
    try:
        assert found(folder, capsys) == []
    finally:
        os.chmod(folder, 0o700)
