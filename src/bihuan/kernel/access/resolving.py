"""From account to actor: filled in by the module that knows posts and bodies."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bihuan.kernel.access.actors import Actor
    from bihuan.kernel.access.models import Account


class NoPost(LookupError):
    """The account holds no post (or not the one asked for), so there is nobody for it to act as."""


@dataclass(frozen=True, slots=True)
class PostChoice:
    """One post an account may act in, as the switch shows it."""

    id: int
    label: str


ActorResolver: TypeAlias = "Callable[[Account, int | None], Actor]"
PostLister: TypeAlias = "Callable[[Account], tuple[PostChoice, ...]]"


def _no_posts(account: Account) -> tuple[PostChoice, ...]:  # noqa: ARG001 - the answer for all
    return ()


@dataclass(slots=True)
class _Resolvers:
    actor: ActorResolver | None = None
    posts: PostLister = _no_posts


_resolvers = _Resolvers()


def register_actor_resolver(resolver: ActorResolver, *, posts: PostLister = _no_posts) -> None:
    """Say how an account becomes an actor; once, in ``AppConfig.ready`` of organisations.

    ``resolver(account, post_id)`` returns the actor in that post, or in the account's first post
    when ``post_id`` is ``None``, and raises :class:`NoPost` when the account does not hold it.
    ``posts(account)`` lists what the switch offers.
    """
    if _resolvers.actor is not None and _resolvers.actor is not resolver:
        msg = "An actor resolver is already registered."
        raise ImproperlyConfigured(msg)
    _resolvers.actor = resolver
    _resolvers.posts = posts


def resolve(account: Account, post_id: int | None) -> Actor:
    """Return the actor of an account in one of its posts."""
    if _resolvers.actor is None:
        msg = "No actor resolver is registered, so nobody can act."
        raise ImproperlyConfigured(msg)
    return _resolvers.actor(account, post_id)


def posts_of(account: Account) -> tuple[PostChoice, ...]:
    """Return the posts an account may switch between."""
    return _resolvers.posts(account)


@contextmanager
def resolving(resolver: ActorResolver, *, posts: PostLister = _no_posts) -> Iterator[None]:
    """Use another resolver for the length of a ``with`` block: for tests only."""
    kept = (_resolvers.actor, _resolvers.posts)
    _resolvers.actor, _resolvers.posts = resolver, posts
    try:
        yield
    finally:
        _resolvers.actor, _resolvers.posts = kept
