"""The front door: send a correction, look up its answer, read published answers."""

from bihuan.modules.corrections.operations import NotTaken, report
from bihuan.modules.corrections.queries import answer_to, published_answers

__all__ = ["NotTaken", "answer_to", "published_answers", "report"]
