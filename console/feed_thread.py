"""The thread "feed": one asyncio loop that keeps the line to the hub; it talks to the GUI through the inbox alone."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, TypeVar

from console.grants import Grants, OfferItem
from console.probe import ProbeItem
from console.vault import Vault
from core.client.checking import CheckedItem
from core.client.connection import UnreachableError
from core.client.credentials import Credentials, Password, Token
from core.client.feed import Feed
from core.client.items import FaultItem, Item, LinkItem, LinkStatus, ReadyItem
from core.domain.commands import Command
from core.protocol import errors

JOIN_S: Final = 10.0
MOST_WAITING: Final = 256  # items; beyond it the feed stops reading until the desk has folded some

PROBE_S: Final = 5.0
GRACE_S: Final = 1.0  # so long a hub may take to let a token in before the desk goes on with its last picture
WITHOUT_HUB: Final = (LinkStatus.CONNECTING, LinkStatus.DOWN)
REVOKED: Final = 4006
UNKNOWN: Final = 4004
T = TypeVar("T")

Told = Item | ProbeItem | CheckedItem | OfferItem
Inbox = deque[tuple[float, Told]]
Check = Callable[[str, str], Awaitable[CheckedItem]]
Build = Callable[[Credentials, Callable[[Item], None], Callable[[], bool]], Feed]


class FeedThread:
    """Runs a feed for whoever is signed in; its methods are called in the GUI thread and return at once."""

    def __init__(
        self,
        build: Build,
        inbox: Inbox,
        monotonic: Callable[[], float],
        credentials: Credentials | None,
        probe: Callable[[], Awaitable[ProbeItem]],
        check: Check | None = None,
        vault: Vault | None = None,
        grants: Grants | None = None,
        disk: Executor | None = None,
    ) -> None:
        self._build = build
        self._inbox = inbox
        self._monotonic = monotonic
        self._credentials = credentials
        self._probe = probe
        self._check = check
        self._vault = vault or Vault()
        self._trying: Password | None = None
        self._looks_at: str | None = None
        self._grants, self._disk = grants, disk
        self._is_on_grant = False  # this machine vouches for who sits here, the hub has not yet
        self._was_ready = False  # the hub has, for this credential
        self._checks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._feed: Feed | None = None
        self._wake: asyncio.Event | None = None
        self._stopping = False
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed")

    def start(self) -> None:
        """Start the thread and wait until its loop stands."""
        self._thread.start()
        self._started.wait(JOIN_S)

    def stop(self) -> None:
        """End the feed cleanly and join the thread: the outbox and the picture are on disk then."""
        self._call(self._stop)
        self._thread.join(JOIN_S)

    @property
    def is_alive(self) -> bool:
        """True while the thread runs."""
        return self._thread.is_alive()

    def submit(self, commands: Sequence[Command]) -> None:
        """Save the commands as one group, then send them."""
        self._call(lambda: self._feed.submit(commands) if self._feed is not None else None)

    def review(self, command_id: str, send: bool) -> None:
        """Send a command past its use-by after all, or let it go."""
        self._call(lambda: self._feed.review(command_id, send) if self._feed is not None else None)

    def look(self, subject: str | None) -> None:
        """The case this person has open."""
        self._call(lambda: self._look_at_case(subject))

    def sign_in(self, user: str, password: str, seat: str, take: bool = False) -> None:
        """Open a session for a person; `take` takes the seat over from whoever sits there."""
        self._call(lambda: self._enter(Password(user=user, password=password, seat=seat or None, take=take)))

    def enter_offline(self, user: str, password: str, seat: str) -> None:
        """Sit down while the hub is away, on what it said last; it is asked as soon as it is there."""
        self._call(lambda: self._start(self._admit(user, password, seat or None)))

    def sign_out(self) -> None:
        """End the session: what is held is released, the password forgotten."""
        self._call(self._leave)

    def check(self, user: str, password: str) -> None:
        """Whether this is that person; a CheckedItem answers."""
        self._call(lambda: self._start_check(user, password))

    # --- in the feed's thread ---------------------------------------------------------------------------------

    def _call(self, act: Callable[[], None]) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(act)

    def _tell(self, item: Told) -> None:
        if isinstance(item, ReadyItem):
            self._let_in(item)
        elif isinstance(item, LinkItem):
            self._follow(item)
        if isinstance(item, ReadyItem) and self._trying is not None and self._loop is not None:
            trying, self._trying = self._trying, None
            self._loop.run_in_executor(None, self._vault.keep, item.actor, trying.password)
        self._inbox.append((self._monotonic(), item))

    def _has_room(self) -> bool:
        return len(self._inbox) < MOST_WAITING

    def _run(self) -> None:
        asyncio.run(self._live())

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._started.set()
        while not self._stopping:
            credentials, self._credentials = self._credentials, None
            if credentials is None:
                await self._idle()
                continue
            await self._serve(credentials)

    async def _idle(self) -> None:
        """Nobody is signed in: look whether the hub is there, every few seconds, until somebody is."""
        assert self._wake is not None
        asking = asyncio.ensure_future(self._look())
        await self._wake.wait()
        self._wake.clear()
        asking.cancel()
        await asyncio.wait({asking})

    async def _look(self) -> None:
        while True:
            if self._grants is not None:
                self._tell(await self._on_disk(self._grants.offer))
            self._tell(await self._probe())
            await asyncio.sleep(PROBE_S)

    async def _serve(self, credentials: Credentials) -> None:
        """One credential's feed, until the hub refuses it, somebody else signs in, or the end."""
        self._feed = self._build(credentials, self._tell, self._has_room)
        self._feed.look(self._looks_at)
        try:
            await self._feed.run()
        except Exception as broken:
            # a feed that ends silently would leave a picture that lies
            self._tell(FaultItem(where="feed", detail=f"{type(broken).__name__}: {broken}"))
            raise
        finally:
            self._feed = None

    def _look_at_case(self, subject: str | None) -> None:
        self._looks_at = subject
        if self._feed is not None:
            self._feed.look(subject)

    def _leave(self) -> None:
        self._vault.forget()
        if self._feed is not None:
            self._feed.leave()

    async def _on_disk(self, act: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, partial(act, *args))

    def _let_in(self, ready: ReadyItem) -> None:
        """The hub has let somebody in: that holds here for a while, also without it."""
        credentials = self._feed.credentials if self._feed is not None else None
        if self._grants is None or credentials is None or ready.until is not None:
            return
        self._was_ready, self._is_on_grant = True, False
        user = credentials.user if isinstance(credentials, Password) else ready.actor
        password = self._trying.password if self._trying is not None else None
        self._start(self._on_disk(self._grants.keep, ready, credentials.key, user, password))

    def _follow(self, link: LinkItem) -> None:
        """Forget the grant where the hub says no; use it where a seat with a token finds no hub."""
        if self._grants is None:
            return
        credentials = self._feed.credentials if self._feed is not None else None
        if link.state is LinkStatus.REFUSED and (link.code == REVOKED or self._was_ready or self._is_on_grant):
            self._start(self._on_disk(self._grants.drop))
        is_known = self._was_ready or self._is_on_grant
        if link.state in WITHOUT_HUB and isinstance(credentials, Token) and not is_known:
            self._is_on_grant = True
            wait = 0.0 if link.state is LinkStatus.DOWN else GRACE_S
            self._start(self._admit_token(credentials, wait))

    async def _admit_token(self, credentials: Token, wait: float) -> None:
        """A hub that does not answer at all keeps nobody waiting for the picture."""
        assert self._grants is not None
        await asyncio.sleep(wait)
        ready = await self._on_disk(self._grants.admit_token, credentials.key)
        if ready is not None and not self._was_ready:
            self._inbox.append((self._monotonic(), ready))

    async def _admit(self, user: str, password: str, seat: str | None) -> None:
        assert self._grants is not None
        found = await self._on_disk(self._grants.admit, user, password, seat)
        now = datetime.now(UTC)
        if isinstance(found, int):
            self._tell(LinkItem(LinkStatus.REFUSED, now, code=UNKNOWN, error=errors.denied(found, None)))
            return
        self._inbox.append((self._monotonic(), found))
        self._tell(LinkItem(LinkStatus.DOWN, now))
        self._enter(Password(user=user, password=password, seat=seat))
        self._is_on_grant = True
        await asyncio.to_thread(self._vault.keep, found.actor, password)

    def _start_check(self, user: str, password: str) -> None:
        self._start(self._look_at(user, password))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        async def told() -> None:
            try:
                await work
            except OSError as fault:  # a full disk costs the start without a hub, never the desk
                self._tell(FaultItem(where="store", detail=str(fault)))

        task = asyncio.ensure_future(told())
        self._checks.add(task)
        task.add_done_callback(self._checks.discard)

    async def _look_at(self, user: str, password: str) -> None:
        """Ask the hub; while it is away, who signed in here is known all the same."""
        try:
            if self._check is None:
                raise UnreachableError("nobody to ask")
            self._tell(await self._check(user, password))
        except UnreachableError:
            fits = await asyncio.to_thread(self._vault.fits, user, password)
            self._tell(CheckedItem(user=user, ok=fits, is_offline=True))

    def _enter(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._trying = credentials if isinstance(credentials, Password) else None
        self._was_ready = self._is_on_grant = False
        if self._feed is not None:
            self._feed.stop()
        if self._wake is not None:
            self._wake.set()

    def _stop(self) -> None:
        self._stopping = True
        if self._feed is not None:
            self._feed.stop()
        if self._wake is not None:
            self._wake.set()
