"""How old what is shown may be: one rule for every panel, in this window and in all others."""

from __future__ import annotations

from datetime import datetime

from console.desk import Desk
from widgets import format as fmt
from widgets.look import Look


def as_of(desk: Desk) -> datetime | None:
    """When the data that is shown ends; None while it is live, or before there is any."""
    return desk.connection.data_at if desk.connection.is_lost else None


def as_of_words(desk: Desk, look: Look) -> str:
    """The same for the head of a panel; "" while the data is live."""
    at = as_of(desk)
    if at is not None:
        return look.text("view.as_of", time=fmt.hour_minute(at))
    return look.text("data_none") if desk.connection.is_lost else ""
