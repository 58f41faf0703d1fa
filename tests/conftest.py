"""Sets every test's stage: no screen, no deadlines, and nothing left running behind."""

from __future__ import annotations

import os

# Before anything imports Qt.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*.info=false")

import gc
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is not a failing one.
settings.register_profile("hubpost", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hubpost")

GRACE_SECONDS = 5.0


def lively_threads(before: set[threading.Thread]) -> list[str]:
    """Names of the threads started since `before` that do not end within the grace they share."""
    deadline = time.monotonic() + GRACE_SECONDS
    started = [thread for thread in threading.enumerate() if thread not in before]
    for thread in started:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [thread.name for thread in started if thread.is_alive()]


def open_windows() -> list[str]:
    """Windows still on screen; asks Qt only when a test has loaded it."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    return [repr(window) for window in widgets.QApplication.topLevelWidgets() if window.isVisible()]


@pytest.fixture(autouse=True)
def nothing_outlives_the_test() -> Iterator[None]:
    """Fail a test that leaves a thread running or a window open."""
    before = set(threading.enumerate())
    yield
    gc.unfreeze()  # a desk keeps its picture from the collector, and so would every desk of the run
    assert lively_threads(before) == [], "a thread outlives the test"
    assert open_windows() == [], "a window outlives the test"
