"""Whatever a run does, the search for garbage is as before it afterwards."""

import gc

import pytest

from flows.machine.uncollected import uncollected


def test_nothing_is_searched_inside_and_all_is_as_before_afterwards() -> None:
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_run_that_fails_leaves_the_search_on() -> None:
    with pytest.raises(ZeroDivisionError), uncollected():
        _ = 1 / 0
    assert gc.isenabled()
