"""Texts broken into the lines there is room for."""

from __future__ import annotations

from widgets import paint

_CLOSING = "，。、；：！？）》」』”’…,.;:!?)"


def wrapped(text: str, role: str, room: float, most: int) -> list[str]:
    """A text broken anywhere into at most so many lines; the last holds the rest and is cut when painted."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        rest = paragraph.strip()
        while rest and len(lines) < most - 1:
            cut = _fitting(rest, role, room)
            lines.append(rest[:cut].rstrip())
            rest = rest[cut:].lstrip()
        if rest:
            lines.append(rest[:400])
            break
    return lines


def _fitting(text: str, role: str, room: float) -> int:
    """How many signs of `text` fit; breaks at a blank where one is near."""
    low, high = 1, min(len(text), 400)
    while low < high:
        middle = (low + high + 1) // 2
        if paint.width(text[:middle], role) <= room:
            low = middle
        else:
            high = middle - 1
    if low < len(text) and text[low - 1].isascii() and text[low].isascii():
        blank = text.rfind(" ", max(0, low - 16), low + 1)
        return blank if blank > 0 else low
    # a line does not begin with what closes the one before
    return low - 1 if low < len(text) and text[low] in _CLOSING and low > 1 else low
