"""The pictures: what they are called, that each state is really in them, and that their measures measure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from console.shots_check import faint, loud_share, written
from console.shots_cli import MEASURES, SCENES, SIZES, contact_sheet, main, measures, name_of, picture
from console.shots_world import STATES, Studio
from core.domain.nouns import LinkState
from widgets import paint
from widgets.look import Look
from widgets.theme import DARK, LIGHT, apply_theme


def test_that_every_picture_has_a_name_of_its_own() -> None:
    names = [
        name_of(scene, state, theme, lang, size)
        for scene in SCENES
        for state in STATES
        for theme in ("dark", "light")
        for lang in ("zh_CN", "en")
        for size in SIZES
    ]
    assert len(set(names)) == len(names) > 700
    assert "desk_one_normal_dark_zh_1920x1080.png" in names


@pytest.mark.parametrize("state", STATES)
def test_that_each_state_is_what_it_is_called(qapp: QApplication, state: str) -> None:
    apply_theme(qapp, DARK)
    studio = Studio(state, Look(DARK, "zh_CN"))
    desk = studio.desk
    assert desk.queue.counts().unacked >= 3
    assert (desk.queue.counts().in_last_10_min > 10) is (state == "surge")
    assert desk.connection.is_lost is (state == "offline")
    assert bool(desk.connection.outbox.waiting) is (state == "offline")
    assert studio.seat.lock.is_open is (state == "locked")
    assert any(link.state is LinkState.DOWN for link in desk.board.links.values())
    studio.ends()


def test_that_taking_pictures_leaves_the_files_alone_that_lie_where_it_is_run(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    printed = tmp_path / "printed" / "phones.pdf"
    printed.parent.mkdir()
    printed.write_text("x", encoding="utf-8")
    os.utime(printed, (0, 0))
    Studio("normal", Look(DARK, "zh_CN")).ends()
    assert printed.exists()
    assert list(tmp_path.iterdir()) == [printed.parent]


def test_that_the_command_leaves_pictures_a_table_and_a_contact_sheet(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    beside = tmp_path / "drawn"
    beside.mkdir()
    (beside / "main.png").write_bytes(b"")
    said = [str(tmp_path), "--only", "seats_lead_normal_dark_en_1366x768.png", "--beside", str(beside)]
    assert main(said) == 0
    shot = QImage(str(tmp_path / "seats_lead_normal_dark_en_1366x768.png"))
    assert (shot.width(), shot.height()) == (1366, 768)
    table = (tmp_path / MEASURES).read_text().splitlines()
    assert table[1].startswith("seats_lead_normal_dark_en_1366x768.png\t")
    sheet = (tmp_path / "index.html").read_text()
    assert "seats_lead_normal_dark_en_1366x768.png" in sheet
    assert "main.png" in sheet
    assert "1 pictures" in capsys.readouterr().out
    assert main([str(tmp_path), "--only", "nothing"]) == 2


def test_that_hue_is_counted_and_grey_is_not() -> None:
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("#404448"))
    assert loud_share(image) == 0
    painter = QPainter(image)
    painter.fillRect(0, 0, 100, 3, QColor("#CB3048"))
    painter.fillRect(0, 50, 100, 10, QColor("#400008"))  # too dark to be loud
    painter.end()
    assert loud_share(image) == pytest.approx(0.03)


def test_that_a_text_too_faint_for_its_ground_is_found_with_its_words(qapp: QApplication) -> None:
    image = QImage(400, 80, QImage.Format.Format_RGB32)
    image.fill(QColor("#202020"))
    painter = QPainter(image)
    with written() as texts:
        paint.write(painter, QRectF(10, 10, 200, 20), "faint", "body", QColor("#505050"))
        paint.write(painter, QRectF(10, 40, 200, 20), "clear", "body", QColor("#E0E0E0"), paint.RIGHT)
        paint.write(painter, QRectF(210, 40, 100, 20), "off", "body", QColor("#404040"))
    painter.end()
    assert [words for _, words in faint(image, texts, frozenset({"#404040"}))] == ["faint"]
    assert len(texts) == 3


def test_that_the_words_are_found_where_they_stand_also_at_one_and_a_half(qapp: QApplication) -> None:
    apply_theme(qapp, DARK)
    studio = Studio("normal", Look(DARK, "en"))
    with written() as texts:
        image = picture(studio.window, SIZES[3])
    assert (image.width(), image.height()) == (2560, 1440)
    assert max(text.box[0] for text in texts) > 1707
    assert max(text.box[1] for text in texts) > 960
    studio.ends()


def test_that_the_table_names_the_worst() -> None:
    from console.shots_cli import Taken

    taken = [Taken("desk_one_normal_x.png", 0.021, 5, ((2.0, "a"), (3.0, "b"))), Taken("d_o_surge_x.png", 0.021, 5, ())]
    rows = measures(taken).splitlines()
    assert rows[1] == "desk_one_normal_x.png\t2.10\tNO\t5\t2\t2.00 a\t"
    assert rows[2] == "d_o_surge_x.png\t2.10\tyes\t5\t0\t\t"
    assert contact_sheet(taken, None).count("<figure>") == 2


def test_that_the_settings_say_the_look_of_their_picture(qapp: QApplication) -> None:
    apply_theme(qapp, DARK)
    studio = Studio("normal", Look(DARK, "zh_CN"))
    studio.wear(Look(LIGHT, "en"))
    assert studio.window.look.theme is LIGHT
    chosen = studio.choices.prefs
    studio.ends()
    assert (chosen.theme, chosen.lang) == ("light", "en")
