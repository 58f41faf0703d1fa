"""The record wraps as it is painted: what is bold is measured bold, and no line is left out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from widgets import paint
from widgets.look import Look
from widgets.theme import DARK
from widgets.timeline import Entry, EntryKind, Timeline

NOW = datetime(2025, 6, 17, 6, 32, 7, tzinfo=UTC)
RISE = "Escalated · Urban administration bureau receipt limit passed, to the district, nobody answered so far"


@pytest.mark.parametrize("width", [510, 578])
def test_that_who_did_it_is_written_whole_beside_the_words(qtbot: QtBot, width: int) -> None:
    record = Timeline(Look(DARK, "en"))
    qtbot.addWidget(record)
    record.resize(width, 400)
    for who in ("Governance centre", "System"):
        record.show_entries([Entry(NOW, who, RISE)], NOW)
        assert record._delegate.who - 8 >= paint.width(who, "second")
        assert record._delegate.text_width() >= width / 2


@pytest.mark.parametrize("kind", list(EntryKind))
@pytest.mark.parametrize("width", range(280, 640, 24))
def test_that_an_entry_has_room_for_all_its_lines(qtbot: QtBot, kind: EntryKind, width: int) -> None:
    record = Timeline(Look(DARK, "en"))
    qtbot.addWidget(record)
    record.resize(width, 400)
    record.show_entries([Entry(NOW, "System", RISE * 3, kind)], NOW)
    record.grab()
    delegate = record._delegate
    high = delegate.sizeHint(QStyleOptionViewItem(), record.model().index(0, 0)).height()
    metrics = paint.metrics("body_strong" if kind is EntryKind.ALARM else "body")
    box = metrics.boundingRect(QRectF(0, 0, delegate.text_width(), 9999), delegate._flags(), RISE * 3)
    assert high - 3 >= box.height()
