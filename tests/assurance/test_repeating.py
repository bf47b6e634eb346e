"""L3: whether the repeating of the lane would notice a test that wavers."""

from __future__ import annotations

from tests.assurance.repeating import outcomes, wavering

REPORT = """<testsuites><testsuite>
<testcase classname="a" name="good"/>
<testcase classname="a" name="bad"><failure message="no"/></testcase>
<testcase classname="a" name="left"><skipped/></testcase>
<testcase classname="a" name="late"/><testcase classname="a" name="late"><error/></testcase>
</testsuite></testsuites>"""


def test_a_report_is_read() -> None:
    ends = {"a::good": "passed", "a::bad": "failure", "a::left": "skipped", "a::late": "error"}
    assert outcomes(REPORT) == ends


def test_a_test_that_wavers_is_named() -> None:
    always, once = {"a": "passed", "b": "failure"}, {"a": "failure", "b": "failure"}
    assert wavering([always, once, always]) == {"a": ["passed", "failure", "passed"]}


def test_a_test_that_is_missing_from_a_run_wavers() -> None:
    assert wavering([{"a": "passed"}, {}]) == {"a": ["passed", "absent"]}


def test_runs_alike_do_not_waver() -> None:
    assert wavering([{"a": "passed"}] * 3) == {}
