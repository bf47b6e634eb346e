"""From account to actor: filled in by the module that knows posts and bodies."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
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
BelowFinder: TypeAlias = "Callable[[Actor, int], Actor]"
PostLister: TypeAlias = "Callable[[Account], tuple[PostChoice, ...]]"


def _no_posts(account: Account) -> tuple[PostChoice, ...]:  # noqa: ARG001 - the answer for all
    return ()


def _nobody_below(actor: Actor, post_id: int) -> Actor:
    raise NoPost(f"{actor.key} is above nobody, also not above post {post_id}.")


@dataclass(slots=True)
class _Resolvers:
    actor: ActorResolver | None = None
    posts: PostLister = _no_posts
    below: BelowFinder = _nobody_below


_resolvers = _Resolvers()


def register_actor_resolver(
    resolver: ActorResolver, *, posts: PostLister = _no_posts, below: BelowFinder = _nobody_below
) -> None:
    """Say how an account becomes an actor; once, in ``AppConfig.ready`` of organisations.

    ``resolver(account, post_id)`` returns the actor in that post, or in the account's first post
    when ``post_id`` is ``None``, and raises :class:`NoPost` when the account does not hold it.
    ``posts(account)`` lists what the switch offers. ``below(actor, post_id)`` returns whoever holds
    a post below the actor's, for looking at pages as they see them, or raises :class:`NoPost`.
    """
    if _resolvers.actor is not None and _resolvers.actor is not resolver:
        msg = "An actor resolver is already registered."
        raise ImproperlyConfigured(msg)
    _resolvers.actor = resolver
    _resolvers.posts = posts
    _resolvers.below = below


def subordinate(actor: Actor, post_id: int) -> Actor:
    """Return whoever holds a post below the actor's, without any compartment.

    :raises NoPost: the post is not below the actor's, or is not held.
    """
    # What is sealed is read by those who were named, in their own name, and each reading is written
    # down: nobody reads it through the eyes of somebody else.
    return replace(_resolvers.below(actor, post_id), compartments=frozenset())


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
def resolving(
    resolver: ActorResolver, *, posts: PostLister = _no_posts, below: BelowFinder = _nobody_below
) -> Iterator[None]:
    """Use another resolver for the length of a ``with`` block: for tests only."""
    kept = (_resolvers.actor, _resolvers.posts, _resolvers.below)
    _resolvers.actor, _resolvers.posts, _resolvers.below = resolver, posts, below
    try:
        yield
    finally:
        _resolvers.actor, _resolvers.posts, _resolvers.below = kept
