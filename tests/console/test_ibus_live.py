"""Chinese by a real input method: ibus with libpinyin under an X server, keys as a keyboard gives them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.ibus_live import STORIES
from tests.console.ibus_room import ibus_room, lacking

ROOT = Path(__file__).parents[2]
FIX = "run ./hubpost test as root on Debian, or see ./hubpost doctor"

pytestmark = pytest.mark.skipif(bool(lacking()), reason=f"lacks {', '.join(lacking())}: {FIX}")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """One display and one input method for all stories."""
    with ibus_room(tmp_path_factory.mktemp("ibus")) as env:
        yield env


@pytest.mark.timeout(300)
@pytest.mark.parametrize("story", STORIES)
def test_that_pinyin_is_typed_and_no_key_of_an_unfinished_word_acts(room: dict[str, str], story: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.console.ibus_live", story],
        cwd=ROOT,
        env={**room, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
