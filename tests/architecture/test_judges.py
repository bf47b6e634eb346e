"""The house as it stands, and each judge against a planted fault."""

import pytest

from tests.architecture import judges
from tests.architecture.judges import Judge
from tests.architecture.plants import ALL, PLANTS
from tests.architecture.sources import Source, house

SOURCES = tuple(house())
EVERY = (*ALL, judges.names_say_something)


@pytest.mark.parametrize("judge", EVERY, ids=lambda judge: judge.__name__)
def test_the_house_has_no_such_fault(judge: Judge) -> None:
    found = [sentence for source in SOURCES for sentence in judge(source)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.goal("L5")
@pytest.mark.parametrize(
    ("judge", "place", "bad", "good"),
    PLANTS,
    ids=[f"{judge.__name__}-{number}" for number, (judge, *_) in enumerate(PLANTS)],
)
def test_a_planted_fault_is_caught(judge: Judge, place: str, bad: str, good: str) -> None:
    assert list(judge(Source.of(place, bad)))
    assert not list(judge(Source.of(place, good)))


@pytest.mark.parametrize(
    "place",
    ["kernel/ui/utils.py", "modules/matters/guards.py", "modules/matters/rules/helpers.py"],
)
def test_a_nameless_file_is_caught(place: str) -> None:
    assert list(judges.names_say_something(Source.of(place, "")))
    assert not list(judges.names_say_something(Source.of("modules/matters/rules.py", "")))


@pytest.mark.goal("L5")
def test_every_judge_has_a_planted_fault() -> None:
    written = {
        value
        for name, value in vars(judges).items()
        if callable(value) and getattr(value, "__module__", "") == judges.__name__
    }
    assert written == set(EVERY)


def test_the_sources_are_all_there() -> None:
    packages = {source.package for source in SOURCES}
    assert {"config", "kernel/calendar", "modules/__init__"} <= packages | {"modules/__init__"}
    assert len(SOURCES) > 50
