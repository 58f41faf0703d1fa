"""Tables are read as words within limits, and what is written runs nowhere."""

from __future__ import annotations

import csv
import random
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from console import table_file
from console.table_file import TableFileError, read_table, write_csv


def book(path: Path, *rows: tuple[object, ...]) -> Path:
    made = Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def fault(path: Path) -> str:
    with pytest.raises(TableFileError) as caught:
        read_table(path)
    return caught.value.fault


def test_that_an_excel_file_is_read_as_words(tmp_path: Path) -> None:
    at = datetime(2026, 11, 27, 21, 5)  # noqa: DTZ001 - a cell knows no zone
    table = read_table(book(tmp_path / "a.xlsx", ("事由", "时间", "电话"), ("路灯不亮", at, 13800000001.0)))
    assert table.headers == ("事由", "时间", "电话")
    assert table.rows == ((2, ("路灯不亮", "2026-11-27 21:05:00", "13800000001")),)


def test_that_no_formula_is_run(tmp_path: Path) -> None:
    table = read_table(book(tmp_path / "a.xlsx", ("事由", "b"), ("x", '=HYPERLINK("http://127.0.0.1")')))
    assert table.rows == ((2, ("x",)),)


def test_that_csv_of_chinese_programs_is_read(tmp_path: Path) -> None:
    for name, encoding in (("a.csv", "utf-8-sig"), ("b.csv", "gb18030")):
        (tmp_path / name).write_text("事由,地点\n路灯不亮,宁化府社区\n", encoding=encoding)
        assert read_table(tmp_path / name).rows == ((2, ("路灯不亮", "宁化府社区")),)


def test_that_what_cannot_be_read_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fault(tmp_path / "none.xlsx") == "absent"
    (tmp_path / "old.xls").write_bytes(b"x")
    assert fault(tmp_path / "old.xls") == "kind"
    (tmp_path / "bad.xlsx").write_bytes(b"not a zip")
    assert fault(tmp_path / "bad.xlsx") == "broken"
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as packed:
        packed.writestr("a.txt", "no workbook")
    assert fault(tmp_path / "other.xlsx") == "broken"
    assert fault(book(tmp_path / "head.xlsx", ("事由",))) == "no_rows"
    (tmp_path / "many.csv").write_text("a\n" + "b\n" * (table_file.ROWS_MOST + 1))
    assert fault(tmp_path / "many.csv") == "rows"
    assert fault(book(tmp_path / "wide.xlsx", tuple("abc" * 50), ("x",))) == "columns"
    monkeypatch.setattr(table_file, "BYTES_MOST", 100)
    assert fault(tmp_path / "many.csv") == "bytes"


def test_that_a_damaged_file_is_told_and_raises_nothing_else(tmp_path: Path) -> None:
    rows = [(f"路灯不亮 {n}", "宁化府社区", n) for n in range(60)]
    whole, rng = book(tmp_path / "whole.xlsx", ("事由", "地点", "数"), *rows).read_bytes(), random.Random(7)
    path, told = tmp_path / "damaged.xlsx", 0
    for _ in range(150):
        data = bytearray(whole[: rng.randrange(len(whole))] if rng.random() < 0.2 else whole)
        for _ in range(rng.choice((1, 4, 40))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(data)
        try:
            read_table(path)
        except TableFileError:
            told += 1
    assert told > 50


def test_that_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = book(tmp_path / "bomb.xlsx", ("事由",), ("x",))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/bomb.xml", "w") as part:
        for _ in range(1 + (table_file.UNPACKED_MOST >> 20)):
            part.write(bytes(1 << 20))
    assert path.stat().st_size < table_file.BYTES_MOST
    assert fault(path) == "unpacked"


def test_that_written_cells_run_nowhere(tmp_path: Path) -> None:
    write_csv(tmp_path / "out.csv", [("=1+1", "正常", "-2", "@x", "+8")])
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["'=1+1", "正常", "'-2", "'@x", "'+8"]]
