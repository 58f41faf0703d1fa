"""hubpost district: lists the shipped district packages, checks one, and writes one out as a zip."""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from core.domain.district import District, read_package
from resources import district_files, district_names

OK, FAILED, MISUSED = 0, 1, 2
_SAME_DAY = (1980, 1, 1, 0, 0, 0)  # so that the same package always gives the same zip


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of list, check and export; 0 done, 1 the package is wrong or unknown, 2 misused."""
    try:
        asked = _parser().parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else MISUSED
    if asked.what == "list":
        return _list()
    files = _files(asked.name)
    if files is None:
        known = ", ".join(district_names())
        print(f"hubpost district: there is no package {asked.name!r}; there are: {known}", file=sys.stderr)
        return FAILED
    return _check(asked.name, files) if asked.what == "check" else _export(asked.name, files, asked.out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hubpost district",
        description="The district packages: list them, check one, write one out.",
        epilog="example: hubpost district check yingze",
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="list | check NAME | export NAME")
    what.add_parser("list", help="name the packages that are shipped")
    check = what.add_parser("check", help="validate a package; print its own names and counts, or its errors")
    check.add_argument("name", metavar="NAME", help="a shipped package, or the path of a folder that holds one")
    export = what.add_parser("export", help="write a package as a zip")
    export.add_argument("name", metavar="NAME", help="a shipped package, or the path of a folder that holds one")
    export.add_argument("--out", type=Path, metavar="FILE", help="where to; standard output if left out")
    return parser


def _files(name: str) -> dict[str, bytes] | None:
    """The package's files; a path (with a separator) is read from disk, so that one can be checked while written."""
    if name in district_names():
        return district_files(name)
    folder = Path(name)
    if not (folder / "district.toml").is_file():
        return None
    return {entry.name: entry.read_bytes() for entry in sorted(folder.iterdir()) if entry.is_file()}


def _list() -> int:
    for name in district_names():
        district, errors = read_package(district_files(name))
        told = f"{district.name_zh} {district.name_en}" if district else f"{len(errors)} errors"
        print(f"{name}  {told}")
    return OK


def _check(name: str, files: dict[str, bytes]) -> int:
    district, errors = read_package(files)
    for error in errors:
        print(f"{name}/{error.file}:{error.line}: {error.reason_zh} / {error.reason_en}", file=sys.stderr)
    if district is None:
        print(f"{name}: {len(errors)} errors", file=sys.stderr)
        return FAILED
    print("\n".join(summary(district)))
    return OK


def summary(district: District) -> list[str]:
    """A package's own names and counts, one line each."""
    kinds = Counter(unit.kind for unit in district.units.values())
    towns = Counter(town.kind for town in district.towns.values())
    places = Counter(community.kind for community in district.communities.values())
    vacant = sum(post.worker is None for post in district.posts)
    held = Counter(post.worker for post in district.posts if post.worker is not None)
    several = sum(count > 1 for count in held.values())
    invented = sum(grid.invented for grid in district.grids.values())
    networks = Counter(link.network for link in district.links.values())
    by_hand = sum(source.manual for source in district.sources.values())
    classes = Counter((duty.klass, duty.klass_zh, duty.klass_en) for duty in district.duties.values())
    priorities = ", ".join(f"{level} {words.zh} {words.en}" for level, words in district.priorities.items())
    steps = "—".join(words.zh for words in district.steps.values())
    return [
        f"{district.name_zh} {district.name_en}  {district.code}  {district.area}",
        f"{district.hub_zh} {district.hub_en}",
        f"levels: {priorities}",
        f"steps: {steps}",
        f"towns: {len(district.towns)} ({_told(towns)}): " + " ".join(town.name_zh for town in district.towns.values()),
        f"communities: {len(district.communities)} ({_told(places)})",
        f"grids: {len(district.grids)} ({invented} invented)",
        f"posts: {len(district.posts)} ({len(district.posts) - vacant} filled, {vacant} vacant)",
        f"workers: {len(district.workers)} ({several} hold several posts)",
        f"units: {len(district.units)} ({_told(kinds)})",
        f"duties: {len(district.duties)} in {len(classes)} classes",
        *(f"  {klass:>2} {zh} {en}: {count}" for (klass, zh, en), count in classes.items()),
        f"links: {len(district.links)} ({_told(networks)})",
        f"sources: {len(district.sources)} ({by_hand} worked by hand)",
    ]


def _told(counts: Mapping[Any, int]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in counts.items())


def _export(name: str, files: dict[str, bytes], out: Path | None) -> int:
    packed = zipped(Path(name).name, files)
    if out is None:
        sys.stdout.buffer.write(packed)
        sys.stdout.buffer.flush()
        return OK
    try:
        out.write_bytes(packed)
    except OSError as error:
        print(f"hubpost district: cannot write {out}: {error.strerror}; name another --out", file=sys.stderr)
        return FAILED
    return OK


def zipped(folder: str, files: dict[str, bytes]) -> bytes:
    """The package as a zip with one folder in it, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{file}", date_time=_SAME_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()
