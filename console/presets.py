"""The layouts there are, and which monitor each window of one stands on: plain data and one pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

LEFT, RIGHT, WALL = "left", "right", "wall"


class Side(Struct, frozen=True):
    """A second window: where it stands beside the main one, and the screen it shows (another one to a lead)."""

    id: str
    screen: str
    to_lead: str = ""


class Preset(Struct, frozen=True):
    """A layout: the page the main window opens with, the desk's columns, and the other windows, dearest first."""

    id: str
    zh: str
    en: str
    main: str
    columns: tuple[int, ...]
    sides: tuple[Side, ...] = ()


WITH_MAP: Final = (692, 606, 528)
NO_MAP: Final = (820, 1018, 0)

PRESETS: Final = (
    Preset("one", "单屏", "one monitor", "desk", WITH_MAP),
    Preset("two", "双屏", "two monitors", "desk", NO_MAP, (Side(RIGHT, "map"),)),
    Preset("three", "三屏", "three monitors", "desk", NO_MAP, (Side(RIGHT, "map", "escalations"), Side(LEFT, "video"))),
    Preset("lead", "值班长双屏", "shift lead, two monitors", "escalations", WITH_MAP, (Side(RIGHT, "seats"),)),
    Preset("wall", "大屏镜像", "wall mirror", "desk", WITH_MAP, (Side(WALL, "wall"),)),
)
BY_ID: Final = {preset.id: preset for preset in PRESETS}


class Monitor(Struct, frozen=True):
    """A monitor by its plug's name, and the rectangle it shows."""

    name: str
    x: int
    y: int
    width: int
    height: int


def places(
    sides: Sequence[Side], monitors: Sequence[Monitor], main: str, remembered: Mapping[str, str]
) -> dict[str, Monitor]:
    """Side → its monitor; a side without one is not named.

    Where it stood before wins, then the neighbour on its side of the main window, then whatever is free. A monitor
    that goes away moves no other window.
    """
    by_name = {monitor.name: monitor for monitor in monitors}
    here = by_name.get(main)
    free = sorted((m for m in monitors if m.name != main), key=lambda m: (m.x, m.y))
    found: dict[str, Monitor] = {}
    for side in sides:
        kept = by_name.get(remembered.get(side.id, ""))
        if kept in free:
            _take(found, side.id, kept, free)
    for side in sides:
        if side.id not in found and here is not None:
            _take(found, side.id, _neighbour(side.id, here, free), free)
    for side in sides:
        if side.id not in found and side.id not in remembered and free:
            _take(found, side.id, free[-1] if side.id != LEFT else free[0], free)
    return found


def _take(found: dict[str, Monitor], side: str, monitor: Monitor | None, free: list[Monitor]) -> None:
    if monitor is not None:
        found[side] = monitor
        free.remove(monitor)


def _neighbour(side: str, here: Monitor, free: Sequence[Monitor]) -> Monitor | None:
    left = [m for m in free if m.x < here.x]
    right = [m for m in free if m.x > here.x]
    if side == LEFT:
        return left[-1] if left else None
    return right[0] if right else None
