"""Pictures of every page in both themes and languages, for the README, the demo and for looking at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication

from console.window import SIZE, Window
from widgets.look import Look
from widgets.text import LANGS
from widgets.theme import THEMES

_PASSES: Final = 3  # layouts ask for layouts
_SHORT: Final = {"zh_CN": "zh", "en": "en"}


def take_shots(window: Window, folder: Path, wear: Callable[[Look], None]) -> list[Path]:
    """Save each page as PAGE_THEME_LANG.png at 1920×1080; `wear` dresses the window, at the end as it was before."""
    folder.mkdir(parents=True, exist_ok=True)
    look, page, size = window.look, window.page.name, window.size()
    window.resize(*SIZE)
    taken = []
    for name in sorted(window.page_names, key=lambda name: name != page):  # leaving the open page may end its picture
        window.show_page(name)
        for theme in THEMES.values():
            for lang in LANGS:
                wear(Look(theme, lang))
                for _ in range(_PASSES):
                    QApplication.sendPostedEvents()
                path = folder / f"{name}_{theme.name}_{_SHORT[lang]}.png"
                if not window.grab().save(str(path)):
                    raise OSError(f"{path}: the picture could not be saved")
                taken.append(path)
    window.resize(size)
    wear(look)
    window.show_page(page)
    return taken
