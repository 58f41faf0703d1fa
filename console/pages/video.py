"""Video (F4): two networks on two boards, a roll call by hand where nothing else tells, and one picture that plays."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.actions import HERE, Action, bind, why
from console.as_of import as_of_words
from console.desk import Desk
from console.pages.roll_call import RollCall, started
from console.pages.video_view import (
    NETWORKS,
    History,
    group_name,
    groups,
    heads,
    link_rows,
    now_known,
    site_name,
    told_site,
)
from console.quiet import quiet_codecs
from core.domain import commands as cmd
from core.domain.board import Changes
from core.domain.district_nouns import LinkSite
from core.domain.nouns import LinkState
from core.domain.refusals import Refusal
from widgets import paint
from widgets.act_box import one_line
from widgets.buttons import PrimaryButton, QuietButton
from widgets.keys import own
from widgets.link_board import LinkBoard
from widgets.look import Look
from widgets.picker import Option, Picker
from widgets.stream_watch import Feed
from widgets.tab_row import TabRow, TabText
from widgets.theme import GAP, INSET
from widgets.trend import TrendPlot
from widgets.video_tile import Monotonic, VideoTile

Resolve = Callable[[str], str | None]
SPLIT: Final = (10, 10, 15)
SECOND_S: Final = 5.0  # ages on the boards are told anew so often
_NO_SITE: Final = Refusal(rule="no_selection", zh="先选一个点位", en="Select a site first")
_NO_ROLL: Final = Refusal(rule="no_roll", zh="没有正在进行的点名", en="No roll call is on")
_ROLL_ON: Final = Refusal(rule="roll_on", zh="先结束正在进行的点名", en="End the roll call first")
_NO_STREAM: Final = Refusal(rule="no_stream", zh="此点位没有可播放的画面", en="This site has no picture to play")
# What a person may say of a line; "usable" is MANUAL and never OK: a line worked by hand is not shown as fine.
_SAID: Final = (LinkState.MANUAL, LinkState.SLOW, LinkState.DOWN, LinkState.UNKNOWN)
_ASKS: Final = ("roll", "set", "yes", "no")  # what asks the hub for something
_KNOWN_BY: Final = ("why.phone", "why.site", "why.device", "why.network", "why.power")


def no_address(stream: str) -> str | None:
    """Knows no stream: every tile says that this machine has no address for it."""
    return None


class VideoPage(QWidget):
    """The boards left, the picture right; single keys belong to the board that has the keyboard.

    `resolve` turns a site's stream address into a URL that can be played here, or None; `monotonic` is the tile's
    clock.
    """

    name = "video"

    def __init__(
        self,
        desk: Desk,
        look: Look,
        resolve: Resolve = no_address,
        monotonic: Monotonic = time.monotonic,
        tile: VideoTile | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._look, self._resolve = desk, look, resolve
        self._site: str | None = None
        self._shown: str | None = None
        self._roll: RollCall | None = None
        self._fault = ""
        self._aged_at = desk.now()
        self._was_lost = desk.connection.is_lost
        self._take: Callable[[str], None] = lambda _: None
        self._history = History()
        self.boards = {network: LinkBoard(look, f"video.{network}") for network in NETWORKS}
        self._tabs = {network: TabRow(look) for network in NETWORKS}
        self.tile = tile if tile is not None else VideoTile(look, monotonic)
        self.trend = TrendPlot(look)
        self.picker = Picker(look, self)
        self._told = _Told(look)
        self._buttons: dict[str, QuietButton] = {
            "play": PrimaryButton(look, "video.play", (own("play", "Enter"),)),
            "stop": PrimaryButton(look, "video.stop", (own("stop", "X"),)),
            "roll": QuietButton(look, "video.roll", (own("roll", "R"),)),
            "set": QuietButton(look, "video.set", (own("set", "H"),)),
            "yes": PrimaryButton(look, "video.yes", (own("yes", "Y"),)),
            "no": QuietButton(look, "video.no", (own("no", "N"),)),
            "end": QuietButton(look, "video.end", ("Esc",)),
        }
        self._actions = self._table()
        self._build()
        self._connect()
        for board in self.boards.values():
            bind(board, self._actions, self._trigger, HERE)
        self._history.take(desk)
        self._site = self.boards[NETWORKS[0]].current
        self.restyle(look)
        self._site = self.boards[NETWORKS[0]].current

    # --- the page's side --------------------------------------------------------------------------------------

    def widget(self) -> QWidget:
        """The page itself."""
        return self

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        for network in NETWORKS:
            self.boards[network].restyle(look)
            self._tabs[network].restyle(look)
        for button in self._buttons.values():
            button.restyle(look)
        self.tile.restyle(look)
        self.trend.restyle(look)
        self.picker.restyle(look)
        self._told.restyle(look)
        if self._shown is not None and self._shown in self._desk.board.district.links:
            self._name_tile(self._desk.board.district.links[self._shown])
        self._show_all()
        self.update()

    def refresh(self, changes: Changes) -> None:
        """Show what one frame changed."""
        if not changes.links:
            return
        self._history.take(self._desk)
        if self.isVisible():
            self._show_all()

    def _show_all(self) -> None:
        self._show_boards()
        self._show_site()
        self._show_trend()

    def tick(self, now: datetime) -> None:
        """Half a second passed: the picture's age; now and then the boards' ages."""
        self.tile.tick()
        is_lost = self._desk.connection.is_lost
        if (now - self._aged_at).total_seconds() >= SECOND_S or is_lost is not self._was_lost:
            self._aged_at, self._was_lost = now, is_lost
            self._history.take(self._desk)
            self._show_all()

    def needs_me(self) -> int:
        """Nothing waits here for one person."""
        return 0

    def take_focus(self) -> None:
        """The board of the current site has the single keys."""
        network = self._network()
        self.boards[network].setFocus(Qt.FocusReason.OtherFocusReason)

    def acts(self) -> Sequence[Action]:
        """What works on this page."""
        return self._actions

    def escape(self) -> bool:
        """Close the list, end the roll call, then back to the board."""
        if self.picker.isVisible():
            self.picker.dismiss()
        elif self._is_calling():
            self.end_roll()
        elif not any(board.hasFocus() for board in self.boards.values()):
            self.take_focus()
        else:
            return False
        return True

    # --- acts -------------------------------------------------------------------------------------------------

    def site(self) -> LinkSite | None:
        """The current site."""
        return self._desk.board.district.links.get(self._site or "")

    @property
    def roll(self) -> RollCall | None:
        """The roll call that is on, or the last one held here."""
        return self._roll

    def play(self) -> None:
        """Show the current site's picture."""
        site = self.site()
        if site is None:
            return
        self._shown = site.id
        name, place = self._names(site)
        url = self._resolve(site.stream) if site.stream else None
        link = self._desk.board.links.get(site.id)
        if url is not None:
            self.tile.play(name, place, url)
            quiet_codecs()
        elif not site.stream:
            self.tile.say(name, place, Feed.NO_STREAM, self._look.text("video.no_stream_more"))
        elif link is not None and link.state is LinkState.DOWN:
            self.tile.say(name, place, Feed.OFFLINE, told_site(self._desk.board.district, site, link, *self._when())[1])
        else:
            self.tile.say(name, place, Feed.NO_STREAM, self._look.text("video.no_resolver"))
        for board in self.boards.values():
            board.show_playing(site.id)
        self._show_buttons()

    def stop(self) -> None:
        """Let the picture go."""
        self._shown = None
        self.tile.clear()
        for board in self.boards.values():
            board.show_playing(None)
        self._show_buttons()

    def start_roll(self) -> None:
        """Call the sites of the current level, one after another."""
        site = self.site()
        if site is None:
            return
        district = self._desk.board.district
        found = groups(district, site.network)
        group = next(name for name, sites in found.items() if site in sites)
        links = [s.id for s in found[group]]
        self._roll = started(site.network, group, links, self._desk.now(), self._desk.actor.seat or "")
        self._follow_roll()

    def mark(self, answered: bool) -> None:
        """Record the answer of the site that is asked, and go on to the next."""
        roll = self._roll
        if roll is None or roll.current is None:
            return
        body = cmd.RollCall(answered=answered, by="manual", roll=roll.id)
        if self._desk.submit("video.roll_call", f"link/{roll.current}", body) is not None:
            self._roll = roll.marked(answered)
            self._show_boards()
            self._follow_roll()

    def end_roll(self) -> None:
        """Ask no more; who was not called stays so."""
        if self._roll is not None:
            self._roll = self._roll.ended()
            self._follow_roll()

    def ask_state(self) -> None:
        """Say by hand how the line is, then how that is known."""
        site, look = self.site(), self._look
        if site is None:
            return
        options = [Option(state.value, one_line(self._said(state))) for state in _SAID]
        self._pick(look.text("video.state_title", name=site_name(site, look)), options, self._state_chosen)

    def _said(self, state: LinkState) -> tuple[str, str]:
        manual = self._look.word(LinkState.MANUAL)
        return manual, self._look.text("video.usable") if state is LinkState.MANUAL else self._look.word(state)

    def _state_chosen(self, chosen: str) -> None:
        look, state = self._look, LinkState(chosen)
        options = [Option(look.text(key), look.text(key)) for key in _KNOWN_BY]
        self._pick(look.text("video.why_title"), options, partial(self._report, state))

    def _report(self, state: LinkState, detail: str) -> None:
        site = self.site()
        if site is not None:
            said = one_line((self._look.text("video.usable"), detail)) if state is LinkState.MANUAL else detail
            self._desk.submit("video.report", f"link/{site.id}", cmd.LinkReport(state=state, by="manual", detail=said))
        self.take_focus()

    def _table(self) -> tuple[Action, ...]:
        def asked(name: str, body: cmd.Body) -> Refusal | None:
            site = self.site()
            return _NO_SITE if site is None else self._desk.refusal(name, f"link/{site.id}", body)

        def free(name: str, body: cmd.Body) -> Refusal | None:
            return _ROLL_ON if self._is_calling() else asked(name, body)

        def calling() -> Refusal | None:
            return None if self._is_calling() else _NO_ROLL

        def playable() -> Refusal | None:
            site = self.site()
            return _NO_SITE if site is None else None if site.stream else _NO_STREAM

        def playing() -> Refusal | None:
            return None if self._shown is not None else _NO_STREAM

        call, report = cmd.RollCall(answered=True), cmd.LinkReport(state=LinkState.STALE)
        return (
            Action("play", "看画面", "Play the picture", ("Return", "V"), self.play, playable),
            Action("stop", "停止画面", "Stop the picture", ("X",), self.stop, playing),
            Action(
                "roll",
                "本级点名",
                "Call this level's roll",
                ("R",),
                self.start_roll,
                partial(free, "video.roll_call", call),
            ),
            Action("yes", "点名：已答", "Roll: answers", ("Y",), partial(self.mark, True), calling),
            Action("no", "点名：未答", "Roll: no answer", ("N",), partial(self.mark, False), calling),
            Action("end", "结束点名", "End the roll call", (), self.end_roll, calling),
            Action(
                "set",
                "登记状态",
                "Set the state by hand",
                ("H",),
                self.ask_state,
                partial(asked, "video.report", report),
            ),
            Action("other", "另一张网", "The other network", ("Left", "Right"), self._other_board),
        )

    def _trigger(self, action: Action) -> None:
        no = action.refusal()
        self._fault = why(no, self._look.lang) if no is not None else ""
        if no is None:
            action.run()
        self._show_site()

    def _run(self, action_id: str) -> None:
        self._trigger(next(action for action in self._actions if action.id == action_id))

    def _other_board(self) -> None:
        if not self._is_calling():
            here = self._network()
            self.boards[next(network for network in NETWORKS if network != here)].setFocus()

    def _pick(self, title: str, options: Sequence[Option], take: Callable[[str], None]) -> None:
        self._take = take
        self.picker.ask(title, options)
        self.picker.move_over(self._right)

    # --- what is shown ----------------------------------------------------------------------------------------

    def _is_calling(self) -> bool:
        return self._roll is not None and not self._roll.is_over

    def _network(self) -> str:
        site = self.site()
        return site.network if site is not None else NETWORKS[0]

    def _when(self) -> tuple[Look, datetime]:
        return self._look, self._desk.now()

    def _names(self, site: LinkSite) -> tuple[str, str]:
        return site_name(site, self._look), self._look.text(f"level.{site.level}")

    def _name_tile(self, site: LinkSite) -> None:
        self.tile.rename(*self._names(site))

    def _chosen(self, link: str) -> None:
        roll = self._roll
        if roll is not None and not roll.is_over and link in roll.links:
            self._roll = roll.moved(roll.links.index(link) - roll.at)
        self._site, self._fault = link, ""
        self._show_site()

    def _follow_roll(self) -> None:
        """Stand at the site that is asked, and say how it goes."""
        if self._roll is not None and self._roll.current is not None:
            self.boards[self._roll.network].select(self._roll.current)
            self.boards[self._roll.network].setFocus()
        self._show_site()

    def _show_boards(self) -> None:
        desk, look = self._desk, self._look
        for network in NETWORKS:
            rows = link_rows(desk, network, look)
            self.boards[network].show_board(heads(desk, network, look), rows)
            self._tabs[network].show_tabs((TabText(network, look.text(f"video.{network}"), len(rows)),), network)
            self._tabs[network].show_as_of(as_of_words(desk, look))

    def _show_site(self) -> None:
        site, look = self.site(), self._look
        roll = self._roll
        if site is None:
            self._told.show_words(look.text("video.none"), "", "")
        else:
            link = now_known(self._desk, site)
            first, second = told_site(self._desk.board.district, site, link, *self._when())
            title = (
                look.text("video.roll_asks", name=site_name(site, look))
                if self._is_calling()
                else site_name(site, look)
            )
            if self._is_calling() and site.phone:
                first = one_line((look.text("video.phone", phone=site.phone), first))
            self._told.show_words(title, first, self._fault or self._roll_words(roll) or second, bool(self._fault))
        self._show_buttons()

    def _roll_words(self, roll: RollCall | None) -> str:
        if roll is None:
            return ""
        look, level = self._look, group_name(self._desk.board.district, roll.group, self._look)
        if roll.is_over:
            return look.text("video.roll_done", level=level, yes=roll.yes, no=roll.no, rest=roll.rest)
        place = look.text("video.roll_on", level=level, place=roll.at + 1, all=len(roll.links))
        return one_line((place, f"{look.text('video.yes')} {roll.yes}", f"{look.text('video.no')} {roll.no}"))

    def _show_buttons(self) -> None:
        calling = self._is_calling()
        by_id = {action.id: action for action in self._actions}
        for name, button in self._buttons.items():
            no = by_id[name].refusal()
            button.refuse(why(no, self._look.lang) if no is not None else None)
            button.queue(name in _ASKS and self._desk.connection.is_lost)
            is_seen = name in ("yes", "no", "end") if calling else name not in ("yes", "no", "end", "play", "stop")
            is_playing = self._shown is not None and self._shown == self._site
            button.setVisible(is_seen or (name == ("stop" if is_playing else "play") and not calling))

    def _show_trend(self) -> None:
        self.trend.show_trend(self._history.trend(self._desk, self._look))

    # --- building ---------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        for board in self.boards.values():
            board.selected.connect(self._chosen)
            board.activated.connect(lambda _: self._run("play"))
        self.picker.chosen.connect(lambda found: self._take(found))
        self.picker.closed.connect(self.take_focus)
        for name, button in self._buttons.items():
            button.clicked.connect(partial(self._clicked, name))

    def _clicked(self, name: str, _: bool = False) -> None:
        self._run(name)
        if not self.picker.isVisible():
            self.take_focus()

    def _build(self) -> None:
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, GAP, GAP, GAP)
        outer.setSpacing(GAP)
        panels = []
        for place, network in enumerate(NETWORKS):
            panel = _Panel(self)
            panels.append(panel)
            column = QVBoxLayout(panel)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(self._tabs[network])
            column.addWidget(self.boards[network], 1)
            outer.addWidget(panel, SPLIT[place])
        self._right = _Panel(self)
        column = QVBoxLayout(self._right)
        column.setContentsMargins(INSET, 12, INSET, 10)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self._buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        column.addWidget(self.tile, 5)
        column.addWidget(self._told)
        column.addLayout(row)
        column.addWidget(self.trend, 2)
        outer.addWidget(self._right, SPLIT[2])
        for part in (*panels, self._right):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    @property
    def look(self) -> Look:
        """The present appearance."""
        return self._look

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while it was hidden is shown now."""
        super().showEvent(event)
        self._show_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """An open list goes with its panel."""
        super().resizeEvent(event)
        if self.picker.isVisible():
            self.picker.move_over(self._right)


class _Panel(QWidget):
    """A flat surface."""

    def __init__(self, page: VideoPage) -> None:
        super().__init__(page)
        self._page = page

    def paintEvent(self, event: QPaintEvent) -> None:
        """The surface."""
        paint.panel(QPainter(self), QRectF(self.rect()), self._page.look.theme.bg1)


class _Told(QWidget):
    """Three lines on the current site: its name, its state, and what is going on or what was refused."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._lines = ("", "", "")
        self._is_fault = False
        self.setFixedHeight(72)

    def show_words(self, title: str, first: str, second: str, is_fault: bool = False) -> None:
        """Show these lines."""
        self._lines, self._is_fault = (title, first, second), is_fault
        self.restyle(self._look)

    @property
    def lines(self) -> tuple[str, str, str]:
        """What it says."""
        return self._lines

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look
        paint.name(self, self._lines[0], ", ".join(self._lines[1:]))
        self.setToolTip("\n".join(self._lines))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        painter, theme, wide = QPainter(self), self._look.theme, float(self.width())
        paint.write(painter, QRectF(0, 0, wide, 26), self._lines[0], "head", theme.t1)
        paint.write(painter, QRectF(0, 26, wide, 22), self._lines[1], "body", theme.t2)
        ink = theme.p1.text if self._is_fault else theme.t2
        paint.write(painter, QRectF(0, 48, wide, 22), self._lines[2], "body", ink)
