"""Meters: what is counted and measured for whoever watches the service."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Meters:
    """The metrics of one process, by channel; none names a person."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"quanzhu_{name}", text, labels, registry=self.registry)

        self.turns = counter("turns", "Messages answered", "channel")
        self.latency = Histogram(
            "quanzhu_turn_seconds", "Time to an answer", ["channel"], buckets=_SECONDS, registry=self.registry
        )
        self.redeliveries = counter("redeliveries", "Messages that came again", "channel")
        self.late = counter("late_answers", "Answers pushed because they took too long", "channel")
        self.busy = counter("busy_answers", "Messages not answered because the database was away", "channel")
        self.limited = counter("limited_messages", "Messages beyond a person's limit", "channel")
        # A vendor's error code, or the reason why a request was refused.
        self.errors = counter(
            "errors", "Requests refused, and calls that a vendor refused", "channel", "code"
        )
        self.refreshes = counter("token_refreshes", "Tokens fetched from a vendor", "channel", "result")
        self.pushes = counter("pushes", "Answers pushed, by what became of them", "channel", "outcome")
        self.owed = Gauge("quanzhu_inbox_at_work", "Messages of the inbox worked on", registry=self.registry)
