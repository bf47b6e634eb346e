"""What a process is written with: values only, no database, no clock.

A process file reads: who acts, which clocks run, then every step in the order a case lives them.
`Step.by` and `Step.basis` have no default: forgetting who may act, or under which article, is a
type error, and so is a guard written for another model.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol

from typing_extensions import TypeVar

from bihuan.kernel.calendar import Roll, Span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import TextChoices

    from bihuan.kernel.access import Actor, Rule
    from bihuan.kernel.deadlines import Limit
    from bihuan.kernel.process.models import CaseDetail, Passage

D = TypeVar("D", bound="CaseDetail")
D_co = TypeVar("D_co", bound="CaseDetail", covariant=True)
G_contra = TypeVar("G_contra", bound="CaseDetail", contravariant=True)
D_contra = TypeVar("D_contra", bound="CaseDetail", contravariant=True, default="CaseDetail")

Widget = Literal[
    "text", "textarea", "date", "body", "person", "matter", "select", "number", "url", "bool"
]

SIGNATURES = ("pdf", "docx", "xlsx", "png", "jpg")
"""The kinds of file a document may be, judged by content, never by what the browser claims."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why a step cannot be taken: a code for machines, a whole sentence for people.

    `field` names the need it belongs to, so that a form can show it beside the right input.
    """

    code: str
    sentence: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it came in. Nothing about it is believed before its bytes have been looked at."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the actor filled in and attached for one step."""

    fields: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    documents: Mapping[str, Sequence[Upload]] = field(default_factory=lambda: MappingProxyType({}))


EMPTY = Inputs()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the detail model that this step asks for and may write; no other field can be.

    The value is validated by the model field itself. Without `label` the model's own is used.
    """

    name: str
    label: str | None = field(default=None, kw_only=True)
    required: bool = field(default=True, kw_only=True)
    help: str = field(default="", kw_only=True)
    widget: Widget = field(default="text", kw_only=True)
    choices: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)

    @property
    def key(self) -> str:
        """Return the name, so that fields and documents can be listed together."""
        return self.name


OPINION = Field("opinion", label="办理意见", widget="textarea")
"""An opinion is kept with the act (`Passage.opinion`); the detail model needs no such field."""


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that must be attached, at least `least` times, as one of `types`."""

    key: str
    label: str
    least: int = field(default=1, kw_only=True)
    types: tuple[str, ...] = field(default=SIGNATURES, kw_only=True)
    help: str = field(default="", kw_only=True)

    @property
    def required(self) -> bool:
        """Say whether the step is refused without it."""
        return self.least > 0


Need = Field | Document


@dataclass(frozen=True, slots=True)
class Attempt(Generic[D_co]):
    """One actor trying one step on one case at one instant: what guards and effects are given.

    `case` is the case *as it would be stored*: the fields that were filled in are already on it,
    and nothing is saved until every guard has agreed. `passage` is for effects, not for guards.
    """

    process: Process[Any]
    step: Step[Any]
    case: D_co
    actor: Actor
    at: dt.datetime
    inputs: Inputs = EMPTY
    passage: Passage | None = None

    @property
    def opinion(self) -> str:
        """Return the opinion given with this act, "" where none was."""
        return str(self.inputs.fields.get(OPINION.name) or "").strip()


# Protocols, not Callable: mypy infers a step's model from its clocks *before* it looks into
# callables, and would then refuse a guard of the very model the step is for.
class Guard(Protocol[G_contra]):
    """A function that agrees, or says why not."""

    def __call__(self, attempt: Attempt[G_contra], /) -> Refusal | None:
        """Judge the attempt."""
        ...


class Effect(Protocol[G_contra]):
    """A function that carries out a consequence inside the module."""

    def __call__(self, attempt: Attempt[G_contra], /) -> None:
        """Carry it out, in the transaction of the step."""
        ...


F = TypeVar("F", bound="Callable[..., object]")


def says(sentence: str) -> Callable[[F], F]:
    """Give a guard, an effect or a span function the Chinese words the process page prints.

    @says("完成时间必须晚于办理当天")
    def finish_is_after_today(attempt: Attempt[Repair]) -> Refusal | None: ...
    """

    def mark(function: F) -> F:
        vars(function)["says"] = sentence
        return function

    return mark


def said_of(function: Callable[..., object]) -> str:
    """Return what a function was given to say, else the first line it says of itself."""
    marked = getattr(function, "says", "")
    described = (function.__doc__ or "").strip().split("\n")[0].rstrip(".")
    return str(marked) or described or f"`{getattr(function, '__name__', function)}`"


