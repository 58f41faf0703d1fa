"""Which cases may be the one being told now: near in place, alike in matter and words, and recent; never by itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from core.domain.nouns import HIDDEN, Case

Alike = Callable[[str, Sequence[str]], Sequence[float]]  # one text against many, each 0 to 1

_GONE: Final = np.iinfo(np.int64).max
WINDOW_MS: Final = 24 * 3_600_000
NEAR_M: Final = 200.0
MOST_SHOWN: Final = 6
_MOST_READ: Final = 2_000  # texts compared at most: those near or of the matter first, then the newest
_ROW: Final = np.dtype(
    [
        ("opened", np.int64),
        ("open", np.bool_),
        ("grid", np.int32),
        ("duty", np.int32),
        ("address", np.int32),
        ("lon", np.float64),
        ("lat", np.float64),
    ]
)
_PLACE, _MATTER, _TEXT = 0.4, 0.25, 0.35
_LEAST: Final = 0.4  # place and matter, or place and half the words
_LEAST_TEXT: Final = 0.6  # words alone must be this much alike
_DEGREE_M: Final = 111_195.0
_GRID_ONLY: Final = 0.6  # the same grid says less about the place than the same house
_UNPLACED: Final = math.nan
_SAME_DEGREES: Final = 2e-6  # a case's degrees are rounded to a tenth of a metre


class Told(Struct, frozen=True):
    """What is known so far of the case being told."""

    text: str
    now: datetime
    grid: str | None = None
    lon: float | None = None
    lat: float | None = None
    address: str | None = None
    duty: str | None = None


class Resembling(Struct, frozen=True):
    """A case that may be the same, and why: metres away, same grid or address, same matter, how alike in words."""

    no: str
    score: float
    metres: float | None
    same_grid: bool
    same_address: bool
    same_duty: bool
    likeness: float


class CaseIndex:
    """What finding duplicates needs of each case, as columns; kept up case by case.

    `centres` are the middles of grids: a case that stands there is known by its grid only, and is no metres away.
    """

    def __init__(self, cases: Iterable[Case] = (), centres: Mapping[str, tuple[float, float]] = {}) -> None:
        self._centres = centres
        self._codes: dict[str, int] = {}  # of grids, matters and addresses alike
        self._slots: dict[str, int] = {}
        self._nos: list[str] = []
        self._titles: list[str] = []
        self._rows = np.zeros(1024, _ROW)
        for case in cases:
            self.put(case)

    def __len__(self) -> int:
        """How many cases were taken in, those that left included."""
        return len(self._nos)

    def put(self, case: Case) -> None:
        """Take in the latest version of a case."""
        slot = self._slots.setdefault(case.no, len(self._nos))
        if slot == len(self._nos):
            if slot == len(self._rows):
                self._grow(2 * slot)
            self._nos.append(case.no)
            self._titles.append("")
        title = "" if case.title == HIDDEN else plain(case.title)
        self._titles[slot] = title
        self._rows[slot] = (
            _ms(case.opened_at),
            case.closed_at is None,
            self._code(case.grid),
            self._code(case.duty),
            self._code(_known(case.address)),
            *(point_of(case, self._centres) or (_UNPLACED, _UNPLACED)),
        )

    def _code(self, name: str | None) -> int:
        """A small number for a name, 0 for none."""
        return self._codes.setdefault(name, len(self._codes) + 1) if name else 0

    def drop(self, no: str) -> None:
        """A case left this reader's sight."""
        slot = self._slots.get(no)
        if slot is not None:
            self._rows["opened"][slot] = _GONE

    def resembling(self, told: Told, alike: Alike, most: int = MOST_SHOWN) -> tuple[Resembling, ...]:
        """The likeliest first: of the last 24 h, and older ones still open where place and matter agree."""
        count = len(self._nos)
        text = plain(told.text)
        if not count or (len(text) < 2 and told.grid is None and told.lon is None and not told.address):
            return ()
        place, metres = self._placed(told, count)
        duty = self._rows["duty"][:count] == (self._code(told.duty) if told.duty else -1)
        slots = self._to_read(_ms(told.now), place, duty, count)
        if not len(slots):
            return ()
        likeness = np.zeros(len(slots))
        if len(text) >= 2:
            likeness = np.asarray(alike(text, [self._titles[slot] for slot in slots]), dtype=float)
        score = _PLACE * place[slots] + _MATTER * duty[slots] + _TEXT * likeness
        is_shown = (score >= _LEAST) & ((place[slots] > 0) | (likeness >= _LEAST_TEXT)) | (likeness >= _LEAST_TEXT)
        best = np.flatnonzero(is_shown)
        best = best[np.lexsort((-self._rows["opened"][slots[best]], -np.round(score[best], 2)))][:most]
        return tuple(self._found(told, slots[at], score[at], metres, duty, likeness[at]) for at in best)

    def _found(
        self, told: Told, slot: int, score: float, metres: np.ndarray, duty: np.ndarray, likeness: float
    ) -> Resembling:
        away, address = float(metres[slot]), _known(told.address)
        return Resembling(
            no=self._nos[slot],
            score=round(float(score), 3),
            metres=None if math.isnan(away) else away,
            same_grid=bool(told.grid) and int(self._rows["grid"][slot]) == self._code(told.grid),
            same_address=bool(address) and int(self._rows["address"][slot]) == self._code(address),
            same_duty=bool(duty[slot]),
            likeness=round(float(likeness), 3),
        )

    def _placed(self, told: Told, count: int) -> tuple[np.ndarray, np.ndarray]:
        """How much the place of each case speaks for it, 0 to 1, and how many metres it is away (NaN: unknown)."""
        place = np.zeros(count)
        metres = np.full(count, np.nan)
        if told.grid:
            place[self._rows["grid"][:count] == self._code(told.grid)] = _GRID_ONLY
        if told.lon is not None and told.lat is not None:
            east = (self._rows["lon"][:count] - told.lon) * _DEGREE_M * math.cos(math.radians(told.lat))
            north = (self._rows["lat"][:count] - told.lat) * _DEGREE_M
            metres = np.hypot(east, north)
            near = metres <= NEAR_M  # NaN is never near
            place[near] = np.maximum(place[near], 1 - (1 - _GRID_ONLY) * metres[near] / NEAR_M)
        address = _known(told.address)
        if address:
            place[self._rows["address"][:count] == self._code(address)] = 1.0
        return place, metres

    def _to_read(self, now_ms: int, place: np.ndarray, duty: np.ndarray, count: int) -> npt.NDArray[np.int64]:
        opened = self._rows["opened"][:count]
        recent = (opened > now_ms - WINDOW_MS) & (opened != _GONE)
        older = ~recent & self._rows["open"][:count] & (opened != _GONE) & (place > 0) & duty
        first = np.flatnonzero((recent & ((place > 0) | duty)) | older)
        if len(first) > _MOST_READ:
            weight = 2 * place[first] + duty[first]
            first = first[np.lexsort((-opened[first], -weight))][:_MOST_READ]
        rest = np.flatnonzero(recent & (place == 0) & ~duty)
        room = _MOST_READ - len(first)
        if len(rest) > room:
            rest = rest[np.argpartition(-opened[rest], room)[:room]] if room else rest[:0]
        return np.concatenate((first, rest)).astype(np.int64)

    def _grow(self, size: int) -> None:
        grown = np.zeros(size, _ROW)
        grown[: len(self._nos)] = self._rows[: len(self._nos)]
        self._rows = grown


def point_of(case: Case, centres: Mapping[str, tuple[float, float]]) -> tuple[float, float] | None:
    """Where a case is; None where only its grid is known, in whose middle it then stands."""
    if case.lon is None or case.lat is None:
        return None
    lon, lat = centres.get(case.grid or "", (_UNPLACED, _UNPLACED))
    is_middle = abs(case.lon - lon) < _SAME_DEGREES and abs(case.lat - lat) < _SAME_DEGREES
    return None if is_middle else (case.lon, case.lat)


def _ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


def plain(text: str) -> str:
    """Letters, digits and characters alone, in one case: what is left of a text when it is compared."""
    return "".join(filter(str.isalnum, text.casefold()))


def _known(address: str | None) -> str | None:
    return plain(address) or None if address and address != HIDDEN else None
