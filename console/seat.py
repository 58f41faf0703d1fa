"""What belongs to a seat and not to a page, laid over the window: second person, lock, relief, signing out."""

from __future__ import annotations

from dataclasses import dataclass

from console.desk import Desk
from console.lock import SeatLock
from console.relief import Relief
from console.second_person import SecondPerson
from console.surge_view import SurgeTurns
from console.window import Window
from widgets.confirm_bar import ConfirmBar
from widgets.look import Look


@dataclass(frozen=True)
class Seat:
    """The overlays of a seat."""

    second: SecondPerson
    relief: Relief
    lock: SeatLock
    confirm: ConfirmBar


def lay_seat(desk: Desk, look: Look, window: Window, has_password: bool = True) -> Seat:
    """Build them and hand them to the window; the lock lies above all."""
    confirm = ConfirmBar(look, window)
    second = SecondPerson(desk, look, confirm, window)
    relief = Relief(desk, look, confirm, window)
    lock = SeatLock(desk, look, window, has_password)
    surge = SurgeTurns(desk)
    for overlay in (second, relief, lock, surge):
        window.lay(overlay)
    window.banner_takers.append(surge.banner_acted)
    window.notice_sources.append(second.notices)
    window.banner_takers.append(second.banner_acted)
    window.blocked = lambda: lock.is_open
    window.covers.append(lock.cover)
    for turned in (lock.shut, lock.opened):
        turned.connect(window.hold)
        turned.connect(window.dim)
    second.case_wanted.connect(window.open_case)
    for goes_back in (second.done, relief.done, lock.opened):
        goes_back.connect(window.take_focus)
    return Seat(second, relief, lock, confirm)
