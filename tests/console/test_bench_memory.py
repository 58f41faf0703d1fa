"""What the memory benchmark tells: growth by the hour, and nothing where there is nothing to tell."""

from __future__ import annotations

import os

import numpy as np
import pytest

from console import bench_memory
from console.bench_memory import Sample, run, slope


def test_that_growth_is_told_by_the_hour_from_the_settled_part_only(monkeypatch: pytest.MonkeyPatch) -> None:
    warm = [Sample(at, 100 + 5 * at, 50, 10) for at in range(0, 60, 2)]
    settled = [Sample(at, 300 + at / 60, 60, 10 + at) for at in range(60, 102, 2)]
    monkeypatch.setattr(bench_memory, "_watched", lambda seconds: warm + settled)
    told = {row["name"].split(",")[0]: row["value"] for row in run(1.0) if row["unit"] == "MiB/h"}
    assert told == {"memory of the desk": pytest.approx(60), "memory of the hub": pytest.approx(0)}


def test_that_a_demo_that_ended_at_once_gives_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_memory, "_watched", lambda seconds: [])
    assert run(1.0) == []


def test_that_the_slope_is_that_of_the_line() -> None:
    x = np.array([0.0, 1.0, 2.0])
    assert slope(x, 3 * x + 7) == pytest.approx(3)


def test_that_a_process_that_has_ended_holds_nothing() -> None:
    assert bench_memory._resident(os.getpid()) > 1
    assert bench_memory._resident(2**31 - 1) == 0.0
