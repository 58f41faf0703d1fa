"""The desk (F2): the queue, the selected case in full, the map and the tracker of what was sent out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from console.actions import HERE, Action, bind
from console.alike_view import Alike
from console.as_of import as_of_words
from console.beats import Beat
from console.case_view import case_view
from console.desk import NO_SELECTION, Desk
from console.fold import Race
from console.looked import Looked
from console.map_feed import MapFeed
from console.pages.desk_actions import NOT_IN_MORE, desk_actions
from console.pages.desk_flows import DeskFlows
from console.pages.filters import Filters
from console.pages.group_flows import GroupFlows
from console.pages.pinned import Pins
from console.prefs import PrefsStore
from console.strip_view import link_line
from console.tracked import Tracked
from core.domain.board import Changes
from core.domain.columns import to_ms
from core.domain.nouns import LinkState
from core.domain.queue import Filter, Group, Shift, Tab
from core.domain.refusals import Refusal
from widgets import paint
from widgets.case_detail import CaseDetail
from widgets.district_map import DistrictMap
from widgets.filter_bar import FilterBar
from widgets.group_bar import GroupBar
from widgets.look import Look
from widgets.picker import Option, Picker
from widgets.queue_text import QueueText
from widgets.queue_view import QueueView
from widgets.selection_panel import SelectionPanel
from widgets.tab_row import TabRow, TabText
from widgets.theme import GAP
from widgets.tracker import TaskTracker

SPLIT: Final = (692, 606, 528)
MOST_AGAIN: Final = 500  # a person's marks for another look; the oldest go
TOLD_FOR: Final = timedelta(seconds=10)
LEAST_TOLD: Final = 0.05  # seconds; less is "at the same time"
NARROW: Final = 1600  # below it the map becomes a tab of the detail
NONE_ALIKE: Final = Refusal(rule="none_alike", zh="没有疑似同一事的事件", en="No other case may be the same")
_NO_MAP: Final = Refusal(
    rule="no_map", zh="地图不在眼前，先打开「一张图」", en="The map is not in sight; open its tab first"
)
_MAP_SHARE, _TRACKER_SHARE = 60, 40
_TABS: Final = (Tab.TODO, Tab.MINE, Tab.TRACKING, Tab.UNASSIGNED, Tab.CLOSED)


class DeskPage(QWidget):
    """One selection shared by queue, detail, map and tracker; single keys belong to the queue."""

    name = "desk"

    def __init__(self, desk: Desk, look: Look, parent: QWidget | None = None, prefs: PrefsStore | None = None) -> None:
        super().__init__(parent)
        self._desk, self._look = desk, look
        self._phase = True
        self._tab = "detail"
        self._is_map = False
        self._tracked = Tracked(desk, look)
        self._looked = Looked(desk)
        self._remarks: dict[str, tuple[str, datetime]] = {}  # case → words in its row, until when
        self._is_tracker_old = False
        self._draft_of: str | None = None
        self._writer = desk.actor.name
        self._draft = ""
        self._texts = self._queue_text()
        self.tabs = TabRow(look)
        self.filters = FilterBar(look)
        self.queue = QueueView(desk.rows, self._texts, look, desk.now())
        self.detail = CaseDetail(look)
        self.alike = Alike(desk, self.detail.alike, self)
        self.tracker = TaskTracker(look)
        self.picker = Picker(look, self)
        self.map = DistrictMap(look, desk.board.district)
        self.flows = DeskFlows(desk, self.detail, self.picker, look, self)
        self._prefs = prefs or PrefsStore(None, self)
        self._map_feed = MapFeed(desk, self.map, self._prefs)
        self.sieves = Filters(desk, self.flows, self._prefs, look, self._filter)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._has_map = True
        self._track_head = TabRow(look)
        self._narrow_head = TabRow(look)
        self.selection = SelectionPanel(look)
        self.confirm = GroupBar(look, self)
        self.group = GroupFlows(desk, self.flows, self.queue, self.confirm, self.selection, look)
        self._actions = self.group.take_over(desk_actions(desk, self.flows, self))
        self.also: tuple[Action, ...] = ()  # acts of what lies over the window that stand in the list of all acts
        self._build()
        self.pins = Pins(desk, self.queue, look, self._left)
        self._connect()
        bind(self.queue, self._actions, self.flows.trigger, HERE)
        self.restyle(look)

    # --- the page's side --------------------------------------------------------------------------------------

    def widget(self) -> QWidget:
        """The page itself."""
        return self

    def restyle(self, look: Look) -> None:
        """Take another theme or language."""
        self._look = look
        self._texts = self._queue_text()
        self.flows.restyle(look)
        self.sieves.restyle(look)
        self.group.restyle(look)
        self.selection.restyle(look)
        self.confirm.restyle(look)
        self._tracked.restyle(look)
        for part in (self.tabs, self.filters, self.detail, self.tracker, self.picker, self._track_head):
            part.restyle(look)
        self._narrow_head.restyle(look)
        self.queue.restyle(look, self._texts)
        self.pins.row.restyle(look)
        self._show_pin()
        self.queue.set_still(look.is_still)
        self.map.restyle(look)
        self._show_tabs()
        self._show_filter()
        self._show_case()
        self._show_tracker()
        self._show_tab(self._tab)
        self._show_age()
        self.update()

    def refresh(self, changes: Changes) -> None:
        """Show what one frame changed."""
        self._show_tabs()
        self._show_pin()
        self.flows.claims.watch(changes)
        self._looked.take(changes)
        self.alike.take(changes)
        self.queue.set_news(self._looked.news)
        self.queue.set_present(self._desk.presence)
        if self._desk.selection in changes.cases:
            self._show_case()
        self._is_tracker_old |= self._tracked.take(changes)
        self.flows.follow_note()
        self.queue.set_pending(*self._desk.asked.marks())
        self._map_feed.take(changes)
        if changes.links:
            self._show_stale()
        if self._desk.selection is None and self._desk.board.cases:
            self._select_first()

    def tick(self, now: datetime) -> None:
        """Half a second passed: countdowns and the blinking square."""
        for beat in self.beats():
            beat(now)

    def beats(self) -> Sequence[Beat]:
        """The pieces of a half second."""
        return (self._blink, self._look_after, self._show_figures, self._show_map)

    def _blink(self, now: datetime) -> None:
        self._phase = self._look.is_still or not self._phase
        self.queue.tick(self._phase, now)
        self.pins.row.tick(now)
        self.detail.tick(self._phase, now)

    def _look_after(self, now: datetime) -> None:
        self._looked.tick(now)
        self.alike.show()
        self._show_remarks(now)
        self.queue.set_news(self._looked.news)
        self._show_age()
        self._keep_claim(now)

    def _show_figures(self, now: datetime) -> None:
        if self.group.is_on and self._phase:
            self.group.show()
        if self._phase and self.isVisible():
            self._show_filter()
        if self._is_tracker_old:
            self._show_tracker()
        self.tracker.tick(self._phase, now)

    def _show_map(self, _: datetime) -> None:
        self._map_feed.show(is_hand_busy=self._desk.queue.is_held)

    def _keep_claim(self, now: datetime) -> None:
        if self._desk.drafts.arrived() and not self.detail.note.text():
            self.detail.note.set_text(self._kept_draft())
        if self.detail.note.text() != self._draft:
            self._draft = self.detail.note.text()
            self.flows.claims.touch()
            if self._draft_of is not None:
                self._desk.drafts.put(f"note/{self._draft_of}", self._draft)
        self.flows.claims.renew(now)
        if self.flows.claims.warn():
            self._show_case()
            self._desk.acted.emit()

    def needs_me(self) -> int:
        """Unacknowledged cases."""
        return self._desk.queue.counts().unacked

    def take_focus(self) -> None:
        """The queue has the single keys."""
        self.queue.setFocus(Qt.FocusReason.OtherFocusReason)

    def acts(self) -> Sequence[Action]:
        """What works on this page."""
        return self._actions

    def escape(self) -> bool:
        """Close the list, let the dispatch bar go, clear the filter, then back to the queue."""
        if self.picker.isVisible():
            self.picker.dismiss()
        elif self.confirm.is_open:
            self.confirm.dismiss()
        elif self.map.layers.isVisible():
            self.map.toggle_layers()
        elif self.detail.card.is_armed():
            self.detail.card.disarm()
        elif self.filters.field.hasFocus():
            self.filters.field.clear()
            self._leave_search()
        elif not self.queue.hasFocus():
            self.take_focus()
        elif self.group.is_on:
            self.queue.clear_marks()
        elif not self._desk.queue.filter.is_plain:
            self._filter(Filter(tab=self._desk.queue.filter.tab, sort=self._desk.queue.filter.sort))
        else:
            return False
        return True

    def go_to(self, no: str) -> None:
        """Select a case and bring it into sight; the keyboard stays where it is."""
        if self._desk.queue.place_of(no) is None:
            self._filter(Filter(tab=self._tab_of(no), sort=self._desk.queue.filter.sort), stays=True)
        self.queue.select(no)
        self._desk.select(no)

    def next_case(self) -> None:
        """The case that is pinned, else the next unacknowledged one, else the next deadline."""
        if self.pins.case is not None:
            self.go_to_pinned()
            return
        no = self._desk.queue.next_unacked(self._desk.selection)
        if no is None:
            found = self._desk.queue.next_deadline()
            no = found[0] if found is not None else None
        if no is not None:
            self.go_to(no)

    def go_to_pinned(self) -> None:
        """The critical case that is out of sight; an order that is held ends, a filter only where it hides the case."""
        no = self.pins.case
        if no is not None:
            if self._desk.rows.release(self.queue.current):
                self.queue.regrouped()
            self.go_to(no)

    def step(self, by: int) -> None:
        """The next or previous case of the list, wherever the keyboard is."""
        rows = self._desk.rows
        row = rows.row_of(self._desk.selection) if self._desk.selection else None
        at = (row if row is not None else -1) + by
        while 0 <= at < rows.row_count():
            found = rows.rows(at, at + 1)[0]
            if isinstance(found, int):
                self.go_to(rows.columns.no(found))
                return
            at += by

    def search(self) -> None:
        """Go to the search field."""
        self.filters.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_unheld(self) -> None:
        """Show only what somebody has seen and nobody holds; once more shows all again."""
        now = self._desk.queue.filter
        is_shown = now == Filter(sort=now.sort, unheld=True)
        self._filter(Filter(sort=now.sort, unheld=not is_shown))

    def show_overdue(self) -> None:
        """Show only what is past a limit and go to what has been so longest; once more shows all again."""
        now = self._desk.queue.filter
        is_shown = now == Filter(sort=now.sort, overdue=True)
        self._filter(Filter(sort=now.sort, overdue=not is_shown))
        longest = None if is_shown else self._desk.columns.longest_late(to_ms(self._desk.now()))
        if longest is not None:
            self.go_to(longest)

    def ask_filter(self, id: str) -> None:
        """Open the list of a filter; "" is all of them."""
        self.sieves.asked(id)

    def look_for(self, text: str) -> None:
        """Show what these words find; the keyboard goes to the list."""
        self.filters.field.setText(text)
        self._leave_search()

    def toggle_again(self) -> None:
        """Mark the current case, or all marked ones, for another look, or take that mark away."""
        numbers = [case.no for case in self.group.cases()] or [no for no in (self._desk.selection,) if no]
        kept = self._again()
        is_all = all(no in kept for no in numbers)
        found = [no for no in kept if no not in numbers] + ([] if is_all else numbers)
        everybody = {**self._prefs.prefs.again, self._desk.actor.name: found[-MOST_AGAIN:]}
        self._prefs.update(again={who: cases for who, cases in everybody.items() if cases})
        self._desk.look_again(self._again())

    def _again(self) -> list[str]:
        return self._prefs.prefs.again.get(self._desk.actor.name, [])

    def open_detail(self) -> None:
        """Go to the record of the selected case."""
        self.detail.timeline.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def list_shared(self) -> None:
        """List the cases that share the current row, or close the list."""
        self.queue.toggle_shared()

    def list_alike(self) -> None:
        """List the cases that may be of one thing with the current one; to choose one goes there."""
        options = self.alike.options(self._look)
        if options:
            self.flows.choose(self._look.text("alike.title"), options, self.go_to)
        else:
            self.flows.say(NONE_ALIKE)

    def alike_refusal(self) -> Refusal | None:
        """Why there is nothing to list."""
        if self._desk.selection is None:
            return NO_SELECTION
        return NONE_ALIKE if self.alike.is_alone() else None

    def more(self) -> None:
        """Open the list of all acts."""
        self.flows.more([*(action for action in self._actions if action.id not in NOT_IN_MORE), *self.also])

    @property
    def look(self) -> Look:
        """The look it wears."""
        return self._look

    def dock(self, part: QWidget) -> None:
        """Let something stand under the queue, where it covers nothing."""
        self._left.stand_under(part)

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._left = _Panel(self, (self.tabs, self.filters, self.queue))
        self._middle = _Panel(self, (self._narrow_head, self.selection, self.detail))
        self.selection.hide()
        self._narrow_head.hide()
        self._map_box = _Panel(self, (self.map,))
        track = _Panel(self, (self._track_head, self.tracker))
        self._right = QWidget()
        column = QVBoxLayout(self._right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._map_box, _MAP_SHARE)
        column.addWidget(track, _TRACKER_SHARE)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, GAP, GAP, GAP)
        row.addWidget(self.splitter)
        self.splitter.setHandleWidth(GAP)
        self.splitter.setChildrenCollapsible(False)
        for place, panel in enumerate((self._left, self._middle, self._right)):
            self.splitter.addWidget(panel)
            self.splitter.setStretchFactor(place, SPLIT[place])
        self.splitter.setSizes(list(SPLIT))

    def _connect(self) -> None:
        desk, flows = self._desk, self.flows
        desk.reordered.connect(self._reordered)
        desk.requeued.connect(self._requeued)
        desk.left.connect(self._put_away)
        desk.surged.connect(self.queue.regrouped)
        desk.raced.connect(self._raced)
        flows.all_wanted.connect(self._dispatch_all)
        flows.list_wanted.connect(self.list_shared)
        desk.selected.connect(self._selected)
        desk.connected.connect(self._line_changed)
        desk.acted.connect(self._line_changed)
        self.queue.selected.connect(desk.select)
        self.queue.touched.connect(desk.hands_turn.take)
        self.filters.searched.connect(desk.hands_turn.take)
        self.queue.activated.connect(lambda _: self.open_detail())
        self.tabs.chosen.connect(lambda tab: self._filter(replace(desk.queue.filter, tab=Tab(tab))))
        self.queue.marked.connect(self._marked)
        self.queue.moved.connect(self._show_pin)
        self.pins.row.clicked.connect(self.go_to_pinned)
        self.selection.acted.connect(self._trigger)
        self.tabs.aside_clicked.connect(self.sieves.ask_order)
        self.filters.searched.connect(self._search_for)
        self.filters.asked.connect(self.sieves.asked)
        self.filters.left.connect(self._leave_search)
        self.tracker.case_chosen.connect(self.go_to)
        self.map.selected.connect(self.go_to)
        self._narrow_head.chosen.connect(self._show_tab)
        self.detail.alike.clicked.connect(lambda: self._trigger("alike"))
        self.detail.taken.connect(self._take_or_keep)
        self.detail.sent.connect(flows.send)
        self.detail.phoned.connect(flows.phone_dispatch)
        self.detail.choose_asked.connect(flows.choose_units)
        self.detail.other_chosen.connect(self._other)
        self.detail.acted.connect(self._trigger)
        self.detail.noted.connect(flows.add_note)
        self.detail.card.disarmed.connect(self._disarmed)
        flows.done.connect(self.take_focus)
        flows.refused.connect(self._refused)

    def _trigger(self, action_id: str) -> None:
        self.flows.trigger(next(action for action in self._actions if action.id == action_id))

    def _refused(self, text: str) -> None:
        """Why not, at the place that is in sight."""
        (self.selection if self.group.is_on else self.detail).refuse(text)

    def _other(self, digit: int) -> None:
        self.flows.other(digit)
        self._show_case()

    def _disarmed(self) -> None:
        if self.detail.card.hasFocus():
            self.take_focus()

    # --- what is shown ----------------------------------------------------------------------------------------

    def _reordered(self, shift: Shift) -> None:
        self.queue.refresh(shift)

    def _requeued(self) -> None:
        if self._writer != self._desk.actor.name:
            self._writer, self._draft_of = self._desk.actor.name, None
            self._looked.forget()
            self._put_away()
            self._change_draft(self._desk.selection)  # what one was writing is nothing of another's
        self._texts = self._queue_text()
        self._desk.look_again(self._again())
        self.queue.set_queue(self._desk.rows, self._texts)
        self.filters.field.setText(self._desk.queue.filter.text)
        self._show_pin()
        self._tracked.rebuild()
        self._show_tracker()
        self._show_tabs()
        self._show_filter()

    def _put_away(self) -> None:
        """What one was about to do is nothing of the next: lists, a group's question and its marks."""
        self.picker.dismiss()
        self.confirm.dismiss()
        self.queue.clear_marks()

    def _raced(self, race: Race) -> None:
        """Another was faster: said in the row and at the case, in no dialog."""
        key = "race.lost" if race.seconds >= LEAST_TOLD else "race.first"
        words = self._look.text(key, who=race.holder, seconds=f"{race.seconds:.1f}")
        self._remarks[race.no] = words, self._desk.now() + TOLD_FOR
        self._show_remarks(self._desk.now())
        if race.no == self._desk.selection:
            self.detail.refuse(words)

    def _show_remarks(self, now: datetime) -> None:
        self._remarks = {no: said for no, said in self._remarks.items() if said[1] > now}
        self.queue.set_remarks({no: words for no, (words, _) in self._remarks.items()})

    def _dispatch_all(self) -> None:
        """Mark all that share the row, and dispatch what is marked."""
        self.queue.mark(self.flows.members())
        self._trigger("dispatch")

    def _selected(self, no: str | None) -> None:
        """Another case: nothing that was opened for the one before may act on this one."""
        self.picker.dismiss()
        self.detail.card.disarm()
        self._looked.stand(no)
        self.alike.stand()
        self._change_draft(no)
        self.flows.forget_choice()
        self.flows.claims.touch()
        if no is not None and self.queue.current != no:
            self.queue.select(no)
        self.map.follow(self._desk.case(no))
        self._show_case()

    def _change_draft(self, no: str | None) -> None:
        """A remark being written belongs to its case and waits there."""
        if self._draft_of is not None:
            self._desk.drafts.put(f"note/{self._draft_of}", self.detail.note.text())
        self._draft_of = no
        self._draft = self._kept_draft()
        self.detail.note.set_text(self._draft)

    def _kept_draft(self) -> str:
        return self._desk.drafts.get(f"note/{self._draft_of}") if self._draft_of is not None else ""

    def _line_changed(self) -> None:
        self.selection.refuse("")
        self._show_case()
        self._show_stale()
        self.queue.set_pending(*self._desk.asked.marks())
        self.flows.follow_note()

    def _show_case(self) -> None:
        case = self.flows.case()
        if case is None:
            self.detail.clear()
            return
        was_waiting = self.detail.card.hasFocus()
        view = case_view(self._desk, case, self.flows.advice(), self.flows.chosen(), self._look)
        self.detail.show_case(view, self._desk.now())
        if was_waiting and not self.detail.card.is_armed() and view.route.units and view.route.mode == "ready":
            self.detail.arm()

    def _take_or_keep(self) -> None:
        """The button of the head: one's own is kept, any other taken."""
        case = self.flows.case()
        is_mine = case is not None and bool(case.holder) and case.holder == self._desk.actor.name
        self._trigger("keep" if is_mine else "take")

    def _marked(self, count: int) -> None:
        """Other cases are marked: what was asked about those before is asked no more."""
        self.confirm.dismiss()
        self.selection.refuse("")
        self._show_marked()
        self._desk.acted.emit()

    def _show_marked(self) -> None:
        """What is marked stands in place of one case's record."""
        if self.group.is_on:
            self.group.show()
        if self.selection.isHidden() is (self.group.is_on and not self._is_map):
            self.detail.card.disarm()
        self.selection.setVisible(self.group.is_on and not self._is_map)
        self.detail.setVisible(not self.group.is_on and not self._is_map)

    def _show_pin(self) -> None:
        self.pins.show(self._texts)

    def _show_tabs(self) -> None:
        counts = self._desk.queue.counts()
        tabs = [TabText(tab.value, self._look.text(f"tab.{tab.value}"), counts.tabs[tab]) for tab in _TABS]
        self.tabs.show_tabs(tabs, self._desk.queue.filter.tab.value, self.sieves.order())

    def _show_filter(self) -> None:
        self.filters.show_chips(self.sieves.chips())

    def _search_for(self, text: str) -> None:
        """Somebody types: the figures of the chips follow with the next tick."""
        if text != self._desk.queue.filter.text:
            self.queue.set_filter(replace(self._desk.queue.filter, text=text))
            if not self.filters.field.hasFocus():
                self._land()

    def _filter(self, shown: Filter, stays: bool = False) -> None:
        self.queue.set_filter(shown)
        if self.filters.field.text() != shown.text:
            self.filters.field.setText(shown.text)
        self._show_tabs()
        self._show_filter()
        if not stays and not self.filters.field.hasFocus():
            self._land()

    def _leave_search(self) -> None:
        self._land()
        self.take_focus()

    def _land(self) -> None:
        """Stand on a case that is in the list: no key may act on one that is not shown."""
        selection = self._desk.selection
        if selection is None or self._desk.queue.place_of(selection) is None:
            self.step(1)

    def ask_links(self) -> None:
        """All sources with the state of their lines; to choose one shows its cases alone."""
        now, sources = self._desk.now(), self._desk.board.district.sources
        options = [Option(source, link_line(self._desk, source, self._look, now)) for source in sources]
        self.flows.choose(
            self._look.text("links"),
            options,
            lambda found: self._filter(replace(self._desk.queue.filter, source=found)),
        )

    def _show_stale(self) -> None:
        """Rows of sources that were silent say how old they are; that the hub is out of reach the head says for all."""
        desk = self._desk
        old: dict[str, int] = {}
        for source in desk.board.district.sources:
            link = desk.board.links.get(source)
            if link is not None and link.state in (LinkState.STALE, LinkState.DOWN):
                old[source] = to_ms(link.seen_at or link.since)
        self.queue.set_stale(old)
        self._show_age()

    def _show_age(self) -> None:
        """While the hub is out of reach each panel says in its head where its data ends."""
        words = as_of_words(self._desk, self._look)
        self.tabs.show_as_of(words)
        self._track_head.show_as_of(words)
        self._narrow_head.show_as_of(words)
        self.detail.header.show_as_of("" if self._narrow_head.isVisibleTo(self) else words)

    def _show_tracker(self) -> None:
        self._is_tracker_old = False
        self.tracker.show_rows(self._tracked.first(), self._desk.now())
        heads = (TabText("tracker", self._look.text("tracker"), self._tracked.count),)
        self._track_head.show_tabs(heads, "tracker")

    def _queue_text(self) -> QueueText:
        return QueueText(self._desk.columns, self._look, self._desk.board.district, self._desk.actor.name)

    def _select_first(self) -> None:
        rows = self._desk.rows
        for at in range(min(rows.row_count(), 8)):
            found = rows.rows(at, at + 1)[0]
            if isinstance(found, int):
                self.go_to(rows.columns.no(found))
                return

    def _tab_of(self, no: str) -> Tab:
        slot = self._desk.columns.slot(no)
        group = self._desk.queue.group(slot) if slot is not None else Group.OUT
        return {Group.TRACKING: Tab.TRACKING, Group.PAUSED: Tab.PAUSED, Group.CLOSED: Tab.CLOSED}.get(group, Tab.TODO)

    # --- narrow windows ---------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below 1600 px the map becomes a tab of the detail."""
        super().resizeEvent(event)
        self._fit_map()
        self.confirm.fit()

    def arrange(self, sizes: Sequence[int], has_map: bool) -> None:
        """Divide the page so; without a map of its own where another window shows it."""
        self._has_map = has_map
        self._fit_map()
        self.splitter.setSizes(list(sizes))

    def lock_map(self) -> None:
        """Let the map stay where it is, or follow the selection again."""
        self.map.toggle_lock()

    def show_layers(self) -> None:
        """Open or close the list of the map's layers."""
        self.map.toggle_layers()

    def map_refusal(self) -> Refusal | None:
        """A map that is not in sight is left alone."""
        return None if self.map.isVisible() else _NO_MAP

    def show_map(self) -> bool:
        """Bring the map into sight; False where it stands in another window."""
        if self._has_map and not self._narrow_head.isHidden():
            self._show_tab("map")
        return self._has_map

    def _fit_map(self) -> None:
        narrow = self.width() < NARROW - 76
        if (narrow or not self._has_map) is not self._right.isHidden():
            self._right.setHidden(narrow or not self._has_map)
        if (narrow and self._has_map) is self._narrow_head.isHidden():
            self._narrow_head.setVisible(narrow and self._has_map)
            self._show_tab("detail")

    def _show_tab(self, tab: str) -> None:
        look, self._tab = self._look, tab
        tabs = [TabText(t, look.text(f"tab.{t}")) for t in ("detail", "map")]
        self._narrow_head.show_tabs(tabs, tab)
        is_map = tab == "map" and not self._narrow_head.isHidden()
        home = self._middle if is_map else self._map_box
        home.take(self.map)
        self._is_map = is_map
        self._show_marked()
        self.map.show()


class _Panel(QWidget):
    """A flat surface with parts from top to bottom; the last takes the room that is left."""

    def __init__(self, page: DeskPage, parts: Sequence[QWidget]) -> None:
        super().__init__(page)
        self._page = page
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for part in parts:
            self._column.addWidget(part, 1 if part is parts[-1] else 0)

    def take(self, part: QWidget) -> None:
        """Take a part in at the bottom."""
        if part.parentWidget() is not self:
            self._column.addWidget(part, 1)

    def stand_under(self, part: QWidget) -> None:
        """Let a part stand under the others with no more room than it needs."""
        self._column.addWidget(part)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The surface."""
        paint.panel(QPainter(self), QRectF(self.rect()), self._page.look.theme.bg1)
