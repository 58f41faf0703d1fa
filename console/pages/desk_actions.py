"""The table of what can be done on the desk: words, keys, what it does and when it may be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from console.actions import EVERYWHERE, Action, Why
from console.desk import NO_SELECTION, Desk
from console.map_feed import map_acts
from console.pages.desk_flows import DeskFlows
from console.takes import Takes
from core.domain import commands as cmd
from core.domain.refusals import Refusal


class Moves(Protocol):
    """What the page itself can do."""

    def next_case(self) -> None:
        """The next unacknowledged case, else the next deadline."""

    def step(self, by: int) -> None:
        """The next or previous case of the list."""

    def go_to(self, no: str) -> None:
        """Select a case and bring it into sight."""

    def search(self) -> None:
        """Go to the search field."""

    def ask_filter(self, id: str) -> None:
        """Open the list of a filter; "" is all of them."""

    def show_unheld(self) -> None:
        """Show only what somebody has seen and nobody holds; once more shows all again."""

    def show_overdue(self) -> None:
        """Show only what is past a limit and go to what has been so longest; once more shows all again."""

    def toggle_again(self) -> None:
        """Mark the current case, or all marked ones, for another look, or take that mark away."""

    def open_detail(self) -> None:
        """Go to the record of the selected case."""

    def lock_map(self) -> None:
        """Let the map stay where it is, or follow the selection again."""

    def show_layers(self) -> None:
        """Open or close the list of the map's layers."""

    def map_refusal(self) -> Refusal | None:
        """Why there is no map to act on."""

    def list_shared(self) -> None:
        """List the cases that share the current row, or close the list."""

    def list_alike(self) -> None:
        """List the cases that may be of one thing with the current one."""

    def alike_refusal(self) -> Refusal | None:
        """Why there is nothing to list."""

    def more(self) -> None:
        """Open the list of all acts."""


# What the list of all acts leaves out: ways about, and what stands in it under another name.
NOT_IN_MORE = frozenset(
    {"more", "open", "search", "next", "go_to", "up", "down", "claim", "dispatch_anywhere", "recall_here"}
    | {"filters", "views", "unheld", "map_lock", "map_layers"}
)


