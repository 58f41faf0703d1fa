"""`hubpost shots --handbook DIR`: the handbook's pictures, taken by the program of the parts its chapters speak of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QWidget

from console.shots_world import LEAD, OPERATOR, Studio
from widgets.look import Look
from widgets.text import LANGS
from widgets.theme import THEMES

WIDE, NARROW, HIGH = 1920, 1366, 1080
_SHORT: Final = {"zh_CN": "zh", "en": "en"}


class Part(Struct, frozen=True):
    """One picture: its name, how to open it, the desk and its person, the width of the window, and what is kept."""

    name: str
    show: Callable[[Studio], QWidget]
    state: str = "normal"
    is_lead: bool = False
    window: int = WIDE
    box: tuple[int, int, int, int] = (0, 0, WIDE, HIGH)  # x, y, width, height within it, as far as it reaches


def _page(name: str) -> Callable[[Studio], QWidget]:
    def show(studio: Studio) -> QWidget:
        studio.window.show_page(name)
        return studio.window.page.widget()

    return show


PARTS: Final = (
    Part("strip_left", lambda studio: studio.window.strip, box=(0, 0, 840, HIGH)),
    Part("strip_right", lambda studio: studio.window.strip, box=(1160, 0, 760, HIGH)),
    Part("queue", lambda studio: studio.window.desk_page.queue, box=(0, 0, WIDE, 420)),
    Part("dispatch", lambda studio: studio.window.desk_page.detail, box=(0, 0, WIDE, 690)),
    Part("tracker", lambda studio: studio.window.desk_page.tracker, box=(0, 0, WIDE, 300)),
    Part("offline", lambda studio: studio.window.desk_page.detail.card, "offline"),
    Part("video", _page("video"), window=NARROW, box=(0, 0, 735, 450)),
    Part("escalations", _page("escalations"), is_lead=True, window=NARROW, box=(0, 0, 760, 450)),
)


def name_of(part: Part, theme: str, lang: str) -> str:
    """A picture's file name; the texts name the dark one."""
    return f"{part.name}_{theme}_{_SHORT[lang]}.png"


def take(folder: Path) -> Iterator[Path]:
    """Save every part in both themes and languages."""
    folder.mkdir(parents=True, exist_ok=True)
    for lang in LANGS:
        for state, is_lead in dict.fromkeys((part.state, part.is_lead) for part in PARTS):
            studio = Studio(state, Look(THEMES["dark"], lang), LEAD if is_lead else OPERATOR)
            try:
                for part in PARTS:
                    if (part.state, part.is_lead) == (state, is_lead):
                        yield from _taken(studio, part, lang, folder)
            finally:
                studio.ends()


def _taken(studio: Studio, part: Part, lang: str, folder: Path) -> Iterator[Path]:
    studio.window.resize(part.window, HIGH)
    for theme in THEMES.values():
        studio.window.restyle(Look(theme, lang))
        shown = part.show(studio)
        for _ in range(3):  # layouts ask for layouts
            studio.folds()
        path = folder / name_of(part, theme.name, lang)
        if not _drawn(shown, QRect(*part.box) & shown.rect()).save(str(path)):
            raise OSError(f"{path}: the picture could not be saved")
        yield path


def _drawn(widget: QWidget, box: QRect) -> QImage:
    """Drawn from its window, so that its ground is drawn too."""
    image = QImage(box.size(), QImage.Format.Format_RGB32)
    corner = widget.mapTo(widget.window(), box.topLeft())
    widget.window().render(image, QPoint(), QRegion(QRect(corner, box.size())))
    return image
