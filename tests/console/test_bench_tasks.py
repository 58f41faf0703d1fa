"""The everyday tasks are done by no more keys than a trained operator has; how fast is the benchmark's to say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from console.bench_tasks import TASKS, Room, Task


@pytest.fixture
def room(qapp: QApplication) -> Iterator[Room]:
    made = Room(cases=200)
    yield made
    made.ends()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("task", TASKS, ids=[task.name.split()[0] for task in TASKS])
def test_that_a_task_is_done_by_the_keys_it_may_take(task: Task, room: Room) -> None:
    assert len(task.keys) <= task.most_keys
    assert task.run(room, task.keys) > 0.0
