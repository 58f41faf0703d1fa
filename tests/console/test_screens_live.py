"""A real X server whose monitor is pulled out: what Qt tells is what the layouts live by."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console import randr

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(shutil.which("Xvfb") is None or not randr.is_there(), reason="needs Xvfb and libXrandr")


@pytest.fixture
def display() -> Iterator[str]:
    """A server of its own; it says which number it took."""
    reads, writes = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writes), "-screen", "0", "2800x800x24", "-nolisten", "tcp"],
        pass_fds=(writes,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writes)
    with os.fdopen(reads) as said:
        yield f":{said.readline().strip()}"
    server.terminate()
    server.wait()


def test_that_a_monitor_pulled_out_sends_its_window_home_within_a_second_and_back_when_it_returns(
    display: str,
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.console.monitors_live"],
        cwd=ROOT,
        env={**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = re.search(r"home ([\d.]+) s, back ([\d.]+) s", done.stdout)
    assert found is not None
    assert float(found[1]) < 1.0
