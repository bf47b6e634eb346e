"""The words of the product stand in docs/glossary.md, in both languages."""

import re

from django.apps import apps

from bihuan.kernel.process import all_processes
from tests.architecture.sources import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([^|]+?) \| ([^|]*`[^|]+) \|", re.MULTILINE)


def pairs(text: str) -> set[tuple[str, str]]:
    """Return every (Chinese, identifier) the glossary joins."""
    return {
        (chinese, identifier)
        for chinese, identifiers in ROW.findall(text)
        for identifier in re.findall(r"`([^`]+)`", identifiers)
    }


def words_of_processes() -> set[tuple[str, str]]:
    """Return the label and key of each process, state and step."""
    found: set[tuple[str, str]] = set()
    for process in all_processes():
        found.add((process.label, process.key))
        found |= {(str(state.label), str(state.value)) for state in process.states}
        found |= {(step.label, step.key) for step in process.steps}
    return found


def words_of_modules() -> set[tuple[str, str]]:
    """Return the name of each module and kernel package with tables."""
    return {
        (str(config.verbose_name), config.label)
        for config in apps.get_app_configs()
        if config.name.startswith("bihuan.") and ".tests" not in config.name
    }


def test_processes_states_and_steps_are_in_the_glossary() -> None:
    assert words_of_processes() - pairs(GLOSSARY) == set()


def test_modules_are_in_the_glossary() -> None:
    assert words_of_modules() - pairs(GLOSSARY) == set()


def test_a_missing_word_is_noticed() -> None:
    known = pairs("| 已报备 | `filed` |\n| 退回 | `return`, `revise` |")
    assert known == {("已报备", "filed"), ("退回", "return"), ("退回", "revise")}
    assert {("已撤回", "withdrawn")} - known
