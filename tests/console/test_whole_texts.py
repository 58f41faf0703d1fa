"""What is written is to be read: on the smallest screen, in English, no text that matters is cut."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from console.shots_check import cut, written
from console.shots_cli import SIZES, picture
from console.shots_world import LEAD, OPERATOR, Studio
from widgets.look import Look
from widgets.theme import LIGHT, apply_theme

SMALL = SIZES[0]
# What may be cut there, and where it stands whole.
CUT = {
    "Yingze Governance Centre": "the centre's own name; whole in the window's title and on wider screens",
    "0107 asks: ": "a banner's words give way to its keys; whole in the list that Ctrl+B opens",
    "List ": "the matter's name is whole among the facts; all of it in the card's tool tip",
    "Search no. / place": "the hint of a field that shrinks so that the filters stay",
}
# A list's row beside the detail: the title is whole there.
IN_LIST = {
    "Manhole cover missing in a cycle lane",
    "Diesel from a truck running to a drain",
    "Smoke detector sounding in a mall",
}


def seen_cut(window: QWidget) -> list[str]:
    """What is cut and may not be."""
    with written() as texts:
        picture(window, SMALL)
    return [words for words in cut(texts) if not words.startswith(tuple(CUT))]


@pytest.mark.parametrize("state", ["normal", "surge", "offline", "locked"])
@pytest.mark.parametrize("page", ["desk", "escalations"])
def test_that_no_text_is_cut_on_the_smallest_screen(qapp: QApplication, state: str, page: str) -> None:
    apply_theme(qapp, LIGHT)
    studio = Studio(state, Look(LIGHT, "en"), OPERATOR if page == "desk" else LEAD)
    studio.show(page)
    studio.window.resize(SMALL.width, SMALL.height)
    for _ in range(3):
        studio.folds()
    found = [words for words in seen_cut(studio.window) if page == "desk" or words not in IN_LIST]
    if page == "desk":
        lines = studio.window.desk_page.detail.header.title_lines()
        assert lines
        assert len(lines) <= 2
    studio.ends()
    assert found == []
