"""Somebody of a body who is asked to read a paper, or to act on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """One person in one post, as a form offers them."""

    key: str
    name: str
    post: str
    body: str
