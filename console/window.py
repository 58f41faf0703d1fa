"""The console's window: strip, banner, pages with their rail, foot bar, and what is laid over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console import strip_view as strip
from console.actions import EVERYWHERE, HERE, Action, bind, key_lines, list_keys, wear
from console.beats import Beat, Spread, beats_of
from console.desk import Desk, Notice
from console.keyboard import Keyboard
from console.pages import Hinted, Overlay, Page
from console.pages.desk_page import DeskPage
from console.strip_feed import Block, StripFeed
from core.client.items import LinkItem, LinkStatus, ReadyItem
from core.domain.board import Changes
from core.domain.district import Words
from resources import data
from resources import text as shipped
from widgets import format as fmt
from widgets.banner import ModeBanner
from widgets.banner import Notice as BannerNotice
from widgets.buttons import QuietButton
from widgets.command_bar import CommandBar, Hint
from widgets.handbook import HandbookView
from widgets.key_card import KeyCard
from widgets.keys import own
from widgets.look import Look
from widgets.nav_rail import PAGES, NavRail
from widgets.sign_in import SignInPanel
from widgets.text import LANGS
from widgets.theme import GAP, THEMES, apply_theme
from widgets.toast import News, ToastKind, ToastStack
from widgets.top_strip import TopStrip

HINTS_MS: Final = 100
SIZE: Final = (1920, 1080)
LEAST: Final = (1366, 768)

# Why the hub ends a session for good: close code → words; what is not listed is told in the hub's own.
REFUSED: Final = {
    4004: Words("工号或密码不对，请重新输入", "Wrong number or password; try again"),
    4006: Words("账号已停用，请联系系统管理员", "The account is disabled; ask the administrator"),
    4010: Words("本席已在另一处登录，此处已退出", "This seat was signed in elsewhere; this one has ended"),
    4012: Words("本机版本与枢纽不合，请升级", "This version does not fit the hub; upgrade it"),
}
_HINTS: Final = (
    ("take", Hint((own("take", "Space"),), "ack_claim")),
    ("dispatch", Hint((own("dispatch", "D"),), "hint.dispatch")),
    ("urge", Hint((own("urge", "R"),), "hint.urge")),
    ("escalate", Hint((own("escalate", "E"),), "escalate")),
    ("phone", Hint((own("phone", "F"),), "hint.phone")),
    ("close", Hint((own("close", "O"),), "close_case")),
    ("note", Hint((own("note", "N"),), "hint.note")),
    ("more", Hint((own("more", "."),), "hint.more")),
)
_BY_PHONE: Final = Hint((own("dispatch", "D"),), "hint.dispatch_phone")  # what D does while the hub is away
_CLAIM: Final = Hint((own("take", "Space"),), "claim")
_PAGE_HINTS: Final = {
    "escalations": (
        ("rule", Hint((own("rule", "Enter"),), "act.rule")),
        ("send_down", Hint((own("send_down", "B"),), "act.send_down")),
        ("supervise", Hint((own("supervise", "S"),), "act.supervise")),
        ("open_case", Hint((own("open_case", "G"),), "act.open")),
    ),
    "video": (
        ("play", Hint((own("play", "Enter"),), "video.play")),
        ("stop", Hint((own("stop", "X"),), "video.stop")),
        ("roll", Hint((own("roll", "R"),), "video.roll")),
        ("yes", Hint((own("yes", "Y"),), "video.yes")),
        ("no", Hint((own("no", "N"),), "video.no")),
    ),
}
_COVERED: Final = Notice("failed", "下面的页面被盖住，先按 Esc", "The page beneath is covered; press Esc first")
_FIELDS: Final = (QLineEdit, QPlainTextEdit)
_ARMED: Final = (
    Hint(("Enter",), "hint.send"),
    Hint(("1–9",), "hint.other"),
    Hint(("Esc",), "hint.back"),
)


class Window(QWidget):
    """One window with all pages; tells pages the look, the changes and the time."""

    closing = Signal()
    styled = Signal(object)  # Look
    beat = Signal(bool, object)  # every half second: phase of what blinks, datetime

    def __init__(self, desk: Desk, look: Look, pages: Sequence[Page], desk_page: DeskPage) -> None:
        super().__init__()
        self._desk, self._look = desk, look
        self._desk_page = desk_page
        self._pages = {page.name: page for page in pages}
        self._open = desk_page.name
        self._phase = True
        self._has_hints = True
        self._tells_failures_only = False
        self.chooses: Callable[..., None] = self._wear  # theme and language by their buttons
        self._is_old = False
        self._told_link: LinkItem | None = None  # how the line stood when all was told anew
        self._away: dict[str, Callable[[], None]] = {}  # pages in a window of their own, and how to go there
        self.strip = TopStrip(look)
        self._strip_feed = StripFeed(desk, self.strip)
        self.banner = ModeBanner(look)
        self.rail = NavRail(look, [page for page in PAGES if page.id in self._pages])
        self.foot = CommandBar(look)
        self._stack = QStackedWidget()
        self._theme = QuietButton(look, "theme.light", small=True)
        self._lang = QuietButton(look, "lang.en", small=True)
        self._build()
        self.key_card = KeyCard(look, self)
        texts = {lang: shipped(f"docs/handbook_{lang[:2]}.md") for lang in LANGS}
        self.handbook = HandbookView(look, texts, self, lambda name: data(f"docs/{name}"))
        self.toasts = ToastStack(look, self)
        self.toasts.room = self._toast_room
        self.toasts.spared = self._fields
        self.sign_in = SignInPanel(look, self)
        self.sign_in.hide()
        self._overlays: list[Overlay] = []
        self._raised: list[Overlay] = []  # those that are open, the last raised at the end
        self._takes: tuple[str, str] | None = None  # number and seat whose next sign-in takes the seat over
        self.blocked: Callable[[], bool] = lambda: False  # whether the seat is locked
        self.covers: list[QWidget] = [self.sign_in]  # what still answers while nobody may work here
        self._elsewhere: list[QWidget] = []
        self._is_held = False
        self.keyboard = Keyboard(self, lambda: (self.strip, self.banner, self._rail_box, self._stack, self.foot))
        self.notice_sources: list[Callable[[Look, datetime], Sequence[BannerNotice]]] = []
        self.banner_takers: list[Callable[[str], bool]] = []
        self._acts = self._table()
        bind(self, (*self._acts, *desk_page.acts()), self._trigger, EVERYWHERE)
        self._connect()
        self._timer = Spread(self, self._pieces, hand=desk.hands_turn)
        self._hinting = QTimer(self)
        self._hinting.setSingleShot(True)
        self._hinting.setInterval(HINTS_MS)
        self._hinting.timeout.connect(self._show_hints)
        self._timer.start()
        self.setMinimumSize(*LEAST)
        self.restyle(look)

    def lay(self, overlay: Overlay) -> None:
        """Take an overlay in: its keys, its look, its Esc."""
        self._overlays.append(overlay)
        self._acts = (*overlay.acts(), *self._acts)
        bind(self, overlay.acts(), self._trigger, EVERYWHERE)
        overlay.restyle(self._look)
        wear(self, self._look.keys)

    @property
    def desk(self) -> Desk:
        """The desk behind it."""
        return self._desk

    # --- pages ------------------------------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """The open page."""
        return self._pages[self._open]

    @property
    def page_names(self) -> tuple[str, ...]:
        """The pages there are."""
        return tuple(self._pages)

    @property
    def desk_page(self) -> DeskPage:
        """The desk, wherever it stands."""
        return self._desk_page

    def lend(self, name: str, go_there: Callable[[], None]) -> QWidget | None:
        """Give a page away to another window; None for the last one here. `go_there` brings the keyboard to it."""
        here = [each for each in self._pages if each not in self._away and each != name]
        if not here or name in self._away:
            return None
        if self._open == name:
            self.show_page(self._desk_page.name if self._desk_page.name in here else here[0])
        self._away[name] = go_there
        self._stack.removeWidget(self._pages[name].widget())
        return self._pages[name].widget()

    def take_back(self, name: str) -> None:
        """Have a page here again; what is open stays open."""
        if self._away.pop(name, None) is not None:
            self._stack.addWidget(self._pages[name].widget())

    def page_named(self, name: str) -> Page | None:
        """A page, wherever it stands."""
        return self._pages.get(name)

    def add_acts(self, acts: Sequence[Action]) -> None:
        """Take in further acts that work everywhere."""
        self._acts = (*acts, *self._acts)
        bind(self, acts, self._trigger, EVERYWHERE)
        wear(self, self._look.keys)

    def all_acts(self) -> dict[str, tuple[Action, ...]]:
        """What can be done, by where its keys work: everywhere, or on one page."""
        listed = {name: tuple(a for a in page.acts() if a.scope == HERE) for name, page in self._pages.items()}
        ways = tuple(a for page in self._pages.values() for a in page.acts() if a.scope == EVERYWHERE)
        return {EVERYWHERE: (*self._acts, *ways), **listed}

    def table(self) -> tuple[tuple[str, Action], ...]:
        """Every action there is with the name of its page ("" everywhere), those of the open page first."""
        pages = sorted(self._pages.items(), key=lambda each: each[0] != self._open)
        of_pages = [[(name, action) for action in page.acts()] for name, page in pages]
        return (*of_pages[0], *(("", action) for action in self._acts), *(row for rows in of_pages[1:] for row in rows))

    def do(self, page: str, action: Action) -> None:
        """Do what the palette chose; what acts on the choice of another page opens that page first and no more."""
        if page in ("", self._desk_page.name):
            self._trigger(action)
        elif self.is_covered():
            self._noticed(_COVERED)
        elif page == self._open and action.refusal() is None:
            action.run()
        else:
            self.show_page(page)

    def bind_elsewhere(self, window: QWidget) -> None:
        """Let what works everywhere work in another window too."""
        bind(window, (*self._acts, *self._desk_page.acts()), self._trigger, EVERYWHERE)
        self._elsewhere.append(window)
        window.destroyed.connect(lambda: self._elsewhere.remove(window))
        wear(window, self._look.keys)

    def add_to_rail(self, button: QWidget) -> None:
        """Take a button in at the foot of the rail, above theme and language."""
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button)
        row.addStretch(1)
        self._rail_column.insertLayout(1, row)

    def show_page(self, name: str) -> None:
        """Open a page and give it the keyboard, in the window where it stands."""
        if name in self._away:
            self._away[name]()
            return
        self._open = name
        self.keyboard.forget()
        self._stack.setCurrentWidget(self.page.widget())
        self.rail.show_page(name)
        self._show_foot()
        self.page.take_focus()

    # --- look -------------------------------------------------------------------------------------------------

    @property
    def look(self) -> Look:
        """The present appearance."""
        return self._look

    def restyle(self, look: Look) -> None:
        """Take another theme or language while running."""
        self._look = look
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, look.theme)
        for part in (self.strip, self.banner, self.rail, self.foot, self.toasts, self.sign_in):
            part.restyle(look)
        self.key_card.restyle(look)
        self.handbook.restyle(look)
        for page in self._pages.values():
            page.restyle(look)
        for overlay in self._overlays:
            overlay.restyle(look)
        wear(self, look.keys)
        self._theme.restyle(look)
        self._lang.restyle(look)
        self._theme.say("theme.light" if look.theme.name == "dark" else "theme.dark")
        self._lang.say("lang.en" if look.lang.startswith("zh") else "lang.zh_CN")
        self.setWindowTitle(strip.marked(self._desk, look.text("hub"), look))
        self._show_all()
        self.styled.emit(look)

    def switch_theme(self) -> None:
        """Dark to light and back."""
        self.chooses(theme="light" if self._look.theme.name == "dark" else "dark")

    def switch_lang(self) -> None:
        """Chinese to English and back."""
        self.chooses(lang=LANGS[1] if self._look.lang == LANGS[0] else LANGS[0])

    def set_density(self, density: str) -> None:
        """How much room a case takes in the queue."""
        self._desk_page.queue.set_density(density)

    def dim(self) -> None:
        """While the seat is locked its pages look as they are: nothing there can be pressed."""
        for part in (self._stack, self._rail_box, self.banner, self.foot):
            part.setDisabled(self.blocked())
        self._show_hints()

    def show_hints(self, are_shown: bool) -> None:
        """Whether the foot tells the keys that work."""
        self._has_hints = are_shown
        self._show_foot()

    def show_toasts(self, failures_only: bool, seconds: float) -> None:
        """Which short news comes on screen, and for how long."""
        self._tells_failures_only = failures_only
        self.toasts.life = timedelta(seconds=seconds)

    def _toast_room(self) -> tuple[int, int]:
        """From where to where toasts may lie: never over the queue or the map."""
        if self.page is self._desk_page and self._desk_page.name not in self._away:
            box = self._desk_page.detail
            left = box.mapTo(self, box.rect().topLeft()).x()
            return left, left + box.width()
        return 0, self.width()

    def _fields(self) -> list[QRect]:
        """Where somebody may be typing, with the frame around it: no news lies over it."""
        shown = (each for kind in _FIELDS for each in self.findChildren(kind) if not each.visibleRegion().isEmpty())
        return [QRect(each.mapTo(self, QPoint(0, 0)), each.size()).adjusted(-12, -8, 12, 8) for each in shown]

    def _wear(self, theme: str = "", lang: str = "") -> None:
        """Take a choice that nobody keeps."""
        self.restyle(replace(self._look, theme=THEMES.get(theme, self._look.theme), lang=lang or self._look.lang))

    # --- signing in -------------------------------------------------------------------------------------------

    def ask_sign_in(self, user: str = "", seat: str = "") -> None:
        """Lay the sign-in over the window."""
        district = self._desk.board.district
        centre = district.centre_zh if self._look.lang.startswith("zh") else district.centre_en
        self.sign_in.show_where(centre, seat, user)
        self.sign_in.setGeometry(self.rect())
        self.sign_in.show()
        self.sign_in.raise_()
        self.sign_in.take_focus()
        self.hold()
        self._show_strip()

    def _ready(self, ready: ReadyItem) -> None:
        self._takes = None
        if self.sign_in.isVisible():
            self.sign_in.show_error("")
            self.sign_in.hide()
            self.hold()
            self.keyboard.forget()
            self.take_focus()
        self.sign_in.field("seat").setText(ready.seat or "")
        self._tell_last(ready)
        self._show_all()

    def _line_changed(self) -> None:
        link = self._desk.connection.link
        if link is not None and link.state is LinkStatus.REFUSED:
            if not self.sign_in.isVisible():
                self.ask_sign_in(self._desk.actor.name, self._desk.actor.seat or "")
            self._show_refused(link)
        elif self.sign_in.isVisible() and link is not None and link.state is LinkStatus.DOWN:
            self.sign_in.show_error(self._look.text("signin.no_hub"))
        self.sign_in.show_offer(strip.offer_words(self._desk, self._look))
        self._show_last()
        if link is self._told_link and not self.sign_in.isVisible():
            self._is_old = True  # one more command in the outbox: the strip says so with the next half second
            self._hint_later()
            return
        self._told_link = link
        self._show_strip()
        self._show_hints()

    def _tell_last(self, ready: ReadyItem) -> None:
        """When this number signed in before, and how often somebody failed since: only its owner can tell."""
        last = ready.last
        if last is None:
            return
        at = fmt.list_time(last.at, self._desk.now(), self._look.lang) if last.at is not None else "–"
        seat = f"，{last.seat} 席" if last.seat else ""
        zh, en = f"上次登录 {at}{seat}；其后失败 {last.failed} 次", f"Last sign-in {at}; {last.failed} failed since"
        self._desk.noticed.emit(Notice("failed" if last.failed else "info", zh, en))

    def _show_refused(self, link: LinkItem) -> None:
        """Why nobody was let in, or is let in no more; a seat in use is taken over by Enter again."""
        error, words = link.error, REFUSED.get(link.code or 0)
        is_taken = error is not None and error.rule == "seat_in_use"
        self._takes = (self.sign_in.field("user").text(), self.sign_in.field("seat").text()) if is_taken else None
        self.sign_in.show_error(
            refused_words(link, words, self._look, self.sign_in.field("seat").text()), keep=is_taken
        )

    def _signing_in(self, user: str, password: str, seat: str) -> None:
        takes, self._takes = self._takes == (user, seat), None
        self.sign_in.show_busy()
        self._desk.sign_in(user, password, seat, takes)

    def _entering_offline(self, user: str, password: str, seat: str) -> None:
        self.sign_in.show_busy()
        self._desk.enter_offline(user, password, seat)

    def _check_grant(self, now: datetime) -> None:
        """Twelve hours without the hub are the most: then nobody goes on here before it has said yes again."""
        until = self._desk.connection.until
        if until is not None and now >= until and not self.sign_in.isVisible():
            self.ask_sign_in(self._desk.actor.name, self._desk.actor.seat or "")
            self.sign_in.show_error(self._look.text("signin.expired"))

    def _left(self) -> None:
        """Signed out: the next person signs in at the same seat."""
        self._desk_page.picker.dismiss()
        self.ask_sign_in("", self.sign_in.field("seat").text())

    # --- acts -------------------------------------------------------------------------------------------------

    def _table(self) -> tuple[Action, ...]:
        words = {
            "desk": ("工作台", "Desk"),
            "escalations": ("提级复核", "Escalations"),
            "video": ("视联", "Video"),
            "settings": ("设置", "Settings"),
        }
        pages = tuple(
            Action(
                f"page.{p.id}", *words[p.id], (p.key,) if p.key else (), partial(self.show_page, p.id), scope=EVERYWHERE
            )
            for p in PAGES
            if p.id in self._pages
        )
        return (
            Action("keys", "快捷键", "Keys", ("F1",), self._keys, scope=EVERYWHERE),
            *pages,
            Action("escape", "关闭 / 返回", "Close, back", ("Esc",), self.escape, scope=EVERYWHERE),
        )

    def _trigger(self, action: Action) -> None:
        """Window-wide keys: those of the desk lead to the desk; nothing works through the sign-in."""
        if self._is_shut:
            return
        self._desk.hands_turn.take()
        is_desks = action in self._desk_page.acts() and action.id != "recall"
        if self.handbook.isVisible() and action.id.startswith("page."):
            self.handbook.dismiss()  # it is read, not worked in: a way elsewhere closes it
        is_beneath = is_desks and self._desk_page.name not in self._away
        if (is_beneath or action.id.startswith("page.")) and self.is_covered():
            self._noticed(_COVERED)
            return
        if is_desks and self._open != self._desk_page.name:
            self.show_page(self._desk_page.name)
        if action in self._desk_page.acts():
            self._desk_page.flows.trigger(action)
        else:
            action.run()
        self._note_raised()

    def is_covered(self) -> bool:
        """Whether something lies over the middle of the page: nobody sees what a key would do beneath it."""
        box = self._stack.geometry()
        points = (QPoint(box.center().x(), box.top() + box.height() * part // 4) for part in (1, 2, 3))
        on_top = (self.childAt(point) for point in points)
        ground = (self._stack, self.toasts)  # news covers nothing one could act on
        return any(w is not None and w not in ground and not any(g.isAncestorOf(w) for g in ground) for w in on_top)

    def _note_raised(self) -> None:
        """Remember in which order what lies over the window was raised: the last goes first."""
        before = self._raised
        still = [overlay for overlay in before if overlay.is_open]
        self._raised = [*still, *(each for each in self._overlays if each.is_open and each not in still)]
        if self._raised != before:
            self._hint_later()

    def escape(self) -> None:
        """Take away what lies on top, else let the page undo one step."""
        self._note_raised()
        on_top = self._raised[-1] if self._raised else None
        if self.key_card.isVisible():
            self.key_card.dismiss()
        elif on_top is not None and on_top.escape():
            if not on_top.is_open:
                self.take_focus()
        elif not self.page.escape() and not self.toasts.dismiss():
            self.page.take_focus()

    def _keys(self) -> None:
        everywhere = () if self.page is self._desk_page else [a for a in self._desk_page.acts() if a.id == "recall"]
        walk = list_keys(self._look) if self.page is self._desk_page else []
        self.key_card.open([*walk, *key_lines((*self.page.acts(), *everywhere, *self._acts), self._look)])

    def _noticed(self, notice: Notice) -> None:
        if self.sign_in.isVisible():
            return  # the panel says what is wrong, at the place
        if self._tells_failures_only and notice.kind not in (ToastKind.FAILED, ToastKind.REMINDER):
            return  # the message log has it
        text = notice.zh if self._look.lang.startswith("zh") else notice.en
        self.toasts.say(News(ToastKind(notice.kind), text), self._desk.now())

    def _banner_acted(self, act: str) -> None:
        verb, _, command_id = act.partition(":")
        if verb in ("send", "drop"):
            self._desk.review(command_id, verb == "send")
        else:
            any(take(act) for take in self.banner_takers)

    def take_focus(self) -> None:
        """The keyboard goes back to where it was before what lay over the window, else to the page."""
        self._hint_later()
        if not self._is_shut and not self.keyboard.back():
            self.page.take_focus()

    @property
    def _is_shut(self) -> bool:
        """Whether nobody may work here: signed out, or locked."""
        return self.sign_in.isVisible() or self.blocked()

    def hold(self) -> None:
        """Signed out or locked no button says anything, whoever presses it: mouse, key, or an assistive tool."""
        is_held = self._is_shut
        if not is_held and not self._is_held:
            return
        self._is_held = is_held
        for window in (self, *self._elsewhere):
            for button in window.findChildren(QAbstractButton):
                if not any(cover.isAncestorOf(button) for cover in self.covers):
                    button.blockSignals(is_held)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab brings what it leads to into sight: Qt scrolls only where it starts inside the same scroll area."""
        moved = super().focusNextPrevChild(forward)
        here = QApplication.focusWidget()
        around = here.parentWidget() if here is not None else None
        while here is not None and around is not None:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(here, 0, GAP)
            around = around.parentWidget()
        return moved

    def _next_unacked(self) -> None:
        self.show_page(self._desk_page.name)
        self._desk_page.next_case()

    def _show_unheld(self) -> None:
        self.show_page(self._desk_page.name)
        self._desk_page.show_unheld()

    def _show_overdue(self) -> None:
        self.show_page(self._desk_page.name)
        self._desk_page.show_overdue()

    def go_to_case(self, no: str) -> None:
        """Show a case that was looked for; beneath something that covers the page nothing moves."""
        if not self._stops():
            self.open_case(no)

    def look_for(self, text: str) -> None:
        """Show the cases that say this, where the page is in sight."""
        if not self._stops():
            self.show_page(self._desk_page.name)
            self._desk_page.look_for(text)

    def _stops(self) -> bool:
        """Whether the page is covered: then it is said, and nobody moves what they cannot see."""
        if self._desk_page.name in self._away or not self.is_covered():
            return False
        self.say_covered()
        return True

    def say_covered(self) -> None:
        """Why a key does nothing now."""
        self._noticed(_COVERED)

    def open_case(self, no: str) -> None:
        """Show a case on the desk."""
        self.show_page(self._desk_page.name)
        self._desk_page.go_to(no)

    # --- what is shown ----------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Half a second passed: all at once what else comes piece by piece."""
        now = self._desk.now()
        for each in self._beats():
            each(now)

    def _pieces(self) -> list[Callable[[], None]]:
        return [partial(self._beat, each) for each in self._beats()]

    def _beat(self, each: Beat) -> None:
        each(self._desk.now())

    def _beats(self) -> list[Beat]:
        """What is to be done each half second, in pieces none of which holds a key up; what blinks comes first."""
        overlays = [beat for overlay in self._overlays for beat in beats_of(overlay)]
        return [self._blink, *beats_of(self.page), *overlays, self._tell, *self._around()]

    def _blink(self, now: datetime) -> None:
        self._note_raised()
        self.hold()  # also what was made since
        self._phase = self._look.is_still or not self._phase
        self.strip.tick(self._phase, now)
        self.foot.tick(self._phase, now)
        self.toasts.tick(self._phase, now)

    def _tell(self, now: datetime) -> None:
        self.beat.emit(self._phase, now)
        self._check_grant(now)

    def _around(self) -> list[Beat]:
        """What stands around the pages: once a second, twice while anything comes in."""
        if self._phase and not self._look.is_still and not self._is_old:
            return []  # the phase turns with this half second's first piece
        self._is_old = False
        return [partial(_untimed, piece) for piece in (*self._strip_pieces(), self._show_last, self._show_hints)]

    def _show_all(self) -> None:
        """All that stands around the pages, at once."""
        self._is_old = False
        self._show_strip()
        self._show_foot()

    def _refresh(self, changes: Changes) -> None:
        for page in self._pages.values():
            page.refresh(changes)
        self._is_old = True

    def _show_strip(self) -> None:
        for piece in self._strip_pieces():
            piece()

    def _strip_pieces(self) -> list[Callable[[], None]]:
        feed = [partial(self._feed_strip, block) for block in self._strip_feed.blocks()]
        return [*feed, self._show_sign_in_lines, self._show_banner, self._show_needs]

    def _feed_strip(self, block: Block) -> None:
        block(self._look, self._desk.now())

    def _show_banner(self) -> None:
        desk, look, now = self._desk, self._look, self._desk.now()
        more = [notice for source in self.notice_sources for notice in source(look, now)]
        self.banner.show_notices([*strip.notices(desk, look, now), *more])

    def _show_needs(self) -> None:
        for name, page in self._pages.items():
            self.rail.show_needs(name, page.needs_me())

    def _show_sign_in_lines(self) -> None:
        if self.sign_in.isVisible():
            now, lamps = self._desk.now(), self._strip_feed.lamps
            self.sign_in.show_lines([*lamps[-1:], *lamps[:-1]], now if self._desk.clock.is_heard else None)

    def _show_foot(self) -> None:
        self._show_last()
        self._show_hints()

    def _show_done(self) -> None:
        self._show_last()
        self._hint_later()

    def _show_last(self) -> None:
        desk, now = self._desk, self._desk.now()
        self.foot.show_action(strip.last_action(desk, self._look, now), now)
        self.foot.show_data(desk.connection.data_at, desk.connection.outbox.waiting, now)

    def _hint_later(self) -> None:
        """The keys that work are told after the picture: each act is asked whether it may, and a hand must not wait."""
        if not self._hinting.isActive():
            self._hinting.start()

    def _show_hints(self) -> None:
        self._hinting.stop()
        self.foot.show_hints(self._hints() if self._has_hints and not self.blocked() else [])

    def _hints(self) -> list[Hint]:
        over = next((each for each in reversed(self._raised) if each.is_open), None)
        if isinstance(over, Hinted):
            return list(over.hints())
        if self.page is not self._desk_page:
            works = {action.id for action in self.page.acts() if action.refusal() is None}
            return [hint for action_id, hint in _PAGE_HINTS.get(self._open, ()) if action_id in works]
        if self._desk_page.detail.card.is_armed():
            return list(_ARMED)
        works = {action.id for action in self._desk_page.acts() if action.refusal() is None}
        step = [Hint(("J", "K"), "hint.step")] if self._look.keys.has_single else []
        marked = len(self._desk_page.queue.marks)
        first = [Hint(("Esc",), "group.hint", marked)] if marked else []
        first += self._keep_hint()
        acts = {**dict(_HINTS), **({"dispatch": _BY_PHONE} if self._desk.connection.is_lost else {})}
        case = self._desk.case(self._desk.selection)
        if case is not None and case.acked and not marked:
            acts["take"] = _CLAIM  # as the button at the case says
        return [*first, *(hint for action_id, hint in acts.items() if action_id in works), *step]

    def _keep_hint(self) -> list[Hint]:
        """The key that keeps what is about to lapse, and which case that is."""
        kept = self._desk_page.flows.claims.kept()
        if not self._desk_page.flows.claims.ending():
            return []
        text, name = ("hint.keep", fmt.short_no(kept[0].no)) if len(kept) == 1 else ("hint.keep_all", "")
        return [Hint((own("keep", "I"),), text, len(kept), name)]

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        for page in self._pages.values():
            self._stack.addWidget(page.widget())
        rail = QWidget()
        column = QVBoxLayout(rail)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(4)
        column.addWidget(self.rail, 1)
        for button in (self._theme, self._lang):
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(rail)
        middle.addWidget(self._stack, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.strip)
        outer.addWidget(self.banner)
        outer.addLayout(middle, 1)
        outer.addWidget(self.foot)
        self._rail_box, self._rail_column = rail, column

    def _connect(self) -> None:
        desk = self._desk
        desk.changed.connect(self._refresh)
        desk.connected.connect(self._line_changed)
        desk.requeued.connect(self._show_all)
        desk.surged.connect(self._show_all)
        desk.acted.connect(self._show_done)
        desk.selected.connect(lambda _: self._hint_later())
        desk.noticed.connect(self._noticed)
        desk.ready.connect(self._ready)
        self.rail.chosen.connect(self.show_page)
        self.foot.recall_requested.connect(desk.recall)
        self.foot.keys_requested.connect(self._keys)
        self.banner.acted.connect(self._banner_acted)
        self.strip.unacked_clicked.connect(self._next_unacked)
        self.strip.next_clicked.connect(self.open_case)
        self.strip.open_clicked.connect(self._show_unheld)
        self.strip.overdue_clicked.connect(self._show_overdue)
        self.strip.links_clicked.connect(self._ask_links)
        self.key_card.closed.connect(self.take_focus)
        self.key_card.handbook_asked.connect(self.handbook.open)
        self.handbook.closed.connect(self.take_focus)
        self.sign_in.submitted.connect(self._signing_in)
        self.sign_in.offline_asked.connect(self._entering_offline)
        self._desk.left.connect(self._left)
        for theme in (self._theme.clicked, self.sign_in.theme_asked):
            theme.connect(self.switch_theme)
        for lang in (self._lang.clicked, self.sign_in.lang_asked):
            lang.connect(self.switch_lang)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What lies over the window covers it still."""
        super().resizeEvent(event)
        self.sign_in.setGeometry(self.rect())
        self.handbook.fit()
        for overlay in self._overlays:
            overlay.fit()

    def _ask_links(self) -> None:
        """Every source by name: how its line stands and how old its last word is."""
        if self._is_shut:
            return
        self.show_page(self._desk_page.name)
        self._desk_page.ask_links()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground between the panels."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.theme.bg0)
        painter.fillRect(self._rail_box.geometry(), self._look.theme.bg1)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say so first: threads end before the window does."""
        self._timer.stop()
        self.closing.emit()
        super().closeEvent(event)


def _untimed(piece: Callable[[], None], _: datetime) -> None:
    piece()


def refused_words(link: LinkItem, words: Words | None, look: Look, seat: str) -> str:
    """Why the hub ended it, in the language of the desk and as exactly as it said."""
    error = link.error
    if error is not None and error.rule == "seat_in_use":
        return look.text("seat.taken", seat=seat, by=error.by or "–")
    if error is not None and error.rule == "seat_taken":
        return error.message_zh if look.lang.startswith("zh") else error.message_en
    if error is not None and link.code == 4004 and error.retry_after_ms is not None:
        return look.text("seat.locked_out", minutes=max(1, -(-error.retry_after_ms // 60_000)))
    if error is not None and link.code == 4004 and error.left is not None:
        return look.text("seat.wrong_left", left=error.left)
    if words is None:
        return link.detail
    return words.zh if look.lang.startswith("zh") else words.en


__all__ = ["HERE", "Window"]
