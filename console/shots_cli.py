"""`hubpost shots DIR`: every page and layout in every state, theme, language and size, and what is measured on it."""

from __future__ import annotations

import argparse
import html
import os
import sys
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from console import handbook_shots
from console.app import application
from console.shots_check import MOST_ABNORMAL, MOST_NORMAL, cut, faint, loud_share, written
from console.shots_world import LEAD, OPERATOR, STATES, Studio
from widgets.look import Look
from widgets.text import LANGS
from widgets.theme import THEMES

OK, LOUD, MISUSED = 0, 1, 2
EXAMPLE: Final = "example: hubpost shots pictures --only 'desk_*_normal_dark_zh_1920*'"
_SHORT: Final = {"zh_CN": "zh", "en": "en"}
_PASSES: Final = 3  # layouts ask for layouts
MEASURES: Final = "measures.tsv"


class Size(Struct, frozen=True):
    """A monitor: what the file is called, its logical pixels, its scale."""

    name: str
    width: int
    height: int
    scale: float = 1.0


class Scene(Struct, frozen=True):
    """One window of one layout: the screen, the layout, the side ("" is the main window), and who sits there."""

    page: str
    preset: str
    side: str = ""
    is_lead: bool = False


SIZES: Final = (
    Size("1366x768", 1366, 768),
    Size("1920x1080", 1920, 1080),
    Size("2560x1440", 2560, 1440),
    Size("2560x1440at150", 1707, 960, 1.5),
)
SCENES: Final = (
    Scene("desk", "one"),
    Scene("register", "one"),
    Scene("paste", "one"),
    Scene("import", "one"),
    Scene("paper", "one"),
    Scene("video", "one"),
    Scene("settings", "one"),
    Scene("desk", "two"),
    Scene("map", "two", "right"),
    Scene("desk", "three"),
    Scene("map", "three", "right"),
    Scene("video", "three", "left"),
    Scene("wall", "wall", "wall"),
    Scene("escalations", "one", is_lead=True),
    Scene("escalations", "lead", is_lead=True),
    Scene("seats", "lead", "right", is_lead=True),
)


class Taken(Struct, frozen=True):
    """A picture with what was measured on it."""

    name: str
    loud: float
    texts: int
    faint: tuple[tuple[float, str], ...]
    cut: tuple[str, ...] = ()

    @property
    def is_calm(self) -> bool:
        """Whether it keeps to its share of hue."""
        is_abnormal = "_surge_" in self.name or "_offline_" in self.name
        return self.loud <= (MOST_ABNORMAL if is_abnormal else MOST_NORMAL)


def name_of(scene: Scene, state: str, theme: str, lang: str, size: Size) -> str:
    """A picture's file name."""
    return f"{scene.page}_{scene.preset}_{state}_{theme}_{_SHORT[lang]}_{size.name}.png"


def shots(folder: Path, only: Sequence[str] = ()) -> Iterator[Taken]:
    """Take every picture whose name fits one of the patterns; all of them without any."""
    for state in STATES:
        for lang in LANGS:
            for is_lead in (False, True):
                scenes = [scene for scene in SCENES if scene.is_lead is is_lead]
                if any(_wanted(scene, state, lang, only) for scene in scenes):
                    yield from _of_one(folder, state, lang, is_lead, scenes, only)


def _of_one(
    folder: Path, state: str, lang: str, is_lead: bool, scenes: Sequence[Scene], only: Sequence[str]
) -> Iterator[Taken]:
    studio = Studio(state, Look(THEMES["dark"], lang), LEAD if is_lead else OPERATOR)
    try:
        for scene in scenes:
            names = _wanted(scene, state, lang, only)
            if not names:
                continue
            studio.screens.choose(scene.preset)
            window: QWidget = studio.screens.windows[scene.side] if scene.side else studio.window
            if not scene.side:
                studio.show(scene.page)
            if state == "locked" and scene.side:
                studio.seat.lock.unlock()
                studio.seat.lock.lock()
            for theme in THEMES.values():
                for size in SIZES:
                    name = name_of(scene, state, theme.name, lang, size)
                    if name in names:
                        yield _taken(folder / name, studio, window, Look(theme, lang), size)
    finally:
        studio.ends()


def _wanted(scene: Scene, state: str, lang: str, only: Sequence[str]) -> set[str]:
    names = {name_of(scene, state, theme, lang, size) for theme in THEMES for size in SIZES}
    return {name for name in names if not only or any(fnmatch(name, each) for each in only)}


