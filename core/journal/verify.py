"""Checks a journal with nothing but the standard library: it shares no code with what wrote it.

Reads DIR/hub.db beside a running hub, or an export file, and says what is wrong and at which event.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

GENESIS = "0" * 64
WITNESS_EVERY = 1000
SHOWN = 50
BODY_KEYS = {"actor", "data", "datacontenttype", "id", "seq", "source", "specversion", "subject", "time", "type"}
BODY_KEYS |= {"version"}
BODY_MORE = {"cause", "occurredat"}

# What can be wrong: (English, Chinese)
WORDS = {
    "gap": ("events missing: {0} follows {1}", "缺少事件：{1} 之后是 {0}"),
    "chain": ("hash does not follow from the event and the hash before it", "哈希与事件内容及前一哈希不符"),
    "parse": ("stored event is not a JSON object in UTF-8: {0}", "存储内容不是 UTF-8 的 JSON 对象：{0}"),
    "canonical": ("stored bytes are not in canonical form", "存储内容不是规范形式"),
    "shape": ("members missing or unknown: {0}", "成员缺失或未知：{0}"),
    "column": ("column {0} says {1}, the event says {2}", "列 {0} 为 {1}，事件内容为 {2}"),
    "epoch": ("event is of another journal: {0}", "事件属于另一日志：{0}"),
    "version": ("{0}: version {1} follows {2}", "{0}：版本 {2} 之后是 {1}"),
    "value": ("personal value {0} is not the one committed to", "个人信息 {0} 与承诺值不符"),
    "stray": ("personal value {0} has no commitment in the chain", "个人信息 {0} 在链上没有承诺值"),
    "gone": ("personal value {0} is gone and no erasure is on record", "个人信息 {0} 已不在，且无删除记录"),
    "head": ("journal says its head is {0}, the last event is {1}", "日志头为 {0}，最后的事件为 {1}"),
    "witness": ("witnessed hash {0} is not the event's", "见证哈希 {0} 与事件不符"),
    "no_witness": ("no witness was kept at this event", "此事件处没有见证"),
    "beyond": ("{0} speaks of this event, but the journal ends at {1}", "{0} 提到此事件，但日志止于 {1}"),
    "command": ("command {0}: stored result {1}", "命令 {0}：存储的结果{1}"),
    "fired": ("firing on record and escalation differ: {0}", "计时触发记录与提级事件不一致：{0}"),
    "counter": ("day {0}: counter {1} is below case number {2}", "{0} 日：计数 {1} 小于事件编号 {2}"),
    "snapshot": ("snapshot is not what was saved", "快照与保存时不符"),
    "file": ("file: {0}", "文件：{0}"),
}
# Numbers that Python and ECMAScript spell differently: whole floats and exponents.
_EXACTLY = re.compile(rb"[:,\[]-?[0-9]+(?:\.0[,}\]]|(?:\.[0-9]+)?[eE])")
Say = Callable[..., None]


class Findings:
    """What was found wrong, said as it is found."""

    def __init__(self, chinese: bool) -> None:
        self.count = 0
        self._chinese = chinese

    def __call__(self, seq: int, word: str, *facts: object) -> None:
        """Say that `word` is wrong at event `seq`; 0 when it is of no one event."""
        self.count += 1
        if self.count <= SHOWN:
            where = f"seq {seq}: " if seq else ""
            print(where + WORDS[word][self._chinese].format(*facts))
        elif self.count == SHOWN + 1:
            print("…")


def canonical(value: Any) -> str:
    """`value` as RFC 8785 writes it."""
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(f"{text(key)}:{canonical(inner)}" for key, inner in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return text(value)


def text(value: Any) -> str:
    """A string, integer, true, false or null as JSON."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def utf8(value: str) -> bytes:
    """The bytes of a text, whatever it holds."""
    return value.encode("utf-8", "surrogatepass")