@dataclass(frozen=True, slots=True)
class Clock(Generic[D_contra]):
    """A period that a step starts and another stops.

    `span` is a length, or a function of the case that gives a length or the very last day.
    """

    key: str
    label: str
    span: Span | Callable[[D_contra], Span | dt.date]
    basis: str = field(kw_only=True)
    roll: Roll = field(default=Roll.NONE, kw_only=True)
    warn: tuple[Span, ...] = field(default=(), kw_only=True)

    @classmethod
    def by(
        cls,
        key: str,
        limit: Limit,
        *,
        span: Span | Callable[[D_contra], Span | dt.date] | None = None,
        basis: str = "",
    ) -> Clock[D_contra]:
        """Return the clock of a period that stands in policy data."""
        return cls(
            key, limit.label, span or limit.span, basis=basis or limit.basis, warn=limit.warn
        )

    @property
    def span_label(self) -> str:
        """Return the length as a rule writes it; a computed one says what computes it."""
        if isinstance(self.span, Span):
            return str(self.span)
        return said_of(self.span)


@dataclass(frozen=True, slots=True, eq=False)
class Step(Generic[D_contra]):
    """One act that moves a case: who, under which article, asking for what, with what consequences.

    `preconditions` are judged before anything is filled in, so that a greyed button can say why;
    `guards` are judged on the case with its inputs, and may assume that every need is met.
    """

    key: str
    label: str
    source: TextChoices | tuple[TextChoices, ...]
    target: TextChoices
    by: Rule = field(kw_only=True)
    basis: str = field(kw_only=True)
    needs: tuple[Need, ...] = field(default=(), kw_only=True)
    preconditions: tuple[Guard[D_contra], ...] = field(default=(), kw_only=True)
    guards: tuple[Guard[D_contra], ...] = field(default=(), kw_only=True)
    starts: tuple[Clock[D_contra], ...] = field(default=(), kw_only=True)
    stops: tuple[Clock[D_contra], ...] = field(default=(), kw_only=True)
    pauses: tuple[Clock[D_contra], ...] = field(default=(), kw_only=True)
    resumes: tuple[Clock[D_contra], ...] = field(default=(), kw_only=True)
    effects: tuple[Effect[D_contra], ...] = field(default=(), kw_only=True)
    confirm: str = field(default="", kw_only=True)
    tone: Literal["primary", "plain", "danger"] = field(default="plain", kw_only=True)
    awaited: bool = field(default=True, kw_only=True)
    """False for what may be done at any time and nobody waits for: it is on nobody's to-do list."""

    @property
    def sources(self) -> tuple[TextChoices, ...]:
        """Return the states this step leaves, always as a tuple."""
        return self.source if isinstance(self.source, tuple) else (self.source,)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return what must be filled in."""
        return tuple(need for need in self.needs if isinstance(need, Field))

    @property
    def documents(self) -> tuple[Document, ...]:
        """Return what must be attached."""
        return tuple(need for need in self.needs if isinstance(need, Document))

    def leaves(self, state: str) -> bool:
        """Say whether this step can be taken in `state`."""
        return any(source.value == state for source in self.sources)


@dataclass(frozen=True, slots=True, eq=False)
class Process(Generic[D]):
    """A whole process: its states, its steps, who may open it, and the version of the rules it is.

    A case keeps the version it was born under; a changed rule is a new `Process` value with a
    higher version, and the old one stays registered until no open case uses it.
    """

    key: str
    label: str
    detail: type[D]
    version: int = field(kw_only=True)
    states: type[TextChoices] = field(kw_only=True)
    initial: TextChoices = field(kw_only=True)
    final: tuple[TextChoices, ...] = field(kw_only=True)
    steps: tuple[Step[D], ...] = field(kw_only=True)
    opens_by: Rule = field(kw_only=True)
    opens_basis: str = field(kw_only=True)
    number_prefix: str = field(kw_only=True)
    track: tuple[TextChoices, ...] = field(default=(), kw_only=True)
    starts: tuple[Clock[D], ...] = field(default=(), kw_only=True)
    confined: bool = field(default=False, kw_only=True)
    """True: only the body the case belongs to, its parties and whoever it lies with may see it;
    the offices above and the same line above may not."""

    def step(self, key: str) -> Step[D] | None:
        """Return the step with this key, None where this version has none."""
        return next((step for step in self.steps if step.key == key), None)

    def leaving(self, state: str) -> tuple[Step[D], ...]:
        """Return every step out of `state`, in the order they were written."""
        return tuple(step for step in self.steps if step.leaves(state))

    @property
    def has_clocks(self) -> bool:
        """Say whether any period ever runs in a case of this process."""
        return bool(self.starts) or any(step.starts for step in self.steps)

    def is_final(self, state: str) -> bool:
        """Say whether a case in `state` is closed."""
        return any(final.value == state for final in self.final)

    def state_label(self, state: str) -> str:
        """Return the Chinese name of a state; an unknown one answers with itself."""
        return dict(self.states.choices).get(state, state)

    @property
    def stations(self) -> tuple[TextChoices, ...]:
        """Return the states shown on the steps track."""
        return self.track or tuple(self.states)

    @property
    def clocks(self) -> tuple[Clock[D], ...]:
        """Return every clock of this process once, in order of first mention."""
        found: dict[str, Clock[D]] = {}
        for started in (self.starts, *(step.starts for step in self.steps)):
            for clock in started:
                found.setdefault(clock.key, clock)
        return tuple(found.values())
