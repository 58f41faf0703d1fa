"""What the hub counts, in Prometheus' text form, in a registry of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from core.hub.engine import Engine


class _HubCollector(Collector):
    def __init__(self, engine: Engine, clients: Callable[[], int]) -> None:
        self._engine = engine
        self._clients = clients

    def collect(self) -> Iterable[Metric]:
        engine, tally = self._engine, self._engine.tally
        gauges = (
            ("hubpost_head_seq", "Last event on the disk", engine.durable.seq),
            ("hubpost_board_seq", "Last event decided", engine.board.seq),
            ("hubpost_backlog", "Commands that wait for the disk", engine.backlog),
            ("hubpost_clients", "Clients signed in", self._clients()),
            ("hubpost_cases", "Cases on the board", len(engine.board.cases)),
            ("hubpost_timers", "Clocks armed", len(engine.alarms)),
            ("hubpost_read_only", "1 while the journal refuses", int(engine.read_only is not None)),
        )
        for name, says, value in gauges:
            yield GaugeMetricFamily(name, says, value=value)
        counts = (
            ("hubpost_commands_accepted", "Commands that led to events", tally.accepted),
            ("hubpost_commands_refused", "Commands a rule refused", tally.refused),
            ("hubpost_commands_repeated", "Commands whose id was known", tally.repeated),
            ("hubpost_journal_failures", "Times the journal refused to write", tally.failures),
            ("hubpost_timer_repairs", "Clock rows that did not match their case", tally.repairs),
        )
        for name, says, value in counts:
            yield CounterMetricFamily(name, says, value=value)


class Metrics:
    """The hub's registry."""

    def __init__(self, engine: Engine, clients: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_HubCollector(engine, clients))

    def text(self) -> bytes:
        """All figures as of now."""
        return generate_latest(self._registry)
