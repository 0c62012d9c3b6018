"""The project's list of tables is that of the tap."""

from transform import tables


def test_list_is_that_of_the_schemas() -> None:
    """Each table and column of the tap's schemas is declared, with its kind and description."""
    assert tables.FILE.read_text(encoding="utf-8") == tables.text()
