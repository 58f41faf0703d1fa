"""Qt's player behind a tile: frames out, faults in words, and no picture surface of its own."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final, Protocol

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QImage

NETWORK_TIMEOUT_MS: Final = 4_000


class Player(Protocol):
    """What a tile needs of a player."""

    frame: Any
    """A signal: a picture came (object with `toImage`)."""
    broke: Any
    """A signal: the stream failed or ended, with the reason in words."""

    def open(self, url: str) -> None:
        """Play this address, dropping what was played before."""

    def close(self) -> None:
        """Play nothing and let go of the line."""


class StreamPlayer(QObject):
    """One QMediaPlayer into one QVideoSink; sound is never taken."""

    frame = Signal(object)
    broke = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        media = import_module("PySide6.QtMultimedia")  # late: it loads a codec library and needs libpulse
        self._media = media
        self._sink = media.QVideoSink(self)
        self._sink.videoFrameChanged.connect(self._took)
        self._player: Any = None

    def open(self, url: str) -> None:
        """Play this address; a fresh player each time, for one that lost its line does not always find it again."""
        self.close()
        media = self._media
        player = media.QMediaPlayer(self)
        options = getattr(media, "QPlaybackOptions", None)  # since Qt 6.10
        if options is not None:
            wanted = options()
            wanted.setNetworkTimeout(NETWORK_TIMEOUT_MS)
            player.setPlaybackOptions(wanted)
        player.setVideoSink(self._sink)
        player.errorOccurred.connect(self._failed)
        player.mediaStatusChanged.connect(self._status)
        self._player = player
        player.setSource(QUrl(url))
        player.play()

    def close(self) -> None:
        """Stop and let go."""
        player, self._player = self._player, None
        if player is not None:
            player.errorOccurred.disconnect(self._failed)
            player.mediaStatusChanged.disconnect(self._status)
            player.setVideoSink(None)
            player.stop()
            player.setSource(QUrl())
            player.deleteLater()

    def _took(self, frame: Any) -> None:
        if frame.isValid() and self._player is not None:
            self.frame.emit(frame)

    def _failed(self, _: Any, words: str) -> None:
        self.broke.emit(words)

    def _status(self, status: Any) -> None:
        ended = self._media.QMediaPlayer.MediaStatus
        if status == ended.EndOfMedia:
            self.broke.emit("end of stream")
        elif status == ended.InvalidMedia:
            self.broke.emit("not a stream")


def can_play() -> str | None:
    """None when this machine can play video, else what is missing."""
    try:
        import_module("PySide6.QtMultimedia")
    except ImportError as missing:
        return str(missing)
    return None


def image_of(frame: Any) -> QImage:
    """A frame as a picture."""
    picture = frame.toImage()
    return picture if isinstance(picture, QImage) else QImage()
