"""How long the GUI stood still: gaps between beats of a timer, beyond the timer's own pace."""

from __future__ import annotations

from time import perf_counter
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

PACE_MS: Final = 5


class StallMeter(QObject):
    """Beats every few milliseconds while it lives; a late beat is time in which no key would have been heard."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gaps: list[float] = []
        self._last: float | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(PACE_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin anew."""
        self._gaps.clear()
        self._last = None
        self._timer.start()

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()

    def percentile(self, share: float) -> float:
        """The gap, in milliseconds beyond the pace, that `share` of all beats stayed below; 0 before any."""
        if not self._gaps:
            return 0.0
        return sorted(self._gaps)[min(len(self._gaps) - 1, int(share * len(self._gaps)))]

    def _beat(self) -> None:
        now = perf_counter()
        if self._last is not None:
            self._gaps.append(max(0.0, (now - self._last) * 1000 - PACE_MS))
        self._last = now
