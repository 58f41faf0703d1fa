"""A recorded log played into a real hub: all of it, once, however often the file is played."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from console import replay_cli
from console.bench_follow import made_log
from tests.console.real_hub import running_hub

ROWS = 24


def test_that_a_log_is_taken_whole_and_once_also_when_it_is_played_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.csv"
    made_log(log, ROWS)
    with running_hub(tmp_path / "hub") as hub:
        monkeypatch.setenv("HUBPOST_TOKEN", hub.account("replayer", "replay"))
        address = hub.ws.removesuffix("/v1/stream")
        words = [str(log), "--format", "sf-fire", "--hub", address]
        journals = []
        for more in ([], [], ["--again", "other"]):
            assert replay_cli.main([*words, *more]) == 0
            closing = capsys.readouterr().out.splitlines()
            assert closing[0].startswith(f"rows {ROWS} taken {ROWS} refused 0; calls {ROWS // 2}")
            assert closing[-1].endswith("refused 0")
            journals.append(hub.journal())
        hub.verify()
    assert journals[0] == journals[1]
    counts = Counter(event["type"] for event in journals[0])
    again = Counter(event["type"] for event in journals[2][len(journals[0]) :])
    assert counts["hubpost.case.reported"] == ROWS // 2
    assert counts["hubpost.case.requested"] == ROWS
    assert again["hubpost.case.requested"] == ROWS


def test_that_a_bad_address_or_a_missing_token_is_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.csv"
    made_log(log, 2)
    monkeypatch.setenv("HUBPOST_TOKEN", "x")
    assert replay_cli.main([str(log), "--format", "sf-fire", "--hub", "nowhere"]) == 1
    assert "ws://HOST:PORT" in capsys.readouterr().err
    monkeypatch.delenv("HUBPOST_TOKEN")
    assert replay_cli.main([str(log), "--format", "sf-fire", "--hub", "ws://127.0.0.1:1"]) == 1
    assert "HUBPOST_TOKEN" in capsys.readouterr().err
