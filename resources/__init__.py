"""Everything that is data and not code, read through importlib.resources so that it also works from a zip."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def district_names() -> tuple[str, ...]:
    """The district packages that are shipped, by folder name."""
    folders = files(__package__).joinpath("districts").iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.joinpath("district.toml").is_file()))


def district_files(name: str) -> dict[str, bytes]:
    """The files of one district package, by file name; raises LookupError for an unknown district."""
    if name not in district_names():
        raise LookupError(name)
    folder = files(__package__).joinpath("districts", name)
    return {entry.name: entry.read_bytes() for entry in sorted(folder.iterdir(), key=_name) if entry.is_file()}


def scenario(name: str) -> bytes:
    """One file of `scenarios/`; raises LookupError for an unknown one."""
    return data(f"scenarios/{name}")


def text(path: str) -> str:
    """A shipped text by its path below this folder; raises LookupError for an unknown one."""
    return data(path).decode("utf-8")


def data(path: str) -> bytes:
    """A shipped file's bytes by its path below this folder; raises LookupError for an unknown one."""
    found = files(__package__).joinpath(*path.split("/"))
    if not found.is_file():
        raise LookupError(path)
    return found.read_bytes()


def _name(entry: Traversable) -> str:
    return entry.name
