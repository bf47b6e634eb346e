"""The front door: send a correction, look up its answer and its limit, read published answers."""

from bihuan.modules.corrections.operations import NotTaken, TooManyGuesses, look_up, report
from bihuan.modules.corrections.policies import answer_limit
from bihuan.modules.corrections.queries import published_answers

__all__ = [
    "NotTaken",
    "TooManyGuesses",
    "answer_limit",
    "look_up",
    "published_answers",
    "report",
]