def number(value: float) -> str:
    """A double as ECMAScript prints it."""
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    digits, _, power = f"{abs(value)!r}".partition("e")
    whole, _, part = digits.partition(".")
    part = "" if part == "0" else part
    point = len(whole) + int(power or 0)
    digits = (whole + part).lstrip("0")
    point -= len(whole + part) - len(digits)
    digits = digits.rstrip("0")
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if 0 < point <= 21:
        padded = digits.ljust(point, "0")
        return sign + padded[:point] + ("." + padded[point:] if len(padded) > point else "")
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{sign}{mantissa}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def is_canonical(body: bytes, parsed: dict[str, Any]) -> bool:
    """Whether `body` is the one canonical spelling of `parsed`; the quick spelling decides nearly always."""
    if _EXACTLY.search(body) is None:
        quick = json.dumps(parsed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        if utf8(quick) == body:
            return True
    return utf8(canonical(parsed)) == body


def _refused(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def case_of(subject: str) -> str | None:
    """The case a subject belongs to: "case/NO" or "task/NO.n"."""
    kind, _, rest = subject.partition("/")
    if kind == "case":
        return rest
    return (rest.rpartition(".")[0] or None) if kind == "task" else None


def commitments(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The (path, commitment) pairs in an event's data."""
    if not isinstance(data, dict):
        return
    if set(data) == {"commit"} and isinstance(data["commit"], str):
        yield ".".join(path), data["commit"]
        return
    for key, inner in data.items():
        yield from commitments(inner, (*path, key))


class Walk:
    """Follows the events one by one: order, chain, form, epoch and the cases' versions."""

    def __init__(self, say: Say, seq: int = 0, chain: str = GENESIS, epoch: str | None = None) -> None:
        self.say = say
        self.seq = seq
        self.chain = chain
        self.epoch = epoch
        self.count = 0
        self.whole = seq == 0  # versions can be followed only from the first event
        self.cases: dict[str, int] = {}
        self.days: dict[str, int] = {}

    def step(self, seq: int, body: bytes, found: str) -> dict[str, Any] | None:
        """Check the next event; its parsed form, or None when it cannot be read."""
        if seq != self.seq + 1:
            self.say(seq, "gap", seq, self.seq)
        if hashlib.sha256(self.chain.encode() + body).hexdigest() != found:
            self.say(seq, "chain")
        self.seq, self.chain = seq, found
        self.count += 1
        try:
            parsed = json.loads(body.decode("utf-8"), parse_constant=_refused)
        except (ValueError, RecursionError) as error:
            self.say(seq, "parse", error)
            return None
        if not isinstance(parsed, dict):
            self.say(seq, "parse", type(parsed).__name__)
            return None
        if not is_canonical(body, parsed):
            self.say(seq, "canonical")
        odd = (BODY_KEYS - set(parsed)) | (set(parsed) - BODY_KEYS - BODY_MORE)
        if odd or not isinstance(parsed["data"], dict):
            self.say(seq, "shape", ", ".join(sorted(odd)) or "data")
            return None
        self._identity(seq, parsed)
        self._version(seq, parsed)
        return parsed

    def _identity(self, seq: int, event: dict[str, Any]) -> None:
        epoch = str(event["source"]).removeprefix("/hubpost/")
        self.epoch = self.epoch or epoch
        if event["seq"] != seq:
            self.say(seq, "column", "seq", seq, event["seq"])
        if epoch != self.epoch or event["id"] != f"{self.epoch}.{seq}" or event["specversion"] != "1.0":
            self.say(seq, "epoch", event["id"])

    def _version(self, seq: int, event: dict[str, Any]) -> None:
        case_no = case_of(str(event["subject"]))
        if case_no is None or not isinstance(event["version"], int):
            return
        before = self.cases.get(case_no, 0 if self.whole else event["version"] - 1)
        if event["version"] != before + 1:
            self.say(seq, "version", case_no, event["version"], before)
        self.cases[case_no] = event["version"]
        rest, _, counter = case_no.rpartition("-")
        if event["type"] == "hubpost.case.reported" and counter.isdecimal():
            day = rest.rpartition("-")[2]
            self.days[day] = max(self.days.get(day, 0), int(counter))


def check_database(path: Path, say: Say) -> Walk:
    """Check the database at `path` as it stands now, in one read transaction."""
    walk = Walk(say)
    if not path.is_file():
        say(0, "file", f"{path} not found")
        return walk
    connection = _opened(path)
    try:
        connection.execute("BEGIN")
        _check_tables(connection, walk, say)
        for (line,) in connection.execute("PRAGMA integrity_check(5)"):
            if line != "ok":
                say(0, "file", line)
    except sqlite3.Error as error:
        say(0, "file", error)
    finally:
        connection.close()
    return walk


def _opened(path: Path) -> sqlite3.Connection:
    """`path` for reading only, also where nothing may be written beside it."""
    frozen = not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()
    uri = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if frozen else ''}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10)


def _check_tables(db: sqlite3.Connection, walk: Walk, say: Say) -> None:
    meta = dict(db.execute("SELECT key, value FROM meta"))
    walk.epoch = meta.get("epoch")
    heads = dict(db.execute("SELECT seq, hash FROM heads"))
    erased = dict(db.execute("SELECT case_no, upto FROM erasures"))
    fired = {row[5]: row[:5] for row in db.execute("SELECT case_no, clock, task, generation, level, seq FROM fired")}
    apart = _Apart(db.execute("SELECT seq, path, salt, value FROM personal ORDER BY seq"), say)
    sql = "SELECT seq, case_no, version, name, body, hash FROM events ORDER BY seq"
    for seq, case_no, version, name, body, found in db.execute(sql):
        if not isinstance(body, bytes):
            say(seq, "parse", type(body).__name__)
            body = utf8(str(body))
        event = walk.step(seq, body, str(found))
        if seq in heads or seq % WITNESS_EVERY == 0:
            _witness(seq, found, heads.pop(seq, None), say)
        values = apart.of(seq)
        if event is not None:
            _columns(seq, (case_no, version, name), event, say)
            _values(seq, event, values, seq <= erased.get(case_no, 0), say)
            _fired(seq, event, fired.pop(seq, None), say)
    apart.rest()
    head = f"{walk.seq} {walk.chain}"
    if meta.get("head") != head:
        say(walk.seq, "head", meta.get("head"), head)
    for seq in [*sorted(heads), *sorted(fired)]:
        say(seq, "beyond", "heads / fired", walk.seq)
    _check_commands(db, walk, say)
    _check_counters(db, walk, say)
    _check_snapshots(db, walk, say)


class _Apart:
    """Personal values in step with the events."""

    def __init__(self, rows: Iterable[tuple[int, str, bytes, str]], say: Say) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)
        self._say = say

    def of(self, seq: int) -> dict[str, tuple[bytes, str]]:
        """The values of event `seq`; those of events that do not exist are said to be stray."""
        values: dict[str, tuple[bytes, str]] = {}
        while self._next is not None and self._next[0] <= seq:
            owner, path, salt, value = self._next
            if owner == seq:
                values[path] = (salt, value)
            else:
                self._say(owner, "stray", path)
            self._next = next(self._rows, None)
        return values

    def rest(self) -> None:
        """Say what is left behind the last event."""
        self.of(1 << 63)


