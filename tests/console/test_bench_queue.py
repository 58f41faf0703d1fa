"""The queue benchmark runs through and tells what the report needs; how fast this machine is, no test may ask."""

from __future__ import annotations

import random

import pytest
from pytestqt.qtbot import QtBot

from console.bench_queue import PeerOnScreen, Rows, open_cases, run, version_of


def test_that_a_short_storm_gives_a_whole_report(qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    report = run(seconds=0.3, cases=300, rate=900, rounds=1)
    assert {"name", "value", "unit", "limit", "peer", "ratio", "goal", "met"} == set(report[0])
    assert len({line["name"] for line in report}) == len(report) == 5
    assert all(line["value"] > 0 and isinstance(line["met"], bool) for line in report)
    assert "ratio" in capsys.readouterr().out


def test_that_the_peer_shows_the_same_rows_in_the_same_order(qtbot: QtBot) -> None:
    rng = random.Random(1)
    known = open_cases(60, rng)
    peer = PeerOnScreen(known, known[0].opened_at)
    qtbot.addWidget(peer.widget)
    news = [version_of(n, 2, rng) for n in range(0, 60, 7)]
    peer.take(news, known[0].opened_at)
    model = peer.widget.model()
    shown = [model.index(row, 0).data(0x100) for row in range(model.rowCount())]
    expected = Rows([{case.no: case for case in (*known, *news)}[case.no] for case in known])
    assert shown == sorted(expected.index(row, 0).data(0x100) for row in range(60))
