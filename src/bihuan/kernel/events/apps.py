"""Django's handle on the events package; it has no tables."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """In-transaction events between tiers."""

    name = "bihuan.kernel.events"
    label = "events"
    verbose_name = "事件"
