"""Tables on the disk: Excel and CSV read as words within limits, no formula run; CSV written that no program runs."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from core.domain.district import Words
from core.domain.import_rows import escaped

BYTES_MOST: Final = 20 * 1024 * 1024
UNPACKED_MOST: Final = 200 * 1024 * 1024
PARTS_MOST: Final = 2_000
ROWS_MOST: Final = 5_000
COLUMNS_MOST: Final = 100
CELL_MOST: Final = 30_000

FAULTS: Final[dict[str, Words]] = {
    "absent": Words("没有这个文件", "There is no such file"),
    "unreadable": Words("文件打不开", "The file cannot be opened"),
    "kind": Words("只读 .xlsx 与 .csv；旧 .xls 请另存为 .xlsx", "Only .xlsx and .csv; save an old .xls as .xlsx"),
    "bytes": Words(f"文件超过 {BYTES_MOST >> 20} MB", f"The file is larger than {BYTES_MOST >> 20} MB"),
    "unpacked": Words("文件解开后过大，未读取", "Unpacked the file is too large; it was not read"),
    "rows": Words(f"超过 {ROWS_MOST:,} 行，请分成几个文件", f"More than {ROWS_MOST:,} rows; split the file"),
    "columns": Words(f"超过 {COLUMNS_MOST} 列", f"More than {COLUMNS_MOST} columns"),
    "broken": Words("文件损坏或不是表格", "The file is broken or no table"),
    "no_rows": Words("没有数据行", "There are no rows"),
    "encoding": Words("文字编码不明，请存为 UTF-8", "Unknown encoding; save it as UTF-8"),
}

# What the unpacker and the reader of sheets raise on a file that was damaged, cut short or never was a table.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    IndexError,
    OSError,
    SyntaxError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    TypeError,
    AttributeError,
)


class TableFileError(Exception):
    """Why a table was not read; `fault` is a key of FAULTS."""

    def __init__(self, fault: str) -> None:
        super().__init__(FAULTS[fault].en)
        self.fault = fault


@dataclass(frozen=True)
class Table:
    """The first sheet as words: its headers, and its rows with the numbers the table program gives them."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_table(path: Path) -> Table:
    """Read the first sheet of an .xlsx or a .csv. Raises TableFileError."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise TableFileError("absent") from error
    if size > BYTES_MOST:
        raise TableFileError("bytes")
    kind = path.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise TableFileError("kind")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TableFileError("unreadable") from error
    return _table(path.name, _xlsx(data) if kind == ".xlsx" else _csv(data))


def _table(name: str, lines: Iterator[tuple[int, tuple[str, ...]]]) -> Table:
    headers: tuple[str, ...] = ()
    rows = []
    for number, cells in lines:
        if not headers:
            headers = cells if any(cells) else ()
        elif any(cells):
            rows.append((number, cells))
            if len(rows) > ROWS_MOST:
                raise TableFileError("rows")
    if not rows:
        raise TableFileError("no_rows")
    return Table(name, headers, tuple(rows))


def _xlsx(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The stored values only: a formula is not computed, and one that was never computed is an empty cell."""
    from openpyxl import load_workbook  # late: it takes longer to import than the window to open
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
        if len(parts) > PARTS_MOST or sum(part.file_size for part in parts) > UNPACKED_MOST:
            raise TableFileError("unpacked")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what a file says of its size is not believed
            for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=COLUMNS_MOST + 1), start=1):
                if number > 20 * ROWS_MOST:
                    raise TableFileError("rows")
                yield number, _words(cells)
        finally:
            book.close()
    except (*_BROKEN, InvalidFileException) as error:
        raise TableFileError("broken") from error


def _csv(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    text = _decoded(data)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    reader = csv.reader(io.StringIO(text, newline=""), dialect)
    try:
        for cells in reader:
            yield reader.line_num, _words(cells)
    except csv.Error as error:
        raise TableFileError("broken") from error


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # what Chinese table programs write
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise TableFileError("encoding")


def _words(cells: Iterable[object]) -> tuple[str, ...]:
    words = [_word(cell) for cell in cells]
    while words and not words[-1]:
        words.pop()
    if len(words) > COLUMNS_MOST:
        raise TableFileError("columns")
    return tuple(words)


def _word(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[:CELL_MOST].strip()


def write_csv(path: Path, lines: Iterable[Sequence[str]]) -> None:
    """Save a table for a table program: no cell begins as a formula would. Raises OSError."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([escaped(cell) for cell in line] for line in lines)
