"""The sample app. It registers nothing: each test says which process exists."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    """Tables of the sample process."""

    name = "bihuan.kernel.process.tests.sample"
    label = "process_sample"
