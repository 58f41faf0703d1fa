"""One picture that never looks live when it is not: the state, the age and the last frame in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import paint
from widgets.icons import paint_icon
from widgets.look import Look
from widgets.stream_player import Player, StreamPlayer, can_play, image_of
from widgets.stream_watch import OLD, RUNNING, Feed, StreamWatch

Monotonic = Callable[[], float]
_EDGE: Final = 12.0
_PLATE: Final = 26.0
_MARKS: Final = {
    Feed.IDLE: "video",
    Feed.NO_STREAM: "video",
    Feed.NO_PLAYER: "warning",
    Feed.OFFLINE: "link_down",
    Feed.CONNECTING: "clock",
    Feed.ERROR: "warning",
}


class VideoTile(QWidget):
    """Plays one stream and says what it is worth; `monotonic` is its clock, and the owner calls `tick`.

    A picture without a new frame is called delayed, then frozen, whatever the line pretends; it is opened anew by
    itself, at most 5 s after it broke. The last frame stays, hatched along its edge.
    """

    def __init__(
        self,
        look: Look,
        monotonic: Monotonic,
        new_player: Callable[[], Player] = StreamPlayer,
        lacks: Callable[[], str | None] = can_play,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._monotonic = look, monotonic
        self._new_player, self._lacks = new_player, lacks
        self._player: Player | None = None
        self._watch = StreamWatch()
        self._name, self._place, self._url = "", "", ""
        self._fixed = Feed.IDLE  # what is said while nothing is to be played
        self._detail = ""
        self._frame: Any = None
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.restyle(look)

    # --- what the owner says ----------------------------------------------------------------------------------

    def play(self, name: str, place: str, url: str) -> None:
        """Show this stream; what was shown before is gone at once, so that no picture stands under a wrong name."""
        self.clear()
        self._name, self._place, self._url = name, place, url
        missing = self._lacks()
        if missing is not None:
            self.say(name, place, Feed.NO_PLAYER, missing)
            return
        if self._player is None:
            self._player = self._new_player()
            self._player.frame.connect(self._took)
            self._player.broke.connect(self._broke)
        self._watch.start(self._monotonic())
        self._player.open(url)
        self.restyle(self._look)

    def say(self, name: str, place: str, why: Feed, detail: str = "") -> None:
        """Show no picture and say why: `NO_STREAM`, `OFFLINE` …, with what more is known."""
        self.clear()
        self._name, self._place, self._fixed, self._detail = name, place, why, detail
        self.restyle(self._look)

    def rename(self, name: str, place: str) -> None:
        """Call what is shown otherwise, e.g. in another language."""
        self._name, self._place = name, place
        self.restyle(self._look)

    def clear(self) -> None:
        """Play nothing; the line is let go."""
        if self._player is not None:
            self._player.close()
        self._watch.stop()
        self._name, self._place, self._url, self._fixed, self._detail = "", "", "", Feed.IDLE, ""
        self._frame, self._image = None, QImage()
        self.restyle(self._look)

    def tick(self) -> None:
        """Time passed: the state may be another, and a broken stream may be due."""
        now = self._monotonic()
        if self._player is not None and self._url and self._watch.is_to_reopen(now):
            self._watch.reopened(now)
            self._player.open(self._url)
        self.restyle(self._look)

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, self._name or look.text("tile.idle"), self.words())
        self.update()

    # --- what it says -----------------------------------------------------------------------------------------

    @property
    def state(self) -> Feed:
        """How the picture stands now."""
        found = self._watch.state(self._monotonic())
        return self._fixed if found is Feed.IDLE else found

    @property
    def frame_age(self) -> float | None:
        """Seconds since the last frame; None while there was none."""
        return self._watch.frame_age(self._monotonic())

    @property
    def frames(self) -> int:
        """How many frames came since the stream was asked for."""
        return self._watch.frames

    @property
    def image(self) -> QImage:
        """The last picture; null while there was none."""
        if self._frame is not None:
            self._image, self._frame = image_of(self._frame), None
        return self._image

    @property
    def detail(self) -> str:
        """What more is known of why there is no picture, or how to get one."""
        if self.state is Feed.IDLE and not self._detail:
            return self._look.text("tile.idle_next")
        return self._detail or (self._watch.fault if self.state is Feed.ERROR else "")

    def words(self) -> str:
        """The state in words, with its age where it has one."""
        state, age = self.state, int(self.frame_age or 0)
        return self._look.text(f"tile.{state}", age=age)

    # --- Qt's side --------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Sixteen to nine."""
        return QSize(640, 360)

    def minimumSizeHint(self) -> QSize:
        """Large enough for its words."""
        return QSize(256, 144)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture or the reason for none, then name and state over it."""
        painter, theme, state = QPainter(self), self._look.theme, self.state
        box = QRectF(self.rect())
        painter.fillRect(box, theme.bg0)
        picture = self.image
        if not picture.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(_fitted(box, picture), picture)
        else:
            self._paint_reason(painter, box, state)
        if state in OLD:
            self._paint_edge(painter, box)
        if self._name:
            self._paint_plates(painter, box, state)
        painter.setPen(theme.line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _paint_reason(self, painter: QPainter, box: QRectF, state: Feed) -> None:
        theme = self._look.theme
        middle = box.center().y()
        bad = state in (Feed.ERROR, Feed.OFFLINE, Feed.NO_PLAYER)
        mark = _MARKS.get(state, "video")
        paint_icon(painter, QRectF(0, middle - 44, box.width(), 28), mark, theme.p2.text if bad else theme.t3)
        words = QRectF(12, middle - 10, box.width() - 24, 24)
        paint.write(painter, words, self.words(), "body_strong", theme.t1, paint.CENTRE)
        paint.write(painter, words.translated(0, 24), self.detail, "second", theme.t2, paint.CENTRE)

    def _paint_edge(self, painter: QPainter, box: QRectF) -> None:
        """Slanted bars along all four sides: old, readable without colour."""
        ink = self._look.theme.t1
        for side in (
            QRectF(0, 0, box.width(), _EDGE),
            QRectF(0, box.height() - _EDGE, box.width(), _EDGE),
            QRectF(0, _EDGE, _EDGE, box.height() - 2 * _EDGE),
            QRectF(box.width() - _EDGE, _EDGE, _EDGE, box.height() - 2 * _EDGE),
        ):
            painter.fillRect(side, self._look.theme.bg0)
            paint.hatch(painter, side, ink)

    def _paint_plates(self, painter: QPainter, box: QRectF, state: Feed) -> None:
        theme = self._look.theme
        name = f"{self._name} · {self._place}" if self._place else self._name
        wide = min(box.width() - 40, paint.width(name, "second_strong") + 20)
        plate = QRectF(box.left() + 16, box.bottom() - _PLATE - 16, wide, _PLATE)
        paint.panel(painter, plate, theme.bg1)
        paint.write(painter, plate.adjusted(10, 0, -8, 0), name, "second_strong", theme.t1)
        if state not in RUNNING or (self.image.isNull() and state is not Feed.CONNECTING):
            return
        words = self.words()
        is_old = state in OLD
        wide = paint.width(words, "body_strong" if is_old else "second_strong") + 20
        plate = QRectF(box.left() + 16, box.top() + 16, wide, _PLATE)
        if is_old:
            paint.panel(painter, plate, theme.due_soon.tint, theme.due_soon.edge, 1.4)
            paint.write(painter, plate, words, "body_strong", theme.due_soon.text, paint.CENTRE)
        else:
            paint.panel(painter, plate, theme.bg1)
            paint.write(painter, plate, words, "second_strong", theme.t1, paint.CENTRE)

    # --- inside -----------------------------------------------------------------------------------------------

    def _took(self, frame: Any) -> None:
        was = self.state
        self._watch.frame(self._monotonic())
        self._frame = frame
        if was is not Feed.LIVE:
            self.restyle(self._look)
        else:
            self.update()

    def _broke(self, fault: str) -> None:
        self._watch.broke(self._monotonic(), fault)
        self.restyle(self._look)


def _fitted(box: QRectF, picture: QImage) -> QRectF:
    """The largest box of the picture's shape inside another, in its middle."""
    scale = min(box.width() / picture.width(), box.height() / picture.height())
    wide, high = picture.width() * scale, picture.height() * scale
    return QRectF(box.center().x() - wide / 2, box.center().y() - high / 2, wide, high)
