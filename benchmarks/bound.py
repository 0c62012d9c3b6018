"""What no loader can beat here: the answer decoded by msgspec, and copied, without a framework.

It keeps amounts exact, and does nothing else: no keys, no state, no other table, no second run.

Usage: bound CONFIG PLACE ADDRESS SCHEMA
"""

import io
import json
import operator
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import msgspec
import psycopg
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import requests

AMOUNT = pa.decimal128(38, 10)


class Id(msgspec.Struct, frozen=True):
    """A key within a record."""

    id: int | None = None


class Booking(msgspec.Struct, rename="camel"):
    """A line of the ledger, as Octopus sends it."""

    bookyear_key: Id = Id()
    journal_type: int | None = None
    journal_nr: int | None = None
    document_sequence_nr: int | None = None
    line_sequence_nr: int | None = None
    bookyear_periode_nr: int | None = None
    document_date: str | None = None
    expiry_date: str | None = None
    currency_code: str | None = None
    exchange_rate: Decimal | None = None
    comment: str | None = None
    reference: str | None = None
    account_key: int | None = None
    booking_amount: Decimal | None = None
    document_amount: Decimal | None = None
    vat_section_code: str | None = None
    vat_recuperation_percentage: Decimal | None = None
    relation_key: Id = Id()
    cost_centre_key: Id = Id()


class Answer(msgspec.Struct, rename="camel"):
    """The answer with all lines."""

    modified_bookings: list[Booking]


COLUMNS = {
    "bookyear_id": ("bookyear_key.id", pa.int64()),
    "journal_type": ("journal_type", pa.int64()),
    "journal_nr": ("journal_nr", pa.int64()),
    "document_sequence_nr": ("document_sequence_nr", pa.int64()),
    "line_sequence_nr": ("line_sequence_nr", pa.int64()),
    "bookyear_period_nr": ("bookyear_periode_nr", pa.int64()),
    "document_date": ("document_date", pa.string()),
    "expiry_date": ("expiry_date", pa.string()),
    "currency_code": ("currency_code", pa.string()),
    "exchange_rate": ("exchange_rate", AMOUNT),
    "relation_id": ("relation_key.id", pa.int64()),
    "comment": ("comment", pa.string()),
    "reference": ("reference", pa.string()),
    "account_nr": ("account_key", pa.int64()),
    "booking_amount": ("booking_amount", AMOUNT),
    "document_amount": ("document_amount", AMOUNT),
    "vat_section_code": ("vat_section_code", pa.string()),
    "vat_recuperation_percentage": ("vat_recuperation_percentage", AMOUNT),
    "cost_centre_id": ("cost_centre_key.id", pa.int64()),
}
SQL = {pa.int64(): "bigint", pa.string(): "varchar", AMOUNT: "decimal(38, 10)"}


def read(config: dict[str, str]) -> pa.Table:
    """Read all bookings of the first dossier."""
    api = config["api_url"]
    with requests.Session() as session:
        user = {name: config[name] for name in ("user", "password")}
        session.headers["softwareHouseUuid"] = config["software_house_uuid"]
        token = session.post(f"{api}/authentication", json=user).json()["token"]
        session.headers["Token"] = token
        connected = session.post(f"{api}/dossiers", params={"dossierId": "1"}).json()
        answer = session.get(
            f"{api}/dossiers/1/bookyears/-1/bookings/modified",
            headers={"dossierToken": connected["Dossiertoken"]},
            params={"modifiedTimeStamp": "1980-01-01 00:00:00.000", "journalTypeId": "-1"},
        ).content
    rows = msgspec.json.decode(answer, type=Answer).modified_bookings
    columns = {
        name: pa.array(map(operator.attrgetter(path), rows), kind, size=len(rows))
        for name, (path, kind) in COLUMNS.items()
    }
    return pa.table(columns)


def copy(table: pa.Table, place: str, address: str, schema: str) -> None:
    """Copy a table into a place."""
    if place == "parquet":
        folder = Path(address) / schema / "bookings"
        folder.mkdir(parents=True)
        pyarrow.parquet.write_table(table, folder / "1.parquet")
        return
    columns = ", ".join(f"{name} {SQL[kind]}" for name, (_, kind) in COLUMNS.items())
    create = f"create schema {schema}; create table {schema}.bookings ({columns})"
    if place == "duckdb":
        with duckdb.connect(address) as connection:
            connection.execute(create)
            connection.register("read", table)
            connection.execute(f"insert into {schema}.bookings from read")
        return
    with psycopg.connect(address) as database, database.cursor() as cursor:
        cursor.execute(create.encode())
        into = f"copy {schema}.bookings from stdin (format csv)"
        with cursor.copy(into.encode()) as target:
            for batch in table.to_batches(max_chunksize=20_000):
                lines = io.BytesIO()
                pyarrow.csv.write_csv(batch, lines, pyarrow.csv.WriteOptions(include_header=False))
                target.write(lines.getvalue())


def main() -> None:
    """Read and copy."""
    config, place, address, schema = sys.argv[1:]
    copy(read(json.loads(Path(config).read_text())), place, address, schema)


if __name__ == "__main__":
    main()
