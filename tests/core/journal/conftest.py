"""An open journal in an empty folder for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.journal.journal import Journal
from tests.core.journal.world import open_journal


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    one = open_journal(tmp_path)
    yield one
    one.close()
