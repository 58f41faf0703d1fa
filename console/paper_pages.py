"""What is printed for an outage and for the file: blank numbered sheets, the telephone list, one case's sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF

from console import printing
from console.printing import BODY, LARGE, QUIET, RIGHT, SMALL, STRONG, TITLE, Page, Sheet, free_area, height_of
from core.domain.district import District
from core.domain.paper import CALLS, ENDS, SHEETS, label
from core.domain.story import outcome_words
from core.protocol.outgoing import masked_phone
from widgets.look import Look

_LABEL: Final = 92.0
_ROW: Final = 26.0
_GAP: Final = 6.0
_FORM: Final = (("title", 1), ("place", 1), ("narrative", 4), ("name", 1), ("phone", 1), ("duty", 1), ("urgency", 1))

Draw = Callable[[Sheet, QRectF], None]


# --- blank sheets ---------------------------------------------------------------------------------------------


def blank_pages(pad: str, district: District, look: Look) -> list[Page]:
    """The numbered sheets of one set."""
    return [_blank(pad, number, district, look) for number in range(1, SHEETS + 1)]


def _blank(pad: str, number: int, district: District, look: Look) -> Page:
    urgencies = "   ".join(
        f"□ {p.value} {words.zh if _zh(look) else words.en}" for p, words in district.priorities.items()
    )

    over = (look.text("paper.end.open"), *(outcome_words(code)[0 if _zh(look) else 1] for code in ENDS))
    ends = "   ".join(f"□ {at} {word}" for at, word in enumerate(over))

    def draw(sheet: Sheet) -> None:
        area = sheet.area
        y = area.top()
        sheet.write(QRectF(area.left(), y, 200, 22), look.text("paper.sheet", number=label(pad, number)), TITLE)
        sheet.write(QRectF(area.left(), y + 6, area.width(), 14), look.text("paper.in_set", pad=pad), STRONG, RIGHT)
        y += 32
        y = _line(sheet, y, "", look.text("paper.date"), 1)
        for name, lines in _FORM:
            y = _line(sheet, y, look.text(f"paper.{name}"), urgencies if name == "urgency" else "", lines)
        y = _grid(sheet, y + _GAP, look)
        y = _line(sheet, y + _GAP, look.text("paper.outcome"), "", 3)
        y = _line(sheet, y, look.text("paper.end"), ends, 1)
        y = _line(sheet, y, look.text("paper.ended"), "", 1)
        y = _line(sheet, y, look.text("paper.taker"), "", 1)
        _line(sheet, y, look.text("paper.keyed"), "", 1)

    return draw


def _line(sheet: Sheet, y: float, name: str, text: str, lines: int) -> float:
    """A labelled box to write in; where it ends."""
    area, high = sheet.area, lines * _ROW
    sheet.box(QRectF(area.left(), y, area.width(), high))
    left = area.left() + 6
    if name:
        sheet.write(QRectF(left, y + 7, _LABEL - 8, 20), name, BODY)
        sheet.box(QRectF(area.left(), y, _LABEL, high))
        left = area.left() + _LABEL + 6
    sheet.write(QRectF(left, y + 7, area.right() - left, 20), text, BODY)
    return y + high


def _grid(sheet: Sheet, y: float, look: Look) -> float:
    """Room for calls: whom, who answered, when."""
    area = sheet.area
    y += sheet.write(QRectF(area.left(), y, area.width(), 16), look.text("paper.calls"), STRONG) + 3
    shares = (("unit", 0.5), ("who", 0.3), ("at", 0.2))
    for row in range(CALLS + 1):
        x = area.left()
        for name, share in shares:
            wide = area.width() * share
            high = 18 if row == 0 else _ROW
            sheet.box(QRectF(x, y, wide, high))
            if row == 0:
                sheet.write(QRectF(x + 6, y + 3, wide - 8, 14), look.text(f"paper.{name}"), SMALL)
            x += wide
        y += 18 if row == 0 else _ROW
    return y


# --- the telephone list ---------------------------------------------------------------------------------------


def phone_rows(district: District, look: Look, may_see: bool) -> list[tuple[str, str, str]]:
    """Section, name and number: units, town centres, and who holds the duty posts; people's numbers may be masked."""
    none = look.text("print.none")

    def units(section: str, *kinds: str) -> list[tuple[str, str, str]]:
        found = [unit for unit in district.units.values() if unit.kind in kinds]
        return [(section, unit.name_zh if _zh(look) else unit.name_en, unit.phone or none) for unit in found]

    rows = [*units("units", "centre", "department"), *units("asked", "outside"), *units("centres", "town")]
    seen: set[str] = set()
    for post in district.posts:
        worker = district.workers.get(post.worker or "")
        if worker is None or post.kind not in ("town_duty", "district_duty", "shift_lead") or worker.id in seen:
            continue
        seen.add(worker.id)
        town = district.towns.get(post.place)
        where = (town.name_zh if _zh(look) else town.name_en) if town is not None else ""
        name = worker.name_zh if _zh(look) else worker.name_en
        number = worker.phone if may_see else masked_phone(worker.phone)
        rows.append(("people", f"{name}  {where}".rstrip(), number))
    return rows


