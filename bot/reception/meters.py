"""Meters: what is counted and measured for whoever watches the service."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

# Seconds by which a reminder may be late: those of a busy minute, of a restart, of a day off.
_LATE = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 1_800.0, 7_200.0, 43_200.0, 86_400.0, 259_200.0)
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
        self.reminders = counter(
            "reminders", "Reminders, by what became of them", "channel", "kind", "outcome"
        )
        self.lateness = Histogram(
            "quanzhu_reminder_late_seconds",
            "From when a reminder was due until it was sent",
            ["channel"],
            buckets=_LATE,
            registry=self.registry,
        )
        self.kept = Gauge("quanzhu_reminders_kept", "Reminders by state", ["state"], registry=self.registry)
        self.overdue = Gauge(
            "quanzhu_reminders_overdue", "Reminders that are due and not sent", registry=self.registry
        )
        self.longest = Gauge(
            "quanzhu_reminders_overdue_seconds",
            "For how long the first of them is due",
            registry=self.registry,
        )
