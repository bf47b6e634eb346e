"""The front door: send a correction, look up its answer and its limit, read published answers."""

from bihuan.modules.corrections.operations import NotTaken, report
from bihuan.modules.corrections.policies import answer_limit
from bihuan.modules.corrections.queries import answer_to, published_answers

__all__ = ["NotTaken", "answer_limit", "answer_to", "published_answers", "report"]