def desk_actions(desk: Desk, flows: DeskFlows, page: Moves) -> tuple[Action, ...]:
    """All of them, in the order of the key card."""

    def has_case() -> Refusal | None:
        return NO_SELECTION if flows.case() is None else None

    def act(
        id: str,
        zh: str,
        en: str,
        keys: tuple[str, ...],
        name: str,
        body: cmd.Body = cmd.Nothing(),  # noqa: B008
        verbs: tuple[str, ...] = (),
    ) -> Action:
        """One key, one command."""
        run = lambda: _done(flows.ask(name, body))  # noqa: E731
        return Action(id, zh, en, keys, run, flows.refusal(name, body), verbs=verbs, takes=Takes.CASE)

    def ask(
        id: str,
        zh: str,
        en: str,
        keys: tuple[str, ...],
        run: Callable[[], None],
        name: str,
        body: cmd.Body,
        takes: Takes,
        verbs: tuple[str, ...] = (),
    ) -> Action:
        """A list that leads to a command; `body` is asked in place of what will be chosen."""
        return Action(id, zh, en, keys, run, flows.refusal(name, body), verbs=verbs, takes=takes)

    def way(id: str, zh: str, en: str, key: str, run: Callable[[], None], verbs: tuple[str, ...]) -> Action:
        """A way about, from anywhere."""
        return Action(id, zh, en, (key,), run, scope=EVERYWHERE, verbs=verbs)

    def listed(
        id: str, zh: str, en: str, run: Callable[[], None], no: Why, takes: Takes, verbs: tuple[str, ...]
    ) -> Action:
        """A list without a key of its own."""
        return Action(id, zh, en, (), run, no, verbs=verbs, takes=takes)

    armed = flows.arm, flows.dispatch_refusal
    again = desk.recall, desk.recall_refusal
    taken = flows.take, flows.claim_refusal
    case_only = Takes.CASE
    return (
        Action(
            "take",
            "确认认领",
            "Ack & claim",
            ("Space",),
            *taken,
            verbs=("qr", "rl", "认", "认领", "claim"),
            takes=case_only,
        ),
        act("ack", "只确认", "Ack only", ("Shift+Space",), "case.ack", verbs=("ack",)),
        Action("dispatch", "交办", "Dispatch", ("D",), *armed, verbs=("jb", "派", "dp"), takes=Takes.UNITS),
        Action(
            "dispatch_anywhere",
            "交办（打字时）",
            "Dispatch (while typing)",
            ("Ctrl+D",),
            *armed,
            EVERYWHERE,
            same_as="dispatch",
        ),
        Action(
            "recall",
            "撤回上一操作",
            "Take the last action back",
            ("F8",),
            *again,
            EVERYWHERE,
            verbs=("撤回", "ch", "recall"),
        ),
        Action("recall_here", "撤回上一操作", "Take the last action back", ("Z",), *again, same_as="recall"),
        ask(
            "escalate",
            "提级",
            "Escalate",
            ("E",),
            flows.escalate,
            "case.escalate",
            cmd.Escalate("?"),
            Takes.REASON,
            ("tj", "上提", "st"),
        ),
        Action(
            "urge",
            "催办",
            "Urge",
            ("R",),
            flows.urge,
            flows.urge_refusal,
            verbs=("cb", "催"),
            takes=Takes.UNITS,
        ),
        ask(
            "close",
            "结案",
            "Close",
            ("O",),
            flows.close,
            "case.close",
            cmd.Close("unfounded"),
            Takes.OUTCOME,
            ("ja", "结"),
        ),
        ask("note", "备注", "Note", ("N",), flows.note, "case.note", cmd.Note("?"), Takes.TEXT, ("bz",)),
        ask(
            "phone",
            "电话",
            "Phone",
            ("F",),
            flows.phone,
            "case.phone",
            cmd.Phone("?"),
            Takes.CALL,
            ("dh", "呼", "hj", "call"),
        ),
        Action("claim", "确认认领", "Ack & claim", ("C",), *taken, same_as="take"),
        Action(
            "keep", "续领", "Keep claims", ("I",), flows.claims.keep, flows.claims.keep_refusal, verbs=("xl", "keep")
        ),
        act("release", "释放", "Release", ("Shift+C",), "case.release", verbs=("sf",)),
        act("take_over", "接管", "Take over", (), "case.take_over", verbs=("jg",)),
        listed("classify", "定类", "Classify", flows.classify, flows.classify_refusal, Takes.DUTY, ("dl",)),
        listed(
            "priority",
            "调级",
            "Set urgency",
            flows.set_priority,
            flows.priority_refusal,
            Takes.PRIORITY,
            ("dj", "urgency"),
        ),
        ask(
            "accept",
            "受理结论",
            "Intake decision",
            (),
            flows.accept,
            "case.accept",
            cmd.Accept(),
            Takes.DECISION,
            ("受理", "sl", "intake"),
        ),
        listed("request", "请求联动", "Ask to join in", flows.request, flows.request_refusal, Takes.ASKED, ("qq",)),
        listed("reroute", "改派", "Re-route", flows.reroute, flows.reroute_refusal, Takes.UNIT, ("gp", "reroute")),
        listed("stand_down", "撤派", "Stand down", flows.stand_down, flows.stand_down_refusal, Takes.UNITS, ("cp",)),
        act("verify", "复核属实", "Result holds", ("Y",), "case.verify", cmd.Verify(ok=True), verbs=("fh", "verify")),
        act("not_verified", "复核不属实", "Does not hold", (), "case.verify", cmd.Verify(ok=False)),
        ask("reopen", "重开", "Reopen", (), flows.reopen, "case.reopen", cmd.Reason("?"), Takes.REASON, ("ck",)),
        Action("shared", "展开合并行", "List a shared row", ("G",), page.list_shared, flows.shared_refusal),
        Action("alike", "疑似同一事", "May be the same", ("H",), page.list_alike, page.alike_refusal, verbs=("ys",)),
        Action("more", "更多操作", "More", (".",), page.more, has_case),
        Action("again", "再看标记", "Look again", ("U",), page.toggle_again, has_case),
        Action("open", "看详情", "Open the record", ("Return",), page.open_detail, has_case, takes=case_only),
        Action("search", "搜索", "Search", ("/", "Ctrl+F"), page.search, verbs=("查", "cx", "ss"), takes=Takes.QUERY),
        Action(
            "filters", "筛选与排序", "Filters and order", ("A",), lambda: page.ask_filter(""), verbs=("sx", "filter")
        ),
        *map_acts(page.lock_map, page.show_layers, page.map_refusal),
        Action("views", "保存的视图", "Saved views", ("Q",), lambda: page.ask_filter("view"), verbs=("views",)),
        Action(
            "unheld",
            "只看无人认领",
            "Only the unclaimed",
            (),
            page.show_unheld,
            verbs=("无人认领", "wrrl", "unheld"),
        ),
        Action("overdue", "只看超期", "Only the overdue", (), page.show_overdue, verbs=("超期", "cqi", "overdue")),
        way("next", "下一待确认或时限", "Next unacked or deadline", "Ctrl+J", page.next_case, ("next",)),
        Action(
            "go_to",
            "按编号到事件",
            "Go to case by number",
            ("Ctrl+G",),
            lambda: flows.go_to(page.go_to),
            scope=EVERYWHERE,
            verbs=("到", "dao", "case"),
            takes=case_only,
        ),
        way("up", "上一件", "Previous case", "Ctrl+Up", lambda: page.step(-1), ("previous",)),
        way("down", "下一件", "Next case", "Ctrl+Down", lambda: page.step(1), ()),
    )


def _done(_: object) -> None:
    """An id nobody waits for here: the row shows what becomes of it."""
