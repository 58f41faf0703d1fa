"""Who sits here changes: relief (顶岗) over the running layout, claims moved by one Enter, and signing out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.actions import EVERYWHERE, Action
from console.desk import Desk, Notice
from console.lock import denied
from core.client.checking import CheckedItem
from core.domain import commands as cmd
from core.domain.nouns import Case
from core.domain.refusals import Refusal
from widgets.confirm_bar import ConfirmBar, Question
from widgets.keys import own
from widgets.lock_cover import PersonBar, foot_of
from widgets.look import Look

NAMED = 6  # cases named in the bar; the rest are counted
NOBODY_HERE = Refusal(rule="nobody", zh="本席无人登录", en="Nobody is signed in here")


class Relief(QObject):
    """The first person stays signed in until the second one's password has been looked at."""

    done = Signal()  # the keyboard goes back

    def __init__(self, desk: Desk, look: Look, confirm: ConfirmBar, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._look, self._window = desk, look, window
        self.confirm = confirm
        self.bar = PersonBar(look, window, can_leave=True)
        self.bar.hide()
        self._tried: tuple[str, str] | None = None
        self._relieved: str | None = None  # whose claims are to be moved once the second person sits
        self.bar.given.connect(self._given)
        self.bar.left.connect(self._leave)
        desk.checked.connect(self._checked)
        desk.ready.connect(self._sits)

    # --- the overlay's side -----------------------------------------------------------------------------------

    def acts(self) -> Sequence[Action]:
        """Relief and sign-out."""
        return (
            Action("relief", "顶岗", "Relief", ("Ctrl+R",), self.open, self._refusal, EVERYWHERE, verbs=("dg",)),
            Action(
                "sign_out", "签退", "Sign out", ("Ctrl+Q",), self.ask_sign_out, self._refusal, EVERYWHERE, verbs=("qt",)
            ),
        )

    @property
    def is_open(self) -> bool:
        """Whether somebody is about to sign in here."""
        return not self.bar.isHidden()

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        self.bar.restyle(look)
        self._say()

    def tick(self, now: datetime) -> None:
        """Nothing here changes by itself."""

    def fit(self) -> None:
        """The window has another size."""
        self.bar.setGeometry(*foot_of(self._window))

    def escape(self) -> bool:
        """Give it up."""
        if not self.is_open:
            return False
        self._leave()
        return True

    # --- relief -----------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Ask who takes over."""
        if self._refusal() is not None:
            return
        self._say()
        self.fit()
        self.bar.show()
        self.bar.raise_()
        self.bar.begin("")

    def _refusal(self) -> Refusal | None:
        return None if self._desk.actor.name else NOBODY_HERE

    def _given(self, user: str, password: str) -> None:
        if user == self._desk.actor.name:
            self.bar.show_error(self._look.text("relief.same"))
            return
        self._tried = (user, password)
        self.bar.show_busy(self._look.text("seat.busy"))
        self._desk.check(user, password)

    def _checked(self, found: CheckedItem) -> None:
        if self._tried is None or found.user != self._tried[0] or not self.is_open:
            return
        (user, password), self._tried = self._tried, None
        if found.ok and not found.is_offline:
            self.bar.hide()
            self._relieved = self._desk.actor.name
            self._desk.sign_in(user, password, self._desk.actor.seat or "", take=True)
            return
        self.bar.show_error(self._look.text("relief.offline") if found.is_offline else denied(found, self._look))
        self.bar.take_focus()

    def _sits(self, _: object) -> None:
        """The second person sits here: offer what the first one held."""
        before, self._relieved = self._relieved, None
        if before is None or before == self._desk.actor.name:
            return
        held = self._held(before)
        if not held:
            self._tell(
                f"{self._desk.actor.name} 顶岗，{before} 手上没有事件",
                f"{self._desk.actor.name} took over; {before} held no case",
            )
            self.done.emit()
            return
        numbers = " ".join(case.no.rpartition("-")[2] for case in held[:NAMED]) + (" …" if len(held) > NAMED else "")
        question = Question(
            what=self._words(f"接过 {before} 手上的 {len(held)} 件", f"Take over {len(held)} cases of {before}"),
            whom=numbers,
            go="relief.go",
        )
        self.confirm.ask(question, lambda: self._take(before), self.done.emit)

    def _take(self, before: str) -> None:
        """One group: taken over, or claimed where the lease has lapsed meanwhile."""
        wanted: list[tuple[str, str, cmd.Body]] = [
            ("case.take_over", f"case/{case.no}", cmd.Nothing()) for case in self._held(before)
        ]
        if wanted and self._desk.submit_group(wanted):
            self._tell(f"已接过 {len(wanted)} 件", f"Took over {len(wanted)} cases")

    def _held(self, who: str) -> list[Case]:
        held = [case for case in self._desk.board.cases.values() if case.holder == who]
        return sorted(held, key=lambda case: (case.priority, case.no))

    # --- signing out ------------------------------------------------------------------------------------------

    def ask_sign_out(self) -> None:
        """Say what will be released, then sign out; starts on Cancel, for relief is the usual way."""
        if self._refusal() is not None:
            return
        held, lost = len(self._held(self._desk.actor.name)), self._desk.connection.is_lost
        if lost:
            whom = self._words("与枢纽失联：认领到期自行释放", "The hub is out of reach: claims lapse by themselves")
        else:
            key = " ".join(self._look.caps((own("relief", "Ctrl+R"),)))
            whom = self._words(
                f"释放认领 {held} 件；换人请用顶岗 {key}", f"Releases {held} claims; to change places: relief {key}"
            )
        question = Question(
            what=self._words(f"{self._desk.actor.name} 签退", f"Sign {self._desk.actor.name} out"),
            whom=whom,
            is_final=True,
        )
        self.confirm.ask(question, self._desk.sign_out, self.done.emit)

    def _leave(self) -> None:
        self._tried = None
        self.bar.hide()
        self.done.emit()

    def _say(self) -> None:
        look = self._look
        self.bar.say(look.text("relief.title"), look.text("relief.detail", who=self._desk.actor.name), "relief.go")

    def _tell(self, zh: str, en: str) -> None:
        self._desk.noticed.emit(Notice("done", zh, en))

    def _words(self, zh: str, en: str) -> str:
        return zh if self._look.lang.startswith("zh") else en
