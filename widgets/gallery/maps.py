"""The gallery's map with everything on it: people on a task, video sites in each state, old data, the layers open."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from core.domain.district import parse_district
from core.domain.nouns import Case, Link, LinkState, Priority, Task, TaskState
from resources import district_files
from widgets.district_map import DistrictMap
from widgets.gallery.sample import Sample, ago, column
from widgets.look import Look

_STATES = (LinkState.OK, LinkState.DOWN, LinkState.UNKNOWN)


def map_layers(look: Look) -> QWidget:
    """Near the selected case, with the panel of layers over it."""
    district = parse_district(district_files("yingze"))
    found = DistrictMap(look, district)
    units = {unit.place: unit.id for unit in district.units.values() if unit.kind == "grid"}
    cases = []
    for number, grid in enumerate(list(district.grids.values())[::7], start=1):
        sent = Task(id=f"{number}", unit=units[grid.code], role="lead", state=TaskState.SENT, sent_at=ago(60))
        cases.append(
            Case(
                no=f"YZ-20250617-{number:04d}",
                version=1,
                title=Sample(look).say("燃气异味", "Gas smell"),
                opened_at=ago(60 * number),
                source="app",
                priority=tuple(Priority)[number % 4],
                grid=grid.code,
                tasks=(sent,) if number % 4 == 1 else (),
            )
        )
    found.setFixedSize(528, 560)
    found.set_cases(cases)
    found.show_layers({"links": True})
    sites = list(district.links.values())
    found.show_links({s.id: Link(s.id, s.network, _STATES[at % 3], ago(60)) for at, s in enumerate(sites)})
    found.show_stale(look.text("view.as_of", time="10:46"))
    found.show_case(cases[4])
    found.toggle_layers()
    return column(found, width=552)


def pages(look: Look) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    """The pages of this module by name."""
    yield "map_layers", lambda: map_layers(look)
