"""The desk's sounds as data and as samples: short pulses, never a continuous tone, each at pitches of its own."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

RATE: Final = 22_050  # samples a second
RAMP_S: Final = 0.008  # each pulse swells and fades, so that nothing clicks
LOWEST, HIGHEST, APART = 500.0, 3_000.0, 1.2  # Hz; two pitches are at least a fifth apart (ux.md 3.8)

Samples = npt.NDArray[np.float64]


class Pulse(Struct, frozen=True):
    """One pulse: its pitch in Hz, from when to when in seconds, and how loud of 1."""

    pitch: float
    start: float
    length: float
    gain: float = 1.0


class Tone(Struct, frozen=True):
    """One sound of the desk: its id, its name in both languages, and its pulses."""

    id: str
    zh: str
    en: str
    pulses: tuple[Pulse, ...]

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return max(pulse.start + pulse.length for pulse in self.pulses)


def _row(pitch: float, starts: tuple[float, ...], length: float, gain: float = 1.0) -> tuple[Pulse, ...]:
    return tuple(Pulse(pitch, start, length, gain) for start in starts)


# After ux.md 3.8: rhythm tells the urgency, pitch tells the kind; what is graver is quicker and longer.
TONES: Final = (
    Tone("p1", "特急新事件", "New critical case", _row(800.0, (0.0, 0.18, 0.36, 0.68, 0.86), 0.12)),
    Tone("p2", "紧急新事件", "New urgent case", _row(965.0, (0.0, 0.24, 0.48), 0.15)),
    Tone("p3", "较急新事件", "New elevated case", _row(1165.0, (0.0, 0.32), 0.16, 0.45)),
    Tone("late", "超期", "Overdue", (Pulse(1700.0, 0.0, 0.18), Pulse(1410.0, 0.24, 0.24))),
    Tone("link_lost", "链路中断", "Link lost", _row(660.0, (0.0, 0.2), 0.14, 0.7)),
    Tone("link_back", "链路恢复", "Link back", _row(2980.0, (0.0, 0.16), 0.1, 0.4)),
    Tone("knock", "演练前导", "Drill", _row(500.0, (0.0,), 0.05)),
)
BY_ID: Final = {tone.id: tone for tone in TONES}


def samples(tone: Tone, volume: float) -> Samples:
    """A tone between -1 and 1 at `RATE`; `volume` from 0 to 1."""
    whole = np.zeros(round(tone.seconds * RATE) + 1)
    for pulse in tone.pulses:
        count = round(pulse.length * RATE)
        at = np.arange(count) / RATE
        swell = np.minimum(1.0, np.minimum(at, at[::-1]) / RAMP_S)
        first = round(pulse.start * RATE)
        whole[first : first + count] += pulse.gain * swell * np.sin(2 * np.pi * pulse.pitch * at)
    return 0.9 * min(max(volume, 0.0), 1.0) * whole


def pcm(tone: Tone, volume: float) -> bytes:
    """A tone as 16 bit little-endian mono."""
    return (samples(tone, volume) * 32_767).astype("<i2").tobytes()


def led_by(first: Tone, then: Tone, gap: float = 0.12) -> Tone:
    """One tone after another as one: what a drill does with every sound."""
    after = first.seconds + gap
    moved = (Pulse(p.pitch, p.start + after, p.length, p.gain) for p in then.pulses)
    return Tone(f"{first.id}+{then.id}", then.zh, then.en, (*first.pulses, *moved))
