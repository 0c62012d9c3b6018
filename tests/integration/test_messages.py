"""What the tap says is Singer: schemas, rows that fit them, a state at the end."""

from collections import Counter

import jsonschema  # type: ignore[import-untyped]

from tests.integration.story import Story
from tests.support.compare import difference
from tests.support.contract import FULL, OWN, TABLES
from tests.support.sandbox import HALF_A_DAY, Sandbox
from tests.support.tables import Tables
from tests.support.tap import Tap


def test_one_schema_per_stream(story: Story) -> None:
    """Each stream has exactly one SCHEMA message in a run, whatever the number of dossiers."""
    messages = story.first.outcome.messages

    schemas = Counter(m["stream"] for m in messages if m["type"] == "SCHEMA")

    assert schemas == Counter([*TABLES, *OWN])


def test_state_at_the_end(story: Story) -> None:
    """The last message is a STATE, and the first load is in it."""
    messages = story.first.outcome.messages

    assert messages[-1]["type"] == "STATE"
    assert set(messages[-1]["value"]["bookmarks"]["bookings"]) == {"1", "2", "3"}


def test_rows_fit_their_schemas(story: Story) -> None:
    """Every row of both runs is valid by the SCHEMA message of its stream."""
    for chapter in (story.first, story.second):
        messages = chapter.outcome.messages
        validators = {
            m["stream"]: jsonschema.Draft202012Validator(m["schema"])
            for m in messages
            if m["type"] == "SCHEMA"
        }
        for message in messages:
            if message["type"] == "RECORD":
                validators[message["stream"]].validate(message["record"])


def test_nothing_new(sandbox: Sandbox, tap: Tap) -> None:
    """When nothing has changed, a later run brings the tables that are read whole and no others."""
    tap.run()
    sandbox.pass_time(HALF_A_DAY)

    outcome = tap.run()

    assert outcome.exit_code == 0
    assert outcome.streams() == {*FULL, "sync_status"}


def test_tables_are_a_warehouse(story: Story) -> None:
    """The dictionaries that other tests use as a warehouse hold the same as PostgreSQL."""
    tables = Tables()

    for chapter in (story.first, story.second):
        tables.load(chapter.outcome.messages)

        for table in TABLES:
            assert difference(table, chapter.live[table], tables.live(table)) == ""
            assert len(tables.live(table)) == len(chapter.live[table])
