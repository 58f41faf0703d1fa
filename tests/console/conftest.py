"""An operator at a desk, and nothing left of them after the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.console.driver import Operator
from widgets.theme import DARK, apply_theme


@pytest.fixture
def operator(qapp: QApplication) -> Iterator[Operator]:
    """Signed in, dark, Chinese."""
    apply_theme(qapp, DARK)
    someone = Operator()
    yield someone
    someone.leaves()


@pytest.fixture
def stranger(qapp: QApplication) -> Iterator[Operator]:
    """Before the sign-in."""
    apply_theme(qapp, DARK)
    someone = Operator(signed_in=False)
    yield someone
    someone.leaves()
