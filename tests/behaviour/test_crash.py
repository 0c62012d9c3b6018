"""Killed at any byte, the tap loses nothing, and asks for nothing that Octopus would refuse."""

import copy
import random
from itertools import accumulate

from tests.behaviour.crashing import ENOUGH, Story
from tests.support.changes import change_at_random
from tests.support.compare import differences
from tests.support.sandbox import DAY, HALF_A_DAY, Sandbox

HALF_LINES = 12
"""Crash points in the middle of a line, in each test that has them."""


def points(said: list[str], seed: int) -> list[int]:
    """Choose where to kill a run that says this: after each STATE, and in the middle of lines."""
    ends = list(accumulate(map(len, said)))
    states = [
        end for end, line in zip(ends, said, strict=True) if line.startswith('{"type":"STATE')
    ]
    assert len(states) > 1
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    return [*states, *dice.sample(range(1, ends[-1]), HALF_LINES)]


def test_first_load(office_sandbox: Sandbox) -> None:
    """Killed at any moment of a first load, the next run makes everything right at once."""
    story = Story(office_sandbox)

    for point in points(story.killed(ENOUGH), seed=1):
        story.begin()
        story.killed(point)
        story.run()

        assert differences(office_sandbox, story.tables) == "", point
    assert office_sandbox.refused_calls() == 0


def test_increment(office_sandbox: Sandbox) -> None:
    """Killed at any moment of an increment, with more changes booked before the next run."""
    story = Story(office_sandbox)
    story.run()
    office_sandbox.pass_time(HALF_A_DAY)
    change_at_random(office_sandbox, 1, count=6, seed=0)
    trial = copy.copy(story)
    trial.tables = copy.deepcopy(story.tables)

    for seed, point in enumerate(points(trial.killed(ENOUGH), seed=2)):
        office_sandbox.pass_time(HALF_A_DAY)
        office_sandbox.pass_time(HALF_A_DAY)
        change_at_random(office_sandbox, 1, count=4, seed=seed)
        story.killed(point)
        change_at_random(office_sandbox, 1, count=2, seed=seed + 100)
        story.run()

        assert differences(office_sandbox, story.tables) == "", point
    assert office_sandbox.refused_calls() == 0


def test_repair(office_sandbox: Sandbox) -> None:
    """Killed while a document that came in part is read whole, its other lines come back."""
    switches: dict[str, str | int] = {"edit_resends": "lines"}
    story = Story(office_sandbox, switches, documents_per_year=6)
    story.run()
    trial = copy.copy(story)
    trial.tables = copy.deepcopy(story.tables)
    office_sandbox.pass_time(HALF_A_DAY)
    office_sandbox.change("edit", 1)

    for point in points(trial.killed(ENOUGH), seed=3):
        office_sandbox.pass_time(2 * HALF_A_DAY)
        office_sandbox.change("edit", 1)
        story.killed(point)
        story.run()

        assert differences(office_sandbox, story.tables) == "", point
    assert office_sandbox.refused_calls() == 0


def test_twice_in_a_row(office_sandbox: Sandbox) -> None:
    """Killed twice in a row, all is right as soon as the calls of a day allow it, and none more."""
    story = Story(office_sandbox, documents_per_year=4)

    for seed, point in enumerate(points(story.killed(ENOUGH), seed=4)[::2]):
        story.begin()
        story.killed(point)
        change_at_random(office_sandbox, 1, count=2, seed=seed)
        story.killed(point // 2)
        story.run()
        office_sandbox.pass_time(DAY + 60)
        story.run()

        assert differences(office_sandbox, story.tables) == "", point
    assert office_sandbox.refused_calls() == 0


def test_any_day_after_a_crash(office_sandbox: Sandbox) -> None:
    """Killed again and again, day in, day out, no 24 hours have a call too many."""
    story = Story(office_sandbox)
    whole = sum(map(len, story.killed(ENOUGH)))
    dice = random.Random(5)  # noqa: S311 - repeatable, not secret

    for _ in range(60):
        office_sandbox.pass_time(dice.choice((60, 600, 1800, 7200)))
        story.killed(dice.randrange(1, 2 * whole))

    assert office_sandbox.refused_calls() == 0
    office_sandbox.pass_time(DAY + 60)
    story.run()
    assert differences(office_sandbox, story.tables) == ""
