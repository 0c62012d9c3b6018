"""The dictionary of the tables is that of the tap."""

from docs import tables


def test_dictionary_is_that_of_the_schemas() -> None:
    """Each table and column of the tap is explained, down to the fields of an array."""
    text = tables.FILE.read_text(encoding="utf-8")

    assert text == tables.text()
    assert "(#vat_codes) | One VAT code for one kind of document | `code`, `type` |" in text
    assert "| `POST reports/clients/open` | 24 | full |" in text
    assert "| `booking_lines[].vat_amount` | number | `vatAmount` |" in text
