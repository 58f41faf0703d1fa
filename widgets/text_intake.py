"""The words of registering a case by hand, of its slip, and of what every printed page carries."""

from __future__ import annotations

from typing import Final

INTAKE: Final[dict[str, tuple[str, str]]] = {
    # paper
    "print.page": ("第 {number} 页，共 {of} 页", "Page {number} of {of}"),
}
