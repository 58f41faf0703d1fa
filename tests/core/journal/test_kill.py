"""A writer killed at any instant has lost nothing it acknowledged."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from core.journal import verify
from tests.core.journal.world import open_journal

KILLS = 10
WRITER = """
import sys
from pathlib import Path
from core.journal.journal import Entry
from core.journal.writer import Writer
from tests.core.journal.world import open_journal, record, reported, timer

journal = open_journal(Path(sys.argv[1]))

def told(entries, head):
    for entry in entries:
        print(entry.events[0].seq, entry.command.id, flush=True)

def failed(entries, error):
    raise error

writer = Writer(journal, told, failed)
writer.start()
seq = journal.head.seq
while True:
    if writer.backlog < 50:
        seq += 1
        writer.submit(Entry((reported(seq),), record(f"c{seq}", seq), arm=(timer(seq % 7),)))
"""


def test_that_ten_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    rng = random.Random(7)
    acknowledged: list[tuple[int, str]] = []
    for _ in range(KILLS):
        child = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        for _ in range(rng.randrange(1, 40)):
            seq, command = child.stdout.readline().split()
            acknowledged.append((int(seq), command.decode()))
        os.kill(child.pid, signal.SIGKILL)
        acknowledged += [
            (int(seq), command.decode()) for seq, command in map(bytes.split, whole_lines(child.stdout.read()))
        ]
        child.stdout.close()
        child.wait()
        assert verify.main(["--data", str(tmp_path)]) == 0

    journal = open_journal(tmp_path)
    kept = [(one.seq, f"c{one.seq}") for one in journal.read()]
    assert acknowledged == [pair for pair in kept if pair in set(acknowledged)]
    assert len(acknowledged) == len(set(acknowledged)) > KILLS
    for seq, command in acknowledged:
        answer = journal.result(command)
        assert answer is not None
        assert answer.seq == seq
    journal.close()


def whole_lines(output: bytes) -> list[bytes]:
    """The lines that came through to their end."""
    return output[: output.rfind(b"\n") + 1].splitlines()
