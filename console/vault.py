"""The password of who sits here as an Argon2 hash, in memory alone: a locked seat opens while the hub is away."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError


class Vault:
    """Keeps one person's hash; nothing is written anywhere, and signing out forgets it."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._kept: tuple[str, str] | None = None

    def keep(self, user: str, password: str) -> None:
        """Remember who signed in; takes as long as a hashing."""
        self._kept = (user, self._hasher.hash(password))

    def forget(self) -> None:
        """Nobody sits here any more."""
        self._kept = None

    def fits(self, user: str, password: str) -> bool:
        """Whether this is who signed in here."""
        if self._kept is None or self._kept[0] != user:
            return False
        try:
            return self._hasher.verify(self._kept[1], password)
        except VerifyMismatchError:
            return False
