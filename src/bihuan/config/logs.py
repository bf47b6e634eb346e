"""Structured logs: lines for people in development, JSON for machines in production."""

import logging
import unicodedata
from typing import Any

import structlog

SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=False),
)


_SPOILS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def one_line(_logger: Any, _name: str, event: structlog.typing.EventDict) -> dict[str, Any]:
    """Write what a terminal would obey, or take for a new line, as an escape.

    Addresses and file names are chosen by whoever sends them: without this a request for a page
    that is not there could write a line of its own, colour it, or turn the reading direction.
    """
    return {key: _plain(value) for key, value in event.items()}


def _plain(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value.isascii() and value.isprintable():
        return value
    return "".join(
        sign.encode("unicode_escape").decode() if unicodedata.category(sign) in _SPOILS else sign
        for sign in value
    )


def configuration(*, machine_readable: bool, level: str) -> dict[str, Any]:
    """Return the logging configuration; our own and every library's records end in one stream."""
    if level not in logging.getLevelNamesMapping():
        raise ValueError(f"BIHUAN_LOG must be a level such as INFO or WARNING, not {level!r}.")
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if machine_readable
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    finish: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    ]
    if machine_readable:
        finish.append(structlog.processors.format_exc_info)
    finish.append(one_line)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "processors": [*finish, renderer],
                "foreign_pre_chain": list(SHARED),
            },
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "structured"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        # Django's own handlers would print the same record a second time.
        # pikepdf says on import that it has begun; nobody asked.
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "pikepdf": {"level": "WARNING"},
            # One line an answer is for machines; people at a terminal look for what went wrong.
            "bihuan.requests": {"level": level if machine_readable else "WARNING"},
        },
    }
