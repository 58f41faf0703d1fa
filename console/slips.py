"""一案一码: the slip a caller takes away: number, time, matter, telephone, and a square code for query and rating."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from console import printing
from console.printing import A5, Heading, Page, Sheet, mm
from core.domain.district import District
from core.domain.nouns import HIDDEN, Case
from core.domain.slip import slip_code, slip_text
from widgets import format as fmt
from widgets.look import Look

_SQUARE_MM: Final = 42.0
_GAP: Final = 8.0
_LABEL: Final = 62.0
_CENTRE: Final = "centre"


@dataclass(frozen=True)
class Slip:
    """What stands on one slip."""

    no: str
    at: datetime
    matter: str
    title: str
    phone: str
    code: str
    square: str  # what the square code says


def slip_of(case: Case, district: District, look: Look) -> Slip:
    """The slip of a case; it holds nothing of the person, for slips are lost and found."""
    zh, duty = look.lang.startswith("zh"), district.duties.get(case.duty or "")
    matter = (duty.name_zh if zh else duty.name_en) if duty is not None else look.text("slip.matter.open")
    title = look.text("masked") if case.title == HIDDEN else case.title
    phone = next((u.phone for u in district.units.values() if u.kind == _CENTRE and u.phone), "")
    return Slip(
        case.no, case.opened_at, matter, title, phone, slip_code(district, case.no), slip_text(district, case.no)
    )


def heading(slip: Slip, district: District, look: Look, who: str, seat: str, now: datetime) -> Heading:
    """What stands over and under it."""
    zh = look.lang.startswith("zh")
    place = (f"{seat} 席" if zh else f"seat {seat}") if seat else ""
    centre = district.centre_zh if zh else district.centre_en
    return Heading(centre, look.text("slip.title"), who, place, fmt.local(now))


def page(slip: Slip) -> Page:
    """Draws the slip: the square code on top, where it is folded last, then what a person reads."""

    def draw(sheet: Sheet) -> None:
        area, look = sheet.area, sheet.look
        side = min(mm(_SQUARE_MM), area.width() * 0.5)
        square = QRectF(area.right() - side, area.top() + 2, side, side)
        _square_code(sheet, slip.square, square)
        room, y = area.width() - side - 12, area.top()
        for label, text, role in (
            ("slip.no", slip.no, printing.TITLE),
            ("slip.time", fmt.date(slip.at, look.lang) + " " + fmt.hour_minute(slip.at), printing.BODY),
            ("slip.phone", slip.phone or "–", printing.LARGE),
        ):
            y += sheet.write(QRectF(area.left(), y, room, 12), look.text(label), printing.SMALL, ink=printing.QUIET)
            y += sheet.write(QRectF(area.left(), y + 1, room, 30), text, role) + _GAP
        y = max(y, square.bottom() + _GAP)
        sheet.rule(y)
        y += _GAP
        for label, text in (("slip.matter", slip.matter), ("slip.what", slip.title), ("slip.code", slip.code)):
            sheet.write(QRectF(area.left(), y, _LABEL, 20), look.text(label), printing.BODY, ink=printing.QUIET)
            y += sheet.write(QRectF(area.left() + _LABEL, y, area.width() - _LABEL, 20), text) + _GAP - 2
        sheet.rule(y + 2)
        sheet.write(QRectF(area.left(), y + _GAP, area.width(), 20), look.text("slip.hint"), printing.BODY)

    return draw


def save(folder: Path, slip: Slip, head: Heading, look: Look) -> Path:
    """Keep the slip as a file of its own; the path. Raises OSError."""
    path = folder / f"{slip.no}.pdf"
    printing.write_pdf(path, [page(slip)], head, look, A5)
    return path


def preview(slip: Slip, head: Heading, look: Look, width: int, ratio: float) -> QImage:
    """The slip as it will be printed."""
    return printing.picture(page(slip), head, look, A5, width, ratio)


def _square_code(sheet: Sheet, text: str, box: QRectF) -> None:
    """Each dark figure as a rectangle, with the quiet border the standard asks for."""
    import segno  # not before somebody prints

    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=4))
    cell = box.width() / len(rows)
    sheet.painter.save()
    sheet.painter.setRenderHint(sheet.painter.RenderHint.Antialiasing, False)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                spot = QRectF(box.left() + x * cell, box.top() + y * cell, cell, cell)
                sheet.painter.fillRect(spot, printing.INK)
    sheet.painter.restore()
