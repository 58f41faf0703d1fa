"""Tests of the playing tile: a real stream plays and freezes, and a picture is never shown as what it is not."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from widgets.look import Look
from widgets.stream_player import can_play
from widgets.stream_watch import Feed
from widgets.theme import DARK, LIGHT
from widgets.video_tile import VideoTile

ZH = Look(DARK, "zh_CN")
CLIP = "testsrc2=size=320x180:rate=25"
PATIENCE_S = 30.0


class Frame:
    """A picture of one colour, as a player would hand it over."""

    def __init__(self, colour: str) -> None:
        self.image = QImage(64, 36, QImage.Format.Format_RGB32)
        self.image.fill(QColor(colour))

    def toImage(self) -> QImage:
        return self.image


class FakePlayer(QObject):
    """Plays what the test says."""

    frame = Signal(object)
    broke = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.closed = 0

    def open(self, url: str) -> None:
        self.opened.append(url)

    def close(self) -> None:
        self.closed += 1


class Bench:
    """A tile with a player and a clock that the test moves."""

    def __init__(self, look: Look = ZH, lacks: Callable[[], str | None] = lambda: None) -> None:
        self.now = 100.0
        self.player = FakePlayer()
        self.tile = VideoTile(look, lambda: self.now, lambda: self.player, lacks)
        self.tile.resize(640, 360)

    def waits(self, seconds: float) -> None:
        self.now += seconds
        self.tile.tick()

    def pixel(self, x: int, y: int) -> str:
        return self.tile.grab().toImage().pixelColor(x, y).name()


@pytest.fixture
def bench(qapp: QApplication) -> Iterator[Bench]:
    found = Bench()
    yield found
    found.tile.deleteLater()


def test_that_a_site_without_a_picture_says_so_and_opens_nothing(bench: Bench) -> None:
    bench.tile.say("察院后社区会场", "村社", Feed.NO_STREAM)
    assert bench.tile.words() == "此点位没有可播放的画面"
    assert bench.player.opened == []


def test_that_a_machine_that_cannot_play_says_so(qapp: QApplication) -> None:
    poor = Bench(lacks=lambda: "libpulse.so.0")
    poor.tile.play("主会场", "区级", "http://127.0.0.1/x.m3u8")
    assert poor.tile.state is Feed.NO_PLAYER
    assert poor.player.opened == []


def test_that_frames_make_it_live_and_their_absence_frozen_with_the_last_picture_kept(bench: Bench) -> None:
    bench.tile.play("主会场", "区级", "url")
    assert bench.tile.words() == "正在接通"
    bench.player.frame.emit(Frame("#3366aa"))
    assert (bench.tile.state, bench.tile.frames) == (Feed.LIVE, 1)
    assert bench.pixel(320, 180) == "#3366aa"
    plain = bench.tile.grab().toImage()
    bench.waits(4.2)
    assert bench.tile.words() == "画面停滞 4 秒"
    assert bench.pixel(320, 180) == "#3366aa"
    edge = {bench.pixel(x, 5) for x in range(40, 600, 3)}
    assert DARK.t1.name() in edge, "the edge is hatched"
    assert DARK.t1.name() not in {plain.pixelColor(x, 5).name() for x in range(40, 600, 3)}


def test_that_another_site_never_shows_the_picture_of_the_one_before(bench: Bench) -> None:
    bench.tile.play("主会场", "区级", "one")
    bench.player.frame.emit(Frame("#3366aa"))
    bench.tile.play("柳巷街道分会场", "街镇", "two")
    assert bench.tile.image.isNull()
    assert bench.tile.state is Feed.CONNECTING


def test_that_a_broken_stream_is_opened_anew_by_itself_within_five_seconds(bench: Bench) -> None:
    bench.tile.play("主会场", "区级", "url")
    bench.player.broke.emit("connection refused")
    assert bench.tile.words() == "未取到画面，正在重连"
    for _ in range(10):
        bench.waits(0.5)
    assert len(bench.player.opened) >= 2


def test_that_stopping_lets_the_line_go_and_opens_nothing_again(bench: Bench) -> None:
    bench.tile.play("主会场", "区级", "url")
    bench.tile.clear()
    opened = len(bench.player.opened)
    bench.waits(60)
    assert len(bench.player.opened) == opened
    assert bench.player.closed > 0
    assert bench.tile.state is Feed.IDLE


def test_that_it_speaks_both_languages_and_wears_both_themes(bench: Bench) -> None:
    bench.tile.play("Main room", "District", "url")
    bench.tile.restyle(Look(LIGHT, "en"))
    assert bench.tile.words() == "Connecting"
    assert bench.pixel(320, 20) == LIGHT.bg0.name()


# --- a real stream ----------------------------------------------------------------------------------------------


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def source(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A live HLS stream on loopback, and the process that makes it."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        pytest.skip("no ffmpeg on this machine: the real stream was not tried")
    missing = can_play()
    if missing is not None:
        pytest.skip(f"no QtMultimedia on this machine ({missing}): the real stream was not tried")
    make = [ffmpeg, "-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i", CLIP]
    shape = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25", "-pix_fmt", "yuv420p"]
    hls = ["-f", "hls", "-hls_time", "1", "-hls_list_size", "4", "-hls_flags", "omit_endlist+delete_segments"]
    maker = subprocess.Popen([*make, *shape, *hls, str(tmp_path / "live.m3u8")])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        wait_for(lambda: len(list(tmp_path.glob("*.ts"))) >= 2)
        yield f"http://127.0.0.1:{server.server_address[1]}/live.m3u8", maker
    finally:
        os.kill(maker.pid, signal.SIGCONT)
        maker.kill()
        maker.wait()
        server.shutdown()
        server.server_close()
        thread.join()


def wait_for(done: Callable[[], bool]) -> None:
    """Let Qt work until something holds; a machine may be slow, so this is patience and no measure."""
    end = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < end, "it did not come"
        QTest.qWait(20)


@pytest.mark.qt_log_ignore("pipewire", "Cannot set loops", "No RHI backend")
def test_that_a_real_stream_plays_and_that_its_stop_shows_as_frozen(
    qapp: QApplication, source: tuple[str, subprocess.Popen[bytes]]
) -> None:
    url, maker = source
    clock = {"ahead": 0.0}
    tile = VideoTile(ZH, lambda: time.monotonic() + clock["ahead"])
    tile.resize(320, 180)
    tile.show()
    try:
        tile.play("主会场", "区级", url)
        wait_for(lambda: tile.frames > 20)
        assert tile.state is Feed.LIVE
        picture = tile.image
        assert not picture.isNull()
        assert len({picture.pixelColor(x, 90).name() for x in range(0, picture.width(), 8)}) > 5, "a picture, no void"

        os.kill(maker.pid, signal.SIGSTOP)
        wait_for(lambda: (tile.frame_age or 0.0) > 1.0)  # what was on its way has been played
        before = tile.frames
        clock["ahead"] = 2.6
        tile.tick()
        assert tile.frames == before
        assert tile.state is Feed.FROZEN
        assert "停滞" in tile.words()
        assert not tile.image.isNull(), "the last picture stays"
    finally:
        tile.clear()
        tile.close()
