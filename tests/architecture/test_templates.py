"""Templates stay at home, stay small, and bring no script or style of their own."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import HOUSE
from tests.architecture.tiers import may_see, ranks

LIMIT = 200
TAKES = re.compile(r"""\{%\s*(?:extends|include)\s+["']([^"']+)["']""")
LEADS = re.compile(r"""\{%\s*url\s+["'](\w+):[\w-]+["']""")
INLINE = (
    (re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE), "a script stands in the page"),
    (re.compile(r"<style\b", re.IGNORECASE), "a style stands in the page"),
    (re.compile(r"\sstyle\s*=", re.IGNORECASE), "a style stands on an element"),
    (re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE), "a script stands on an element"),
    (re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE), "comes from elsewhere"),
)
WRITES = re.compile(r"""<form\b[^>]*method="post".*?</form>""", re.DOTALL)
# Sent as often as one likes: an export, a preview of what is not kept; and the way in, which has
# answers of its own to whoever tries again.
AGAIN = re.compile(r"\bdata-again\b")
UNRECORDED = re.compile(r"'(?:ui:view-save|ui:view-forget|ui:step-draft-forget)'|shell\.logout_url")
ONCE = re.compile(r"""\{% once %\}|name="once\"""")
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", re.DOTALL)


def faults(place: str, text: str) -> Iterator[str]:
    """Judge one template; `place` is its path below src/bihuan."""
    owner = place.split("/templates/", maxsplit=1)[0].replace("/", ".")
    home = owner.rsplit(".", 1)[-1]
    text = COMMENT.sub("", text)
    if text.count("\n") > LIMIT:
        yield f"{place}: more than {LIMIT} lines"
    for taken in TAKES.findall(text):
        if taken.split("/")[0] not in {home, "ui"} and not taken.startswith("#"):
            yield f"{place}: takes {taken}, which belongs to another room"
    for room in LEADS.findall(text):
        part = next((p for p in ranks() if p.endswith(f".{room}")), "")
        mine = "faces" if owner.startswith("faces") else owner
        if part and not may_see(mine, part):
            yield f"{place}: leads to {part}, which it may not know"
    for form in WRITES.findall(text) if owner != "kernel.access" else ():
        opening = form[: form.index(">") + 1]
        free = AGAIN.search(opening) or UNRECORDED.search(form) or "access:" in opening
        if not free and not ONCE.search(form):
            yield f"{place}: a form that writes has no {{% once %}}"
    for pattern, sentence in INLINE:
        if pattern.search(text):
            yield f"{place}: {sentence}"


def test_the_templates_of_the_house() -> None:
    pages = [path for path in HOUSE.rglob("templates/**/*") if path.suffix in {".html", ".txt"}]
    found = [
        sentence
        for path in pages
        for sentence in faults(path.relative_to(HOUSE).as_posix(), path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n" + "\n".join(found)
    assert pages


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ('{% extends "directives/page.html" %}', '{% extends "ui/page.html" %}'),
        ('{% include "directives/row.html" %}', '{% include "matters/row.html" %}'),
        ("{% url 'quality:day' %}", "{% url 'directives:clause' %}"),
        ("<script>go()</script>", '<script src="{{ file }}" defer></script>'),
        ("<style>p{}</style>", "<p>样式 style</p>"),
        ('<p style="color:red">', '<p class="late">'),
        ("<a onclick='go()'>", "<a data-on='go'>"),
        ('<img src="//cdn.invalid/a.png">', '<img src="/static/a.png">'),
        (
            '<form method="post">{% csrf_token %}</form>',
            '<form method="post">{% csrf_token %}{% once %}</form><form method="get"></form>',
        ),
        ('<form class="a" method="post"></form>', '<form method="post" data-again></form>'),
        ("<br>\n" * (LIMIT + 1), "<br>\n" * LIMIT),
    ],
)
def test_a_planted_fault_is_caught(bad: str, good: str) -> None:
    place = "modules/matters/templates/matters/page.html"
    assert list(faults(place, bad))
    assert not list(faults(place, good))
