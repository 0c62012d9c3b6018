"""The next run deletes the files of `batch_config` that the target has read, and no others."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from singer_sdk.helpers._batch import StorageTarget

from tap_octopus.output.batch_files import BatchFiles
from tests.behaviour.crashing import ENOUGH, Story
from tests.behaviour.inside import run
from tests.behaviour.test_batches import batches
from tests.behaviour.test_crash import points
from tests.support.compare import differences
from tests.support.sandbox import NOW, Sandbox
from tests.support.tap import by_password

RUN = "0123456789abcdef" * 2


def names(folder: Path) -> set[str]:
    """Give the names in a folder."""
    return {path.name for path in folder.iterdir()}


def told(lines: list[str]) -> tuple[set[str], set[str]]:
    """Give the files of BATCH messages: those before the last STATE, and those after it."""
    before, after = set[str](), set[str]()
    for line in lines:
        if line.startswith('{"type":"BATCH"'):
            after |= {url.rsplit("/", 1)[1] for url in json.loads(line)["manifest"]}
        elif line.startswith('{"type":"STATE"') and line.endswith("\n"):
            before, after = before | after, set()
    return before, after


def test_next_run(office_sandbox: Sandbox, tmp_path: Path) -> None:
    """A run deletes what the run before it told, when it gets the STATE of that run."""
    office_sandbox.reset(now=NOW, dossiers=1, documents_per_year=2, bookyears=1, seed=3)
    config = by_password(office_sandbox, **batches(tmp_path))

    first = run(config)
    of_first = names(tmp_path)
    without_state = run(config)
    of_both = names(tmp_path)
    plain = run(by_password(office_sandbox), first.state)
    assert names(tmp_path) == of_both > of_first, "without its STATE or the setting nothing is"
    third = run(config, plain.state)

    assert [outcome.exit_code for outcome in (first, without_state, plain, third)] == [0] * 4
    assert not names(tmp_path) & of_first
    assert names(tmp_path) >= of_both - of_first


def test_killed(office_sandbox: Sandbox, tmp_path: Path) -> None:
    """Of a killed run, files that no STATE counts stay; those that one counts were loaded."""
    story = Story(office_sandbox)
    story.config |= batches(tmp_path)
    found = 0
    for point in points(story.killed(ENOUGH), seed=4)[::5]:
        story.begin()
        before, after = told(story.killed(point))
        story.run()
        left = names(tmp_path)
        assert not before & left, point
        assert after <= left, point
        assert differences(office_sandbox, story.tables) == "", point
        found += bool(before) and bool(after)
    assert found


@pytest.mark.parametrize("prefix", [None, "octopus-", "below/"])
def test_only_its_own(tmp_path: Path, prefix: str | None) -> None:
    """Only files with the name of the run are deleted: no links, and nothing outside the folder."""
    folder = tmp_path / "below" if prefix == "below/" else tmp_path
    folder.mkdir(exist_ok=True)
    start = f"{prefix or ''}bookings"
    theirs = [
        f"bookings-{RUN}-4.json.gz",
        f"bookings-{RUN}-0.json",
        f"bookings-{RUN}-1.json.gz.part",
        f"bookings-{RUN}-1",
        f"bookings-{RUN[::-1]}-1.json",
        "bookings.json",
    ]
    for name in (*theirs, "target"):
        (folder / name).write_text("kept")
    (folder / f"linked-{RUN}-1.json").symlink_to(folder / "target")
    (folder / f"folder-{RUN}-1.json").mkdir()
    (tmp_path.parent / f"bookings-{RUN}-1.json").write_text("outside")
    for number in range(1, 4):
        (folder / f"{Path(start).name}-{RUN}-{number}.json.gz").write_text("read")
    storage = StorageTarget(root=tmp_path.as_uri(), prefix=prefix)
    before = names(folder)

    BatchFiles(RUN, 3).delete(storage)

    gone = {f"{Path(start).name}-{RUN}-{number}.json.gz" for number in range(1, 4)}
    assert names(folder) == before - gone
    assert (tmp_path.parent / f"bookings-{RUN}-1.json").exists()


def test_outside(tmp_path: Path) -> None:
    """A prefix that leads out of the folder, or a link that does, deletes nothing."""
    root, other = tmp_path / "root", tmp_path / "other"
    root.mkdir()
    other.mkdir()
    (root / "link").symlink_to(other)
    (other / f"bookings-{RUN}-1.json").write_text("kept")

    for prefix in ("../other/", "link/"):
        BatchFiles(RUN, 1).delete(StorageTarget(root=root.as_uri(), prefix=prefix))

    assert names(other) == {f"bookings-{RUN}-1.json"}


def test_not_deleted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be deleted is told once; a folder that is gone, or is elsewhere, is not."""
    (tmp_path / "file").write_text("")
    files = BatchFiles(RUN, 1)

    with caplog.at_level(logging.WARNING, "tap-octopus"):
        files.delete(StorageTarget(root=(tmp_path / "none").as_uri()))
        files.delete(StorageTarget(root="memory://somewhere"))
        assert not caplog.messages
        files.delete(StorageTarget(root=(tmp_path / "file").as_uri()))

    (told,) = caplog.messages
    assert told == (
        "batch_config: files that the target has read could not be deleted (Not a directory): "
        f"delete those with {RUN} in their names yourself"
    )


@pytest.mark.parametrize(
    "found", [None, 1, {}, {"run": "../..", "count": 1}, {"run": RUN, "count": -1}]
)
def test_strange_state(office_sandbox: Sandbox, tmp_path: Path, found: Any) -> None:  # noqa: ANN401
    """A state that does not say it as the tap does deletes nothing, and the run goes on."""
    office_sandbox.reset(now=NOW, dossiers=1, documents_per_year=2, bookyears=1, seed=3)
    config = by_password(office_sandbox, **batches(tmp_path))
    (tmp_path / f"bookings-{RUN}-1.json.gz").write_text("kept")

    outcome = run(config, {"bookmarks": {}, "files": found})

    assert outcome.exit_code == 0, outcome.log
    assert f"bookings-{RUN}-1.json.gz" in names(tmp_path)
