"""The key benchmark runs through and tells what the report needs; how fast this machine is, no test may ask."""

from __future__ import annotations

import pytest

from console.bench_keys import run


@pytest.mark.parametrize("count", [40])
def test_that_every_key_of_a_round_is_answered_by_a_picture(
    count: int, qapp: object, capsys: pytest.CaptureFixture[str]
) -> None:
    report = run(cases=count, rounds=1)
    told = [f"key to paint p{share}{how}" for how in ("", " at work") for share in (50, 95, 99)]
    assert [line["name"].split(",")[0] for line in report] == told
    assert all(line["value"] > 0 for line in report)
    assert all(line["limit"] is not None for line in report[:3]), "the waiting of an idle loop stands beside ours"
    said = capsys.readouterr()
    assert "no answer" not in said.err
    assert "nothing was left to show" not in said.err, "a key that asks for what is there waits for nothing of its own"
    assert all(key in said.out for key in ("J", "Space", "D", "Esc", "Enter", "/", "typing", "Ctrl+J"))