def _witness(seq: int, found: str, witnessed: str | None, say: Say) -> None:
    if witnessed is None:
        say(seq, "no_witness")
    elif witnessed != found:
        say(seq, "witness", witnessed)


def _columns(seq: int, stored: tuple[Any, ...], event: dict[str, Any], say: Say) -> None:
    told = (case_of(str(event["subject"])), event["version"], str(event["type"]).removeprefix("hubpost."))
    for name, column, said in zip(("case_no", "version", "name"), stored, told, strict=True):
        if column != said:
            say(seq, "column", name, column, said)


def _values(seq: int, event: dict[str, Any], values: dict[str, Any], erased: bool, say: Say) -> None:
    for path, committed in commitments(event["data"]):
        if path not in values:
            if not erased:
                say(seq, "gone", path)
            continue
        salt, value = values.pop(path)
        fit = isinstance(salt, bytes) and isinstance(value, str)
        if not fit or hashlib.sha256(salt + utf8(value)).hexdigest() != committed:
            say(seq, "value", path)
    for path in values:
        say(seq, "stray", path)


def _fired(seq: int, event: dict[str, Any], row: tuple[Any, ...] | None, say: Say) -> None:
    data = event["data"]
    by_clock = event["type"] == "hubpost.case.escalated" and data.get("reason") is None
    told = None
    if by_clock:
        what = data.get("clock"), data.get("task") or "", data.get("generation"), data.get("level")
        told = (case_of(str(event["subject"])), *what)
    if told != row:
        say(seq, "fired", row)


def _check_commands(db: sqlite3.Connection, walk: Walk, say: Say) -> None:
    for command, result, seq in db.execute("SELECT id, result, seq FROM commands ORDER BY seq"):
        if seq > walk.seq:
            say(seq, "beyond", f"command {command}", walk.seq)
        try:
            told = json.loads(result)
        except ValueError:
            say(seq, "command", command, "is not JSON")
            continue
        if not isinstance(told, dict):
            say(seq, "command", command, "is not an object")
        elif told.get("id", command) != command:
            say(seq, "command", command, f"is for {told['id']}")
        elif told.get("ok") is True and told.get("seq", seq) != seq:
            say(seq, "command", command, f"names seq {told['seq']}")


