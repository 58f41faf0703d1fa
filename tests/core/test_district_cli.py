"""hubpost district, as somebody types it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from core.district_cli import main
from core.domain.district import parse_district
from resources import district_files


def test_that_list_names_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    assert "yingze  迎泽区 Yingze District" in capsys.readouterr().out


def test_that_check_prints_the_package_s_own_names_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "yingze"]) == 0
    out = capsys.readouterr().out
    for told in ("迎泽区", "特急", "柳巷街道", "grids: 216 (216 invented)", "communities: 112", "68 in 10 classes"):
        assert told in out


def written(folder: Path, **changes: bytes) -> str:
    """A copy of the package in `folder`, with some files changed."""
    for name, content in {**district_files("yingze"), **{k.replace("__", "."): v for k, v in changes.items()}}.items():
        (folder / name).write_bytes(content)
    return str(folder)


def test_that_check_tells_each_error_on_one_line_with_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = district_files("yingze")["duties.csv"].decode().split("\n")
    lines[8] = re.sub(r",P\d,", ",Q1,", lines[8])
    lines[10] = lines[10].replace(",district,", ",province,").replace(",town,", ",province,")
    assert main(["check", written(tmp_path, duties__csv="\n".join(lines).encode())]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "duties.csv:9: priority" in told.err
    assert "duties.csv:11: tier" in told.err
    assert told.err.splitlines()[-1].endswith("2 errors")


def test_that_an_unknown_package_is_told_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    for what in ("check", "export"):
        assert main([what, "nowhere"]) == 1
        assert "there are: yingze" in capsys.readouterr().err


def test_that_misuse_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["eat"]) == 2
    assert main(["--help"]) == 0
    assert "example: hubpost district check yingze" in capsys.readouterr().out


def test_that_an_exported_zip_holds_the_package_and_is_the_same_each_time(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    out = tmp_path / "yingze.zip"
    assert main(["export", "yingze", "--out", str(out)]) == 0
    assert main(["export", "yingze"]) == 0
    assert capfdbinary.readouterr().out == out.read_bytes()
    with zipfile.ZipFile(io.BytesIO(out.read_bytes())) as archive:
        files = {name.removeprefix("yingze/"): archive.read(name) for name in archive.namelist()}
    assert parse_district(files) == parse_district(district_files("yingze"))


def test_that_a_place_which_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "yingze", "--out", str(tmp_path / "no" / "such" / "folder.zip")]) == 1
    assert "name another --out" in capsys.readouterr().err
