"""The sounds as they are: pitches a fifth apart, pulses with pauses, no clicks, louder only by the volume."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from widgets.tones import APART, BY_ID, HIGHEST, LOWEST, RATE, TONES, Tone, led_by, pcm, samples

EACH = pytest.mark.parametrize("tone", TONES, ids=[tone.id for tone in TONES])


def test_that_pitches_lie_in_the_band_and_a_fifth_apart() -> None:
    pitches = sorted({pulse.pitch for tone in TONES for pulse in tone.pulses})
    assert pitches[0] >= LOWEST
    assert pitches[-1] <= HIGHEST
    assert all(high / low >= APART for low, high in pairwise(pitches))
    owners = [pulse.pitch for tone in TONES for pulse in {p.pitch: p for p in tone.pulses}.values()]
    assert len(owners) == len(set(owners)), "no pitch belongs to two sounds"


@EACH
def test_that_the_samples_have_the_pitches_they_claim(tone: Tone) -> None:
    for pulse in tone.pulses:
        first, count = round(pulse.start * RATE), round(pulse.length * RATE)
        spectrum = np.abs(np.fft.rfft(samples(tone, 1.0)[first : first + count], 1 << 16))
        found = float(np.argmax(spectrum)) * RATE / (1 << 16)
        assert found == pytest.approx(pulse.pitch, rel=0.03)


@EACH
def test_that_nothing_is_continuous_and_nothing_clicks(tone: Tone) -> None:
    wave = samples(tone, 1.0)
    assert np.abs(np.diff(wave)).max() < 0.9 * 2 * np.pi * HIGHEST / RATE + 0.05
    assert abs(wave[0]) < 0.01
    assert abs(wave[-1]) < 0.01
    assert max(pulse.length for pulse in tone.pulses) <= 0.25
    ends = sorted((pulse.start, pulse.start + pulse.length) for pulse in tone.pulses)
    assert all(later[0] - before[1] >= 0.02 for before, later in pairwise(ends))


def test_that_graver_is_more() -> None:
    assert [len(BY_ID[sound].pulses) for sound in ("p1", "p2", "p3")] == [5, 3, 2]


def test_that_the_volume_is_the_volume() -> None:
    loud, soft, none = (samples(BY_ID["p2"], volume) for volume in (1.0, 0.5, 0.0))
    assert np.allclose(loud, 2 * soft)
    assert not none.any()
    raw = np.frombuffer(pcm(BY_ID["p2"], 1.0), "<i2")
    assert 0.85 * 32767 < np.abs(raw).max() <= 32767


def test_that_a_drill_knocks_first() -> None:
    drill = led_by(BY_ID["knock"], BY_ID["p1"])
    assert len(drill.pulses) == 6
    assert drill.pulses[0].pitch == 500.0
    assert drill.seconds > BY_ID["p1"].seconds
