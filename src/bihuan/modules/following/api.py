"""The front door: begin and write answers, ask what holds, read the published decisions."""

from bihuan.modules.following.operations.answering import set_answers
from bihuan.modules.following.operations.opening import NotOpened, ask_places, open_following
from bihuan.modules.following.queries.coverage import answers_of, answers_to, coverage
from bihuan.modules.following.queries.published import published_answers, published_following
from bihuan.modules.following.rules.judging import Said

__all__ = [
    "NotOpened",
    "Said",
    "answers_of",
    "answers_to",
    "ask_places",
    "coverage",
    "open_following",
    "published_answers",
    "published_following",
    "set_answers",
]
