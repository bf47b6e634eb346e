"""A page asks once; whoever acts asks every time."""

from bihuan.kernel.access import once_a_page, one_page


def test_a_page_reads_once_and_forgets_afterwards() -> None:
    """The second page must not see what the first one read."""
    answers = iter(range(10))

    def read() -> int:
        return next(answers)

    with one_page():
        assert [once_a_page("stamp", read), once_a_page("stamp", read)] == [0, 0]
        assert once_a_page("other", read) == 1
    with one_page():
        assert once_a_page("stamp", read) == 2


def test_an_act_is_never_answered_from_memory() -> None:
    """Outside a page that reads, each question goes to whoever knows."""
    answers = iter(range(10))
    assert [once_a_page("stamp", lambda: next(answers)) for _ in range(3)] == [0, 1, 2]
