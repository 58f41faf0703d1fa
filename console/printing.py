"""Paper: pages drawn in points inside margins, under the centre's name and over the line that says who printed them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from widgets.look import Look
from widgets.theme import LIGHT, families

LEFT: Final = Qt.AlignmentFlag.AlignLeft
RIGHT: Final = Qt.AlignmentFlag.AlignRight
CENTRE: Final = Qt.AlignmentFlag.AlignHCenter

SMALL, BODY, STRONG, LARGE, TITLE = "small", "body", "strong", "large", "title"
# role → size in points, weight; nothing on paper is smaller than 8
_ROLES: Final[dict[str, tuple[int, QFont.Weight]]] = {
    SMALL: (8, QFont.Weight.Normal),
    BODY: (10, QFont.Weight.Normal),
    STRONG: (10, QFont.Weight.Bold),
    LARGE: (13, QFont.Weight.Bold),
    TITLE: (16, QFont.Weight.Bold),
}
_POINTS_A_MM: Final = 72 / 25.4
_DPI: Final = 1200
_PRINTER_DPI: Final = 600
_HEAD: Final = 38.0
_FOOT: Final = 18.0

INK, QUIET, FAINT = LIGHT.t1, LIGHT.t3, LIGHT.edge  # paper is light, whatever the desk is


def mm(millimetres: float) -> float:
    """Millimetres in points, the unit of everything on a sheet."""
    return millimetres * _POINTS_A_MM


@dataclass(frozen=True)
class Paper:
    """A kind of paper, in millimetres."""

    id: str
    width: float
    height: float
    margin: float

    @property
    def area(self) -> QRectF:
        """The sheet inside its margins, in points."""
        edge = mm(self.margin)
        return QRectF(edge, edge, mm(self.width) - 2 * edge, mm(self.height) - 2 * edge)


A4: Final = Paper("A4", 210, 297, 15)
A4_WIDE: Final = Paper("A4", 297, 210, 12)
A5: Final = Paper("A5", 148, 210, 11)
RECEIPT: Final = Paper("receipt", 80, 200, 5)


@dataclass(frozen=True)
class Heading:
    """What stands over and under every page: the centre, what this is, and who printed it where and when."""

    centre: str
    title: str
    who: str
    seat: str
    at: datetime  # local time, as it is to be read

    @property
    def mark(self) -> str:
        """The watermark line: a name, a seat, a time."""
        return " · ".join(part for part in (self.who, self.seat, f"{self.at:%Y-%m-%d %H:%M}") if part)


@dataclass(frozen=True)
class Sheet:
    """One page while it is drawn: everything in points, `area` is what is free between head and foot."""

    painter: QPainter
    area: QRectF
    look: Look
    roles: dict[str, QFont] = field(default_factory=lambda: {role: font(role) for role in _ROLES})

    def write(
        self,
        rect: QRectF,
        text: str,
        role: str = BODY,
        align: Qt.AlignmentFlag = LEFT,
        ink: QColor = INK,
    ) -> float:
        """Write from the top of `rect`, wrapped at its width, and return how high it became."""
        self.painter.setFont(self.roles[role])
        self.painter.setPen(ink)
        high = height_of(text, rect.width(), role)
        box = QRectF(rect.left(), rect.top(), rect.width(), high + 1)
        self.painter.drawText(box, int(align | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), text)
        return high

    def rule(self, y: float, left: float | None = None, right: float | None = None, ink: QColor = FAINT) -> None:
        """A thin line across the sheet, or from `left` to `right`."""
        self.painter.setPen(QPen(ink, 0.6))
        begin = self.area.left() if left is None else left
        end = self.area.right() if right is None else right
        self.painter.drawLine(QPointF(begin, y), QPointF(end, y))

    def box(self, rect: QRectF, ink: QColor = FAINT) -> None:
        """A thin frame."""
        self.painter.setPen(QPen(ink, 0.6))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRect(rect)


Page = Callable[[Sheet], None]


def font(role: str) -> QFont:
    """The typeface of one role of the paper; its pixel is a point."""
    size, weight = _ROLES[role]
    found = QFont()
    found.setFamilies(list(families()))
    found.setPixelSize(size)
    found.setWeight(weight)
    found.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return found


def height_of(text: str, width: float, role: str = BODY) -> float:
    """How high a text becomes at a width, in points."""
    room = QRectF(0, 0, width, 100_000)
    return QFontMetricsF(font(role)).boundingRect(room, int(Qt.TextFlag.TextWordWrap), text or " ").height()


def free_area(paper: Paper) -> QRectF:
    """What a page has for itself, so that who divides a list into pages knows how much one takes."""
    return paper.area.adjusted(0, _HEAD, 0, -_FOOT)


def pdf(pages: Sequence[Page], heading: Heading, look: Look, paper: Paper = A4) -> bytes:
    """The pages as a PDF file's bytes; needs a running application for its fonts."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setTitle(heading.title)
    writer.setCreator("hubpost")
    draw(writer, _DPI, pages, heading, look, paper)
    buffer.close()
    return bytes(held.data())