def _check_counters(db: sqlite3.Connection, walk: Walk, say: Say) -> None:
    counters = dict(db.execute("SELECT day, n FROM counters"))
    for day, highest in walk.days.items():
        if counters.get(day, 0) < highest:
            say(0, "counter", day, counters.get(day), highest)


def _check_snapshots(db: sqlite3.Connection, walk: Walk, say: Say) -> None:
    for seq, digest in db.execute("SELECT seq, digest FROM snapshots").fetchall():
        found = hashlib.sha256()
        for (part,) in db.execute("SELECT blob FROM snapshot_parts WHERE seq = ? ORDER BY part", (seq,)):
            found.update(part)
        if found.hexdigest() != digest:
            say(seq, "snapshot")
        if seq > walk.seq:
            say(seq, "beyond", "snapshot", walk.seq)


def check_file(path: Path, say: Say) -> Walk:
    """Check an export file: one event a line, with `prev` and `hash`."""
    walk: Walk | None = None
    with path.open("rb") as lines:
        for place, line in enumerate(lines, 1):
            try:
                event = json.loads(line.decode("utf-8"))
                prev, found, seq = str(event.pop("prev")), str(event.pop("hash")), int(event["seq"])
                body = utf8(canonical(event))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                say(0, "file", f"line {place}: {error!r}")
                continue
            walk = walk or Walk(say, seq - 1, prev)
            if prev != walk.chain:
                say(seq, "chain")
                walk.chain = prev
            if line.rstrip(b"\r\n") != body[:-1] + f',"prev":"{prev}","hash":"{found}"}}'.encode():
                say(seq, "canonical")
            walk.step(seq, body, found)
    return walk or Walk(say)


def check_witness(witness: str, chain_at: Callable[[int], str | None], say: Say) -> None:
    """Check a head somebody else kept, as SEQ:HASH, against the journal."""
    number_said, _, held = witness.partition(":")
    seq = int(number_said)
    if chain_at(seq) != held:
        say(seq, "witness", held)


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    example = "example: hubpost verify --data /var/lib/hubpost --witness 41000:9f86d081…"
    made = argparse.ArgumentParser(prog="hubpost verify", description="check a journal", epilog=example)
    where = made.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=Path, metavar="DIR", help="the hub's data folder; a running hub is not disturbed")
    where.add_argument("--file", type=Path, metavar="FILE", help="an export file")
    made.add_argument("--witness", action="append", default=[], metavar="SEQ:HASH", help="a head kept elsewhere")
    language = "zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh") else "en"
    made.add_argument("--lang", choices=("zh", "en"), default=language)
    return made


def main(argv: list[str] | None = None) -> int:
    """Check, say what is wrong and where; 0 clean, 1 not, 2 misused."""
    args = parser().parse_args(argv)
    say = Findings(args.lang == "zh")
    source: Path = args.data or args.file
    if args.data:
        path = source / "hub.db" if source.is_dir() else source
        walk = check_database(path, say)
        chain_at = _from_database(path)
    else:
        if not source.is_file():
            print(f"{source}: not found", file=sys.stderr)
            return 1
        walk = check_file(source, say)
        chain_at = _from_file(source)
    for witness in args.witness:
        if not witness.partition(":")[0].isdecimal():
            print("--witness takes SEQ:HASH", file=sys.stderr)
            return 2
        check_witness(witness, chain_at, say)
    facts = f"events={walk.count} cases={len(walk.cases)} head={walk.seq} chain={walk.chain}"
    print(f"{f'problems={say.count}' if say.count else 'ok'} {facts}")
    return 1 if say.count else 0


def _from_database(path: Path) -> Callable[[int], str | None]:
    def chain_at(seq: int) -> str | None:
        connection = _opened(path)
        try:
            row = connection.execute("SELECT hash FROM events WHERE seq = ?", (seq,)).fetchone()
        finally:
            connection.close()
        return row[0] if row else None

    return chain_at


def _from_file(path: Path) -> Callable[[int], str | None]:
    def chain_at(seq: int) -> str | None:
        with path.open("rb") as lines:
            for line in lines:
                event = json.loads(line)
                if event["seq"] == seq:
                    return str(event["hash"])
        return None

    return chain_at


if __name__ == "__main__":
    sys.exit(main())
