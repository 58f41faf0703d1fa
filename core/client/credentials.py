"""How a client says who it is: a token, or a person's name and password."""

from __future__ import annotations

from hashlib import sha256

from msgspec import Struct

from core.protocol.frames import PRESENCE, Identify, SignIn

CAPS = (PRESENCE,)


class Token(Struct, frozen=True):
    """An account's token, as printed once by `hubpost user add`."""

    token: str
    seat: str | None = None

    @property
    def key(self) -> str:
        """What the disk knows this credential by; tells nothing of the token."""
        return "token:" + sha256(self.token.encode()).hexdigest()

    def __repr__(self) -> str:
        return "Token(…)"


class Password(Struct, frozen=True):
    """A person at a seat."""

    user: str
    password: str
    seat: str | None = None
    otp: str | None = None
    take: bool = False  # the seat is taken over from whoever sits there

    @property
    def key(self) -> str:
        """What the disk knows this person by."""
        return "user:" + self.user

    def __repr__(self) -> str:
        return f"Password({self.user!r}, …)"


Credentials = Token | Password


def first_words(credentials: Credentials, token: str | None, client: str) -> Identify | SignIn:
    """The frame that opens a session: by the token where there is one."""
    if isinstance(credentials, Token):
        return Identify(token=credentials.token, client=client, seat=credentials.seat, caps=CAPS)
    if token is not None:
        return Identify(token=token, client=client, seat=credentials.seat, caps=CAPS)
    return SignIn(
        user=credentials.user,
        password=credentials.password,
        client=client,
        seat=credentials.seat,
        otp=credentials.otp,
        take=credentials.take,
        caps=CAPS,
    )
