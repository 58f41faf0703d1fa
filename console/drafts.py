"""What somebody is writing and has not sent: kept on this machine's disk as it is written, for its writer alone."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from typing import Protocol

from core.client.keeper import StoreError


class DraftStore(Protocol):
    """The disk, used from its own thread. Raises StoreError."""

    def drafts(self, owner: str) -> dict[str, str]:
        """Everything this person has begun."""

    def keep_draft(self, owner: str, key: str, text: str) -> None:
        """Keep a text in place of the one before; an empty one is forgotten."""


class Drafts:
    """Texts by key, e.g. "note/NO"; without a store they live as long as the program."""

    def __init__(self, store: DraftStore | None = None, executor: Executor | None = None) -> None:
        self._store, self._executor = store, executor
        self._texts: dict[str, str] = {}
        self._owner = ""
        self._loading: Future[dict[str, str]] | None = None
        self._writing: Future[None] | None = None
        self.trouble = ""  # why the disk did not take the last one

    def sit(self, owner: str) -> None:
        """Somebody sits down: theirs are loaded, and nobody else's are seen."""
        if owner == self._owner:
            return
        self._owner, self._texts = owner, {}
        if self._store is not None and self._executor is not None:
            self._loading = self._executor.submit(self._store.drafts, owner)

    def arrived(self) -> bool:
        """True once, when what was loaded has come; asked now and then by who shows it."""
        if self._loading is None or not self._loading.done():
            return False
        loaded, self._loading = self._loading, None
        try:
            self._texts = loaded.result() | self._texts
        except StoreError as fault:
            self.trouble = str(fault)
        return True

    def get(self, key: str) -> str:
        """The text, empty where nothing was begun."""
        return self._texts.get(key, "")

    def keys(self, prefix: str) -> tuple[str, ...]:
        """The keys that begin so and have a text."""
        return tuple(key for key in self._texts if key.startswith(prefix))

    def put(self, key: str, text: str) -> None:
        """Keep it; returns at once, the disk is written by its own thread."""
        if text == self.get(key):
            return
        if text.strip():
            self._texts[key] = text
        else:
            self._texts.pop(key, None)
            text = ""
        if self._store is None or self._executor is None or not self._owner:
            return
        self._note_trouble()
        self._writing = self._executor.submit(self._store.keep_draft, self._owner, key, text)

    def _note_trouble(self) -> None:
        if self._writing is not None and self._writing.done():
            fault = self._writing.exception()
            self.trouble = str(fault) if fault is not None else ""
