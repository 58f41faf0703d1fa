"""How alike texts are, by their characters; the library is read when it is first asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_PART: Final = 0.9  # the one standing whole inside the other says a little less than the two being the same
_SHORT: Final = 4  # fewer characters than this stand inside anything


def alike(text: str, texts: Sequence[str]) -> Sequence[float]:
    """How alike one text is to each of many, 0 to 1; also where one stands inside the other."""
    from rapidfuzz import fuzz, process  # 10 MB: not before somebody registers a case

    whole = process.cdist([text], texts, scorer=fuzz.ratio)[0] / 100
    if len(text) < _SHORT:
        return [float(one) for one in whole]
    part = process.cdist([text], texts, scorer=fuzz.partial_ratio)[0] / 100
    long = [len(other) >= _SHORT for other in texts]
    return [float(max(w, _PART * p) if is_long else w) for w, p, is_long in zip(whole, part, long, strict=True)]
