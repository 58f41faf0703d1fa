"""`hubpost gallery DIR`: every widget in every state as pictures, and whether they look as the ones that are kept."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QColor, QFontInfo, QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QApplication

from widgets import gallery
from widgets.gallery.draw import Difference, difference, picture
from widgets.look import Look
from widgets.text import LANGS
from widgets.theme import THEMES, apply_theme, font

OK, DIFFERENT, MISUSED = 0, 1, 2
SCALES: Final = (1.0, 1.5)
STAMP: Final = "drawn_by.json"
EXAMPLE: Final = "example: hubpost gallery pictures --against tests/gallery"
_SHORT: Final = {"zh_CN": "zh", "en": "en"}


class Shot(Struct, frozen=True):
    """One appearance of the gallery: theme, language and scale."""

    theme: str
    lang: str
    scale: float

    def name(self, page: str) -> str:
        """The file a page of it is kept in."""
        return f"{page}_{self.theme}_{_SHORT[self.lang]}_{round(100 * self.scale)}.png"


ALL: Final = tuple(Shot(theme, lang, scale) for scale in SCALES for theme in THEMES for lang in LANGS)
# What is kept in the tree: each theme, language and scale once.
KEPT: Final = (Shot("dark", LANGS[0], 1.0), Shot("light", LANGS[1], 1.5))


def application() -> QApplication:
    """The running application, else one that needs no screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    existing = QApplication.instance()
    return existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])


def drawn(shot: Shot) -> Iterator[tuple[str, QImage]]:
    """Every page of one appearance by its file's name; one widget lives at a time."""
    look = Look(THEMES[shot.theme], shot.lang)
    apply_theme(application(), look.theme)
    for page, make in gallery.pages(look):
        widget = make()
        yield shot.name(page), picture(widget, look.theme.bg1, shot.scale)
        widget.deleteLater()


def small(image: QImage) -> QImage:
    """The picture as it is kept: in colours of its own and no others, a tenth of the bytes."""
    plain = Qt.ImageConversionFlag.AvoidDither | Qt.ImageConversionFlag.ThresholdDither
    flat = image.convertToFormat(QImage.Format.Format_Indexed8, plain)
    flat.setDevicePixelRatio(1.0)
    return flat


def stamp() -> dict[str, str]:
    """What decides how letters look: pictures drawn with other fonts or another Qt cannot be compared."""
    probe = QImage(240, 40, QImage.Format.Format_RGB32)
    probe.fill(QColor("white"))
    painter = QPainter(probe)
    painter.setFont(font("title"))
    painter.drawText(4, 30, "枢纽骨直令 0417 Hub")
    painter.end()
    raw = bytes(probe.constBits())
    return {
        "qt": qVersion() or "",
        "family": QFontInfo(font("title")).family(),
        "probe": f"{sum(raw[at] * (at % 8191 + 1) for at in range(0, len(raw), 4)):x}",
    }


def is_comparable(folder: Path) -> bool:
    """Whether the pictures kept in a folder were drawn with the fonts and the Qt of this machine."""
    kept = folder / STAMP
    return kept.is_file() and json.loads(kept.read_text("utf-8")) == stamp()


def compared(folder: Path, shots: Sequence[Shot] = KEPT) -> Iterator[tuple[str, QImage, Difference | None]]:
    """Every page that looks otherwise than the one kept; None where none is kept."""
    for shot in shots:
        for name, image in drawn(shot):
            kept = QImage(str(folder / name))
            found = None if kept.isNull() else difference(small(image), kept)
            if found is None or found.is_seen:
                yield name, image, found


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line as read."""
    parser = argparse.ArgumentParser(
        prog="hubpost gallery",
        description="Draw every widget in every state: two themes, two languages, 100 and 150 %, without a screen.",
        epilog=EXAMPLE,
        allow_abbrev=False,
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the pictures go")
    parser.add_argument("--kept", action="store_true", help="only those the tree keeps, with what they were drawn by")
    parser.add_argument("--against", type=Path, metavar="DIR", help="save only what differs from the pictures there")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    """Draw; 0 when drawn and, if asked, nothing differs; 1 when something does; 2 misused."""
    said = arguments(argv)
    application()
    said.folder.mkdir(parents=True, exist_ok=True)
    if said.against is not None:
        return _against(said.folder, said.against)
    shots = KEPT if said.kept else ALL
    count = 0
    for at, shot in enumerate(shots, start=1):
        for name, image in drawn(shot):
            writer = QImageWriter(str(said.folder / name))
            writer.setCompression(100)
            if not writer.write(small(image) if said.kept else image):
                print(f"hubpost gallery: {said.folder / name} could not be written", file=sys.stderr)
                return DIFFERENT
            count += 1
        print(f"{at}/{len(shots)} {shot.theme} {shot.lang} {round(100 * shot.scale)} %", flush=True)
    (said.folder / STAMP).write_text(json.dumps(stamp(), indent=2) + "\n", encoding="utf-8")
    print(f"{count} pictures in {said.folder}")
    return OK


def _against(folder: Path, kept: Path) -> int:
    if not (kept / STAMP).is_file():
        print(f"hubpost gallery: {kept} holds no gallery ({STAMP} is missing)", file=sys.stderr)
        return MISUSED
    if not is_comparable(kept):
        print(f"hubpost gallery: {kept} was drawn with other fonts or another Qt; not compared", file=sys.stderr)
        return MISUSED
    count = 0
    for name, image, found in compared(kept):
        count += 1
        image.save(str(folder / name))
        print(f"{name}: {told(found)}")
    print(f"{count} pictures differ")
    return DIFFERENT if count else OK


def told(found: Difference | None) -> str:
    """How two pictures differ, in one line."""
    if found is None:
        return "none is kept"
    if found.size:
        return "another size"
    return f"{100 * found.share:.2f} % of its pixels differ, most around {found.at[0]}, {found.at[1]}"
