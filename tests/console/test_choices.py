"""What a seat chooses works at once and survives a restart; what the command line says holds for one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console.choices import SCALE_VARIABLE, Choices, look_of, scale_qt, theme_by_shift
from console.prefs import Prefs, PrefsStore
from tests.console.driver import Operator
from tests.core.domain.world import yingze
from widgets.theme import DARK, STRIPS, apply_theme

Sit = Callable[..., tuple[Operator, Choices]]


@pytest.fixture
def sit(qapp: QApplication, tmp_path: Path) -> Iterator[Sit]:
    """A desk that keeps what is chosen in one folder; called again, it is the same seat after a restart."""
    apply_theme(qapp, DARK)
    sat: list[Operator] = []

    def seat(**said: str) -> tuple[Operator, Choices]:
        operator = Operator()
        sat.append(operator)
        return operator, Choices(operator.desk, PrefsStore(tmp_path), operator.window, **said)

    yield seat
    for operator in sat:
        operator.leaves()


def _at(hour: int) -> datetime:
    return datetime.fromisoformat(f"2026-11-22T{hour:02d}:30:00+08:00")


def test_that_theme_and_language_of_the_rail_survive_a_restart(sit: Sit) -> None:
    operator, _ = sit()
    operator.window.switch_theme()
    operator.window.switch_lang()
    assert (operator.window.look.theme.name, operator.window.look.lang) == ("light", "en")
    again, _ = sit()
    assert (again.window.look.theme.name, again.window.look.lang) == ("light", "en")


def test_that_a_flag_wins_for_its_run_until_somebody_chooses(sit: Sit) -> None:
    first, _ = sit()
    first.window.switch_theme()
    flagged, choices = sit(theme="dark", lang="en")
    assert (flagged.window.look.theme.name, flagged.window.look.lang) == ("dark", "en")
    assert choices.prefs.theme == "dark"
    after, _ = sit()
    assert (after.window.look.theme.name, after.window.look.lang) == ("light", "zh_CN")
    flagged.window.switch_theme()
    assert flagged.window.look.theme.name == "light"


def test_that_a_theme_by_shift_is_light_by_day_and_dark_by_night(sit: Sit) -> None:
    district = yingze()
    assert [theme_by_shift(district, _at(hour)) for hour in (7, 8, 19, 20, 3)] == [
        "dark",
        "light",
        "light",
        "dark",
        "dark",
    ]
    operator, choices = sit()
    choices.choose(theme="auto")
    name = theme_by_shift(operator.desk.board.district, operator.desk.now())
    assert operator.window.look.theme.name == name
    operator.waits(12 * 3600)
    assert operator.window.look.theme.name != name


def test_that_each_density_is_worn_at_once_and_the_selected_row_stays(sit: Sit) -> None:
    operator, choices = sit()
    for at in range(60):
        operator.hears(f"占道经营 {at}", duty=None)
    operator.page.queue.select(operator.page.queue.visible_numbers()[3])
    seen = {}
    for density in STRIPS:
        choices.choose(density=density)
        seen[density] = len(operator.queue())
        assert operator.selection() in operator.page.queue.visible_numbers()
    assert seen["roomy"] < seen["normal"] < seen["compact"]
    assert sit()[0].page.queue.density == "compact"


def test_that_nothing_blinks_with_reduced_motion(sit: Sit) -> None:
    operator, choices = sit()
    phases: list[bool] = []
    operator.window.beat.connect(lambda phase, _: phases.append(phase))
    for _ in range(4):
        operator.waits(0.5)
    assert set(phases) == {True, False}
    operator.hears()
    choices.choose(still=True)
    phases.clear()
    pictures = set()
    for _ in range(4):
        operator.looks()
        pictures.add(operator.window.strip.unacked.grab().toImage().pixel(8, 8))
    assert set(phases) == {True}
    assert len(pictures) == 1


def test_that_the_foot_keeps_its_keys_to_itself_when_asked(sit: Sit) -> None:
    operator, choices = sit()
    operator.hears()
    before = operator.window.foot.grab().toImage()
    choices.choose(key_hints=False)
    assert operator.window.foot.grab().toImage() != before
    choices.choose(key_hints=True)
    assert operator.window.foot.grab().toImage() == before


def test_that_the_scale_is_told_to_qt_before_it_starts_and_the_machine_wins() -> None:
    environ: dict[str, str] = {}
    scale_qt(Prefs(), environ)
    assert environ == {}
    scale_qt(Prefs(scale=125), environ)
    assert environ == {SCALE_VARIABLE: "1.25"}
    scale_qt(Prefs(scale=150), environ)
    assert environ == {SCALE_VARIABLE: "1.25"}


def test_that_a_language_nobody_speaks_here_falls_back(qapp: QApplication) -> None:
    assert look_of(Prefs(lang="xx"), "", "", yingze(), _at(12)).lang == "zh_CN"


def test_that_nobody_else_on_the_machine_reads_what_a_seat_has_chosen(tmp_path: Path) -> None:
    (tmp_path / "prefs.new").write_text("left over", encoding="utf-8")
    store = PrefsStore(tmp_path)
    store.update(typed={"0107": ["rl 0417"]})
    assert store.trouble == ""
    assert (tmp_path / "prefs.json").stat().st_mode & 0o777 == 0o600
    assert PrefsStore(tmp_path).prefs.typed == {"0107": ["rl 0417"]}
