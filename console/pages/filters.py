"""What narrows the queue: chips that say how many cases they leave, lists of choices, order, and saved views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from console.case_view import zh
from console.desk import Desk
from console.pages.desk_flows import DeskFlows
from console.prefs import PrefsStore
from core.domain.nouns import Priority
from core.domain.queue import Choices, Filter, Sort
from widgets import format as fmt
from widgets.filter_bar import Chip
from widgets.look import Look
from widgets.picker import Option

FLAGS: Final = ("overdue", "mine", "unassigned", "again")
_BESIDE: Final = ("unheld",)  # reached from elsewhere; a chip only while it narrows
_LISTS: Final = ("town", "source", "priority")
_WORDS: Final = {"overdue": "late"}
_KEEP, _MANAGE, _NONE, _SORT = "+", "*", "-", "sort"  # not a name of a view, not a field of the filter
_MOST_VIEWS: Final = 50
_LONGEST_NAME: Final = 24


class Filters:
    """Asks and shows what narrows; `apply` is told the filter that was chosen."""

    def __init__(
        self, desk: Desk, flows: DeskFlows, prefs: PrefsStore, look: Look, apply: Callable[[Filter], None]
    ) -> None:
        self._desk, self._flows, self._prefs, self._look, self._apply = desk, flows, prefs, look, apply

    def restyle(self, look: Look) -> None:
        """Take a new theme or language."""
        self._look = look

    # --- chips ------------------------------------------------------------------------------------------------

    def chips(self) -> list[Chip]:
        """All chips with their figures: what a choice leaves; for one that is made, what stands in the list."""
        shown, choices = self._now, self._desk.queue.choices()
        chips = [Chip("view", self._view_name() or self._look.text("filter.view"), bool(self._view_name()))]
        for field in _LISTS:
            chosen = getattr(shown, field)
            text = self._word(field) if chosen is None else self._counted(self._named(field, chosen), field, choices)
            chips.append(Chip(field, text, chosen is not None))
        for field in FLAGS:
            if field == shown.tab.value:
                continue  # the tab shows nothing else
            text = self._look.text(
                "filter.count", name=self._word(field), count=fmt.count(int(getattr(choices, field)))
            )
            chips.append(Chip(field, text, bool(getattr(shown, field))))
        for field in _BESIDE:
            if getattr(shown, field):
                left = fmt.count(int(getattr(choices, field)))
                chips.append(Chip(field, self._look.text("filter.count", name=self._word(field), count=left), True))
        return chips

    def order(self) -> str:
        """The order in words."""
        return self._look.text(
            "filter.name", name=self._look.text("sort"), choice=self._look.text(f"sort.{self._now.sort.value}")
        )

    def asked(self, id: str) -> None:
        """A chip was pressed."""
        if id in _LISTS:
            self._ask(id)
        elif id in (*FLAGS, *_BESIDE):
            self._apply(replace(self._now, **{id: not getattr(self._now, id)}))
        elif id == "view":
            self.ask_view()
        elif id == _SORT:
            self.ask_order()
        elif id == _NONE:
            self._apply(Filter(tab=self._now.tab, sort=self._now.sort))
        else:
            self.ask_all()

    # --- lists ------------------------------------------------------------------------------------------------

    def ask_all(self) -> None:
        """Every filter there is, with what it leaves."""
        shown, choices = self._now, self._desk.queue.choices()
        options = []
        for field in _LISTS:
            chosen = getattr(shown, field)
            options.append(Option(field, self._word(field), remark=self._named(field, chosen) if chosen else "…"))
        for field in FLAGS:
            left, on = fmt.count(int(getattr(choices, field))), getattr(shown, field)
            options.append(
                Option(field, self._word(field), remark=f"{self._look.text('filter.on')} {left}" if on else left)
            )
        options.append(Option(_SORT, self.order(), remark="…"))
        options.append(Option(_NONE, self._look.text("filter.none")))
        self._flows.choose(self._look.text("filter.all"), options, self.asked)

    def ask_order(self) -> None:
        """The orders a group can stand in."""
        options = [Option(sort.value, self._look.text(f"sort.{sort.value}")) for sort in Sort]
        self._flows.choose(
            self._look.text("sort"), options, lambda found: self._apply(replace(self._now, sort=Sort(found)))
        )

    def _ask(self, field: str) -> None:
        choices = self._desk.queue.choices()
        counts = {"town": choices.towns, "source": choices.sources, "priority": choices.priorities}[field]
        options = [Option("", self._look.text(f"filter.any.{field}"), remark=fmt.count(choices.whole[field]))]
        options += [
            Option(id, self._named(field, id), remark=fmt.count(_count(counts, id))) for id in self._known(field)
        ]
        self._flows.choose(
            self._word(field), options, lambda found: self._apply(replace(self._now, **{field: _value(field, found)}))
        )

    def _known(self, field: str) -> list[str]:
        district = self._desk.board.district
        return {"town": [*district.towns], "source": [*district.sources], "priority": [p.value for p in Priority]}[
            field
        ]

    def _named(self, field: str, id: str) -> str:
        if field == "priority":
            return f"{id[1]} {self._look.word(Priority(id))}"
        district = self._desk.board.district
        known: Any = district.towns.get(id) if field == "town" else district.sources.get(id)
        return id if known is None else known.name_zh if zh(self._look) else known.name_en

    def _word(self, field: str) -> str:
        return self._look.text(f"filter.{_WORDS.get(field, field)}")

    def _counted(self, name: str, field: str, choices: Choices) -> str:
        counts = {"town": choices.towns, "source": choices.sources, "priority": choices.priorities}[field]
        left = _count(counts, getattr(self._now, field))
        return self._look.text("filter.count", name=name, count=fmt.count(left))

    # --- saved views ------------------------------------------------------------------------------------------

    def views(self) -> dict[str, Filter]:
        """The saved views by name; one this version cannot read is left out, and left alone."""
        found: dict[str, Filter] = {}
        for name, kept in self._prefs.prefs.views.items():
            try:
                found[name] = msgspec.convert(kept, Filter)
            except msgspec.ValidationError:
                continue
        return found

    def ask_view(self) -> None:
        """The saved views with how many each shows; digits choose."""
        views = self.views()
        options = [
            Option(f"={name}", name, remark=self._look.text("view.count", count=fmt.count(self._count(view))))
            for name, view in views.items()
        ]
        if self._view_name() == "":
            options.append(Option(_KEEP, self._look.text("view.keep")))
        if views:
            options.append(Option(_MANAGE, self._look.text("view.manage")))
        self._flows.choose(self._look.text("view.title"), options, self._view_chosen)

    def _view_chosen(self, id: str) -> None:
        if id == _KEEP:
            self._ask_name(lambda name: self._keep({**self._prefs.prefs.views, name: msgspec.to_builtins(self._now)}))
        elif id == _MANAGE:
            options = [Option(name, name) for name in self.views()]
            self._flows.choose(self._look.text("view.manage"), options, self._manage)
        else:
            self._apply(self.views()[id[1:]])

    def _manage(self, name: str) -> None:
        options = [Option(act, self._look.text(f"view.{act}")) for act in ("rename", "delete")]
        self._flows.choose(name, options, lambda act: self._rename(name) if act == "rename" else self._delete(name))

    def _rename(self, old: str) -> None:
        def renamed(new: str) -> None:
            kept = {name: view for name, view in self._prefs.prefs.views.items() if name == old or name != new}
            self._keep({new if name == old else name: view for name, view in kept.items()})

        self._ask_name(renamed)

    def _delete(self, name: str) -> None:
        self._keep({each: view for each, view in self._prefs.prefs.views.items() if each != name})

    def _ask_name(self, take: Callable[[str], None]) -> None:
        hint = self._look.text("view.name")
        self._flows.choose(hint, (), lambda text: take(text.strip()[:_LONGEST_NAME]), free=True, hint=hint)

    def _keep(self, views: dict[str, dict[str, Any]]) -> None:
        self._prefs.update(views=dict(list(views.items())[-_MOST_VIEWS:]))
        self._apply(self._now)

    def _view_name(self) -> str:
        """The saved view that is shown now; "" for none."""
        return next((name for name, view in self.views().items() if view == self._now), "")

    def _count(self, view: Filter) -> int:
        return self._desk.queue.count_of(view)

    @property
    def _now(self) -> Filter:
        return self._desk.queue.filter


def _value(field: str, found: str) -> Any:
    return None if not found else Priority(found) if field == "priority" else found


def _count(counts: Any, id: str) -> int:
    return int(counts.get(id, 0))


__all__ = ["FLAGS", "Filters"]