def phone_pages(rows: Sequence[tuple[str, str, str]], look: Look) -> list[Page]:
    """The list in two columns, as many pages as it takes."""
    area = free_area(printing.A4)
    wide = (area.width() - 20) / 2
    blocks: list[tuple[float, Draw]] = []
    section = ""
    for each, name, number in rows:
        if each != section:
            section = each
            blocks.append((26, _heading(look.text(f"print.{each}"))))
        blocks.append((max(15, height_of(name, wide - 94, BODY) + 3), _entry(name, number)))
    return _flow(blocks, 2)


def _heading(text: str) -> Draw:
    def draw(sheet: Sheet, box: QRectF) -> None:
        sheet.write(box.adjusted(0, 8, 0, 0), text, STRONG)
        sheet.rule(box.bottom() - 2, box.left(), box.right())

    return draw


def _entry(name: str, number: str) -> Draw:
    def draw(sheet: Sheet, box: QRectF) -> None:
        sheet.write(box.adjusted(0, 0, -94, 0), name, BODY)
        sheet.write(box, number, STRONG, RIGHT)

    return draw


# --- one case -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CasePaper:
    """One case in words already, as its reader sees it on screen; `record` is oldest first."""

    no: str
    title: str
    facts: tuple[tuple[str, str], ...]
    narrative: str
    tasks: tuple[str, ...]
    record: tuple[str, ...]


def case_pages(case: CasePaper, look: Look) -> list[Page]:
    """Facts, units and record of one case, and room for signatures."""
    width = free_area(printing.A4).width()
    blocks: list[tuple[float, Draw]] = []

    def text(words: str, role: str = BODY) -> None:
        blocks.append((height_of(words, width, role) + 3, _text(words, role)))

    def heading(name: str) -> None:
        blocks.append((26, _heading(look.text(f"print.{name}"))))

    text(case.no, STRONG)
    text(case.title, LARGE)
    heading("facts")
    for name, value in case.facts:
        blocks.append((max(15, height_of(value, width - _LABEL, BODY) + 3), _pair(name, value)))
    if case.narrative:
        text(case.narrative)
    for name, lines in (("tasks", case.tasks), ("record", case.record)):
        heading(name)
        for line in lines or (look.text("print.nothing"),):
            text(line)
    blocks.append((104, _signatures(look)))
    return _flow(blocks, 1)


def _text(words: str, role: str) -> Draw:
    def draw(sheet: Sheet, box: QRectF) -> None:
        sheet.write(box, words, role)

    return draw


def _pair(name: str, value: str) -> Draw:
    def draw(sheet: Sheet, box: QRectF) -> None:
        sheet.write(QRectF(box.left(), box.top(), _LABEL - 6, 14), name, BODY, ink=QUIET)
        sheet.write(box.adjusted(_LABEL, 0, 0, 0), value, BODY)

    return draw


def _signatures(look: Look) -> Draw:
    def draw(sheet: Sheet, box: QRectF) -> None:
        y = box.top() + 22
        for name in ("print.sign_unit", "print.sign_desk", "print.sign_lead"):
            sheet.write(QRectF(box.left(), y, 150, 14), look.text(name), BODY)
            sheet.rule(y + 13, box.left() + 154, box.left() + 330, QUIET)
            sheet.write(QRectF(box.left() + 340, y, 40, 14), look.text("print.sign_date"), BODY)
            sheet.rule(y + 13, box.left() + 382, box.right(), QUIET)
            y += 28

    return draw


# --- pages ----------------------------------------------------------------------------------------------------


def _flow(blocks: Sequence[tuple[float, Draw]], columns: int) -> list[Page]:
    """Blocks one under another, column by column, page by page; a block is never cut."""
    area = free_area(printing.A4)
    wide = (area.width() - 20 * (columns - 1)) / columns
    pages: list[list[tuple[QRectF, Draw]]] = [[]]
    column, y = 0, area.top()
    for high, draw in blocks:
        if y + high > area.bottom() and y > area.top():
            column, y = column + 1, area.top()
            if column == columns:
                pages.append([])
                column = 0
        pages[-1].append((QRectF(area.left() + column * (wide + 20), y, wide, high), draw))
        y += high
    return [_page(page) for page in pages]


def _page(placed: Sequence[tuple[QRectF, Draw]]) -> Page:
    def draw(sheet: Sheet) -> None:
        for box, each in placed:
            each(sheet, box)

    return draw


def _zh(look: Look) -> bool:
    return look.lang.startswith("zh")
