"""The only registration point of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Papers: made, signed, numbered, dispatched, signed for."""

    name = "bihuan.modules.documents"
    label = "documents"
    verbose_name = "公文"
    default_auto_field = "django.db.models.BigAutoField"