def write_pdf(path: Path, pages: Sequence[Page], heading: Heading, look: Look, paper: Paper = A4) -> None:
    """Save the pages: whole or not at all, for nobody else to read. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pdf(pages, heading, look, paper))
    beside.replace(path)


def to_printer(pages: Sequence[Page], heading: Heading, look: Look, paper: Paper = A4) -> str:
    """Print on this machine's usual printer and return its name; "" where there is none, or it does not take it."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo  # asks the system for its printers

    usual = QPrinterInfo.defaultPrinter()
    if usual.isNull():
        return ""
    printer = QPrinter(usual)
    printer.setResolution(_PRINTER_DPI)
    printer.setDocName(heading.title)
    printer.setFullPage(True)
    draw(printer, printer.resolution(), pages, heading, look, paper)
    return "" if printer.printerState() is QPrinter.PrinterState.Error else usual.printerName()


def draw(
    device: QPagedPaintDevice, dpi: float, pages: Sequence[Page], heading: Heading, look: Look, paper: Paper
) -> None:
    """Draw the pages on anything that has pages, a PDF or a printer."""
    device.setPageLayout(
        QPageLayout(
            QPageSize(QSizeF(paper.width, paper.height), QPageSize.Unit.Millimeter),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
    )
    painter = QPainter(device)
    painter.scale(dpi / 72, dpi / 72)
    for place, page in enumerate(pages):
        if place:
            device.newPage()
        _page(painter, page, place + 1, len(pages), heading, look, paper)
    painter.end()


def picture(page: Page, heading: Heading, look: Look, paper: Paper, width: int, ratio: float = 1.0) -> QImage:
    """One page as it will look, `width` logical pixels wide, for the screen."""
    scale = width * ratio / mm(paper.width)
    image = QImage(round(width * ratio), round(mm(paper.height) * scale), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    _page(painter, page, 1, 1, heading, look, paper)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def _page(painter: QPainter, page: Page, number: int, of: int, heading: Heading, look: Look, paper: Paper) -> None:
    sheet = Sheet(painter, paper.area, look)
    area, width = paper.area, paper.area.width()
    sheet.write(QRectF(area.left(), area.top(), width, 12), heading.centre, SMALL, ink=QUIET)
    if of > 1:
        count = look.text("print.page", number=number, of=of)
        sheet.write(QRectF(area.left(), area.top(), width, 12), count, SMALL, RIGHT, QUIET)
    sheet.write(QRectF(area.left(), area.top() + 12, width, 18), heading.title, LARGE)
    sheet.rule(area.top() + _HEAD - 6)
    sheet.rule(area.bottom() - _FOOT + 5)
    mark = QRectF(area.left(), area.bottom() - _FOOT + 8, width, 10)
    sheet.write(mark, heading.mark, SMALL, ink=QUIET)
    painter.save()
    page(Sheet(painter, free_area(paper), look, sheet.roles))
    painter.restore()
