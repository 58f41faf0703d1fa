"""Which keys do what at this seat: an act's own keys, or those a person has put in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_BETWEEN: Final = "@"


def own(act: str, key: str) -> str:
    """A cap that shows the present key of an act, which is `key` until somebody chooses another."""
    return f"{act}{_BETWEEN}{key}"


def is_single(key: str) -> bool:
    """Whether a key alone, or with Shift, writes a sign: these can be switched off (WCAG 2.1.4)."""
    return len(key.removeprefix("Shift+")) == 1


@dataclass(frozen=True)
class Keys:
    """The choice of one seat: act → the keys in place of its own, and whether single letters do anything."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    has_single: bool = True

    def of(self, act: str, keys: Sequence[str]) -> tuple[str, ...]:
        """The keys of an act whose own are `keys`."""
        found = tuple(self.chosen.get(act, keys))
        return found if self.has_single else tuple(key for key in found if not is_single(key))

    def present(self, caps: Iterable[str]) -> tuple[str, ...]:
        """Caps with the present keys in place of what `own` wrote; an act without a key has no cap."""
        found: list[str] = []
        for cap in caps:
            act, between, key = cap.partition(_BETWEEN)
            if between and act:
                found.extend(self.of(act, (key,))[:1])
            else:
                found.append(cap)
        return tuple(found)
