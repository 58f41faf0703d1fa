"""Lets the codecs speak of errors only: FFmpeg tells every file it opens on standard error."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLibraryInfo, QLoggingCategory

_AV_LOG_ERROR: Final = 16
_NAMES: Final = ("libavutil.so.*[0-9]", "libavutil.*.dylib", "avutil-*.dll")


def quiet_codecs() -> None:
    """Lower the voice of the library the player has loaded; to be called once there is a player, which resets it."""
    QLoggingCategory.setFilterRules("qt.multimedia.*.info=false\nqt.multimedia.*.warning=false")
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.LibrariesPath))
    for pattern in _NAMES:
        for library in folder.glob(pattern):
            try:
                ctypes.CDLL(str(library)).av_log_set_level(_AV_LOG_ERROR)
            except (OSError, AttributeError):
                continue  # a Qt built in another way stays as talkative as it is
