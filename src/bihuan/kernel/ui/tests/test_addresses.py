"""Kept addresses are those Django would work out, whatever stands around them."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.urls import NoReverseMatch, reverse, set_script_prefix

from bihuan.kernel.ui.addresses import address_of, case_address, fixed
from bihuan.kernel.ui.matching import holding


@pytest.mark.parametrize(
    "number", ["QD-2025-0005", "督办〔2026〕3号", "a b&c;d=e,f?g#h%i", "0", "~!$'()*+@:"]
)
def test_the_address_of_a_case_is_the_one_django_makes(number: str) -> None:
    assert case_address(number) == reverse("ui:case", args=(number,))


@pytest.mark.parametrize("number", ["", "a/b"])
def test_what_is_no_number_is_refused_as_before(number: str) -> None:
    with pytest.raises(NoReverseMatch):
        case_address(number)


def test_a_prefix_is_not_forgotten() -> None:
    assert fixed("ui:cases") == "/cases/"
    set_script_prefix("/under/")
    try:
        assert fixed("ui:cases") == "/under/cases/"
        assert case_address("X-1") == "/under/cases/X-1/"
    finally:
        set_script_prefix("/")
    assert case_address("X-1") == "/cases/X-1/"


def test_another_map_has_other_addresses() -> None:
    assert fixed("ui:cases") == "/cases/"
    with override_settings(ROOT_URLCONF="tests.bench.lean"), pytest.raises(NoReverseMatch):
        fixed("ui:cases")


@pytest.mark.parametrize(
    ("word", "lookup"),
    [("年度", "contains"), ("2026", "contains"), ("QD", "icontains"), ("é1", "icontains")],
)
def test_only_letters_are_folded(word: str, lookup: str) -> None:
    assert holding("title", word).children == [(f"title__{lookup}", word)]


@pytest.mark.parametrize("args", [("QD-2025-0005",), ("督办〔2026〕3号",), (7,)])
def test_kept_addresses_and_the_tag_say_what_django_says(args: tuple[object, ...]) -> None:
    django = reverse("ui:case", args=args)
    words = Template("{% url 'ui:case' number %} {% url 'ui:cases' %}{% url 'ui:case' 'a' as x %}")
    for _ in range(2):
        assert address_of("ui:case", *args) == django
        assert words.render(Context({"number": args[0]})) == f"{django} /cases/"


def test_the_tag_refuses_what_is_no_page() -> None:
    with pytest.raises(NoReverseMatch):
        Template("{% url 'ui:no-such-page' %}").render(Context())
