"""Calls are scarce: a run makes those that the design predicts, and no others."""

from collections import Counter

from tests.integration.story import DISABLED, Story
from tests.support import calls
from tests.support.calls import first_run, later_run


def test_first_run(story: Story) -> None:
    """A first run makes exactly the predicted calls, per operation and dossier."""
    assert story.first.calls == first_run(story.first.sizes)


def test_second_run(story: Story) -> None:
    """A later run makes one call per table, bookyear or journal, and one refused try."""
    served = {d: size for d, size in story.second.sizes.items() if d != DISABLED}

    assert story.second.calls == later_run(served) + Counter({(calls.CONNECT, DISABLED): 1})


def test_nothing_over_a_limit(story: Story) -> None:
    """No call of either run is refused for a daily limit."""
    assert story.first.refused_calls + story.second.refused_calls == 0


def test_read_only(story: Story) -> None:
    """Neither run tries to write."""
    assert story.first.writes + story.second.writes == []