def _taken(path: Path, studio: Studio, window: QWidget, look: Look, size: Size) -> Taken:
    if studio.window.look != look:
        studio.wear(look)
    window.resize(size.width, size.height)
    for _ in range(_PASSES):
        studio.folds()
    with written() as texts:
        image = picture(window, size)
    if not image.save(str(path)):
        raise OSError(f"{path}: the picture could not be saved")
    exempt = frozenset({look.theme.tdis.name()})
    return Taken(path.name, loud_share(image), len(texts), tuple(faint(image, texts, exempt)), tuple(cut(texts)))


def picture(window: QWidget, size: Size) -> QImage:
    """The window as a monitor of that size would show it."""
    image = QImage(round(size.width * size.scale), round(size.height * size.scale), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(size.scale)
    image.fill(0)
    window.render(image, QPoint())
    image.setDevicePixelRatio(1.0)
    return image


def measures(taken: Sequence[Taken]) -> str:
    """The table beside the pictures."""
    lines = ["picture\tsaturated_percent\tcalm\ttexts\tfaint\tworst\tcut"]
    for each in taken:
        worst = f"{each.faint[0][0]:.2f} {each.faint[0][1]}" if each.faint else ""
        calm = "yes" if each.is_calm else "NO"
        measured = f"{100 * each.loud:.2f}\t{calm}\t{each.texts}\t{len(each.faint)}\t{worst}"
        lines.append(f"{each.name}\t{measured}\t{' | '.join(each.cut)}")
    return "\n".join(lines) + "\n"


def contact_sheet(taken: Sequence[Taken], beside: Path | None) -> str:
    """All pictures on one page, those of one screen in one row, after the drawings they are judged by."""
    drawn = sorted(beside.glob("*.png")) if beside is not None else []
    rows: dict[str, list[Taken]] = {}
    for each in taken:
        rows.setdefault("_".join(each.name.split("_")[:3]), []).append(each)
    body = [_row("mock-ups", [(path.resolve().as_uri(), path.name) for path in drawn])] if drawn else []
    body += [
        _row(head, [(each.name, f"{each.name} {100 * each.loud:.2f} %") for each in row]) for head, row in rows.items()
    ]
    style = "body{font:14px sans-serif}img{width:480px;display:block}figure{display:inline-block;margin:4px}"
    return f"<!doctype html><meta charset=utf-8><title>hubpost</title><style>{style}</style>{''.join(body)}\n"


def _row(head: str, pictures: Sequence[tuple[str, str]]) -> str:
    cells = "".join(
        f'<figure><a href="{html.escape(where)}"><img loading=lazy src="{html.escape(where)}"></a>'
        f"<figcaption>{html.escape(words)}</figcaption></figure>"
        for where, words in pictures
    )
    return f"<h2>{html.escape(head)}</h2>{cells}"


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line as read."""
    parser = argparse.ArgumentParser(
        prog="hubpost shots",
        description="Pictures of every page and layout, with no hub, no network and no display.",
        epilog=EXAMPLE,
        allow_abbrev=False,
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the pictures go")
    parser.add_argument("--only", action="append", default=[], metavar="PATTERN", help="names to take, e.g. 'desk_*'")
    parser.add_argument("--handbook", action="store_true", help="the handbook's own pictures instead")
    parser.add_argument("--beside", type=Path, metavar="DIR", help="drawings to put beside them on the contact sheet")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    """Take the pictures; 0 when every one keeps to its share of hue, 1 when one is too loud, 2 misused."""
    said = arguments(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application(LANGS[0], "dark")
    said.folder.mkdir(parents=True, exist_ok=True)
    if said.handbook:
        for path in handbook_shots.take(said.folder):
            print(path.name, flush=True)
        return OK
    taken = []
    for each in shots(said.folder, said.only):
        taken.append(each)
        print(f"{each.name}  {100 * each.loud:.2f} %  {len(each.faint)} faint", flush=True)
        QApplication.sendPostedEvents()
    if not taken:
        print(f"hubpost shots: no picture is called {' or '.join(said.only)}", file=sys.stderr)
        return MISUSED
    (said.folder / MEASURES).write_text(measures(taken), encoding="utf-8")
    (said.folder / "index.html").write_text(contact_sheet(taken, said.beside), encoding="utf-8")
    loud = [each.name for each in taken if not each.is_calm]
    print(f"{len(taken)} pictures in {said.folder}, {len(loud)} louder than allowed")
    return LOUD if loud else OK
