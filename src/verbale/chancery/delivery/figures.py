"""GET /metrics: figures for the operator, in the form that Prometheus reads. Numbers alone: no party is named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from verbale.chancery.delivery.counts import Counts
from verbale.chancery.delivery.gate import Gate
from verbale.chancery.despatch.trip import count_waiting
from verbale.chancery.store import SqlStore

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures(Collector):
    """The figures of a node and of this process's endpoint.

    Attributes:
        store: of the node.
        gate, counts: of the endpoint.
    """

    store: SqlStore
    gate: Gate
    counts: Counts

    def page(self) -> bytes:
        """All figures as text."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(self)
        return generate_latest(registry)

    def collect(self) -> Iterator[Metric]:
        """Yields each figure."""
        yield from self._of_house()
        failing = [lane for lane in self.store.lanes.all() if lane.attempts]
        yield GaugeMetricFamily("verbale_lanes_failing", "Parties that could not be reached.", len(failing))
        taken = "Pouches taken by this process."
        yield CounterMetricFamily("verbale_pouches_taken", taken, self.counts.taken)
        refused = CounterMetricFamily("verbale_pouches_refused", "Requests refused by this process.", labels=["code"])
        for code, number in sorted(self.counts.refused.items()):
            refused.add_metric([code], number)
        yield refused
        yield GaugeMetricFamily("verbale_pouches_under_way", "Pouches under way.", self.gate.under_way)

    def _of_house(self) -> Iterator[Metric]:
        with self.store.read() as view:
            house, waiting, alarms = view.house(), count_waiting(view), len(view.alarms())
            size, unsequenced = view.register_size(), view.unsequenced()
            cosigned = [each.time for each in view.cosignatures(house.party.origin)]
        yield GaugeMetricFamily("verbale_items_waiting", "Items that no party says it holds.", waiting)
        yield GaugeMetricFamily("verbale_alarms", "Alarms that nobody has put away.", alarms)
        yield GaugeMetricFamily("verbale_held", "Whether the chancery is held.", int(bool(house.held)))
        yield GaugeMetricFamily("verbale_register_entries", "Entries of the register.", size)
        yield GaugeMetricFamily("verbale_register_unsequenced", "Entries without a place yet.", unsequenced)
        last = _seconds(max(cosigned)) if cosigned else 0.0
        text = "When a counterpart last cosigned a head, in seconds since the epoch; 0 if none did."
        yield GaugeMetricFamily("verbale_head_cosigned_timestamp_seconds", text, last)


def _seconds(when: datetime) -> float:
    return when.timestamp()
