"""Registration of the process engine: its ledger verbs and its system checks."""

from django.apps import AppConfig


class ProcessConfig(AppConfig):
    """The process engine."""

    name = "bihuan.kernel.process"
    label = "process"
    verbose_name = "流程"
