"""The tap that anybody would write by the Meltano SDK's own documents, to compare ours with.

Nothing is tuned and nothing is left out to make it slow: writer, conformance, paging, state and
partitions are the SDK's defaults. It has the columns of our schemas, and no daily limits.
"""

from __future__ import annotations

import datetime
import functools
import typing as t

import requests
from singer_sdk import RESTStream, SchemaDirectory, StreamSchema, Tap
from singer_sdk import typing as th
from singer_sdk.pagination import SinglePagePaginator

from tap_octopus import schemas

if t.TYPE_CHECKING:
    from collections.abc import Iterable

    from singer_sdk import Stream
    from singer_sdk.helpers.types import Context, Record
    from singer_sdk.streams.rest import HTTPRequest, PageContext

SCHEMAS = SchemaDirectory(schemas)
FROM_THE_START = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
NOT_FOUND = 404
LETTERS = {1: "A", 2: "V", 3: "F", 4: "D", 7: "L"}


class PlainStream(RESTStream[t.Any]):
    """A table of Octopus."""

    schema: t.ClassVar[StreamSchema[str]] = StreamSchema(SCHEMAS)

    @property
    def url_base(self) -> str:
        """The API's address."""
        return str(self.config["api_url"])

    def get_new_paginator(self) -> SinglePagePaginator:
        """One answer is all."""
        return SinglePagePaginator()

    def get_http_request(self, *, page: PageContext[t.Any]) -> HTTPRequest:
        """Add the token."""
        request = super().get_http_request(page=page)
        request.headers.update(self.token_header(page.stream_context))
        return request

    def token_header(self, context: Context | None) -> dict[str, str]:
        """Give the header that lets the request in: the dossier's token."""
        assert context  # noqa: S101 - every table but one is below a dossier
        return {"dossierToken": t.cast("PlainTap", self._tap).dossier_token(context["dossier_id"])}

    def validate_response(self, response: requests.Response) -> None:
        """Let the 404 pass by which Octopus says that there is nothing."""
        if response.status_code != NOT_FOUND:
            super().validate_response(response)

    def parse_response(self, response: requests.Response) -> Iterable[t.Any]:
        """Give the records."""
        if response.status_code != NOT_FOUND:
            yield from super().parse_response(response)

    @functools.cached_property
    def columns(self) -> list[tuple[str, list[str]]]:
        """The columns, and where in a record each comes from."""
        properties = self.schema["properties"].items()
        return [(n, c["x-octopus-path"].split(".")) for n, c in properties if "x-octopus-path" in c]

    def post_process(self, row: Record, context: Context | None = None) -> Record | None:
        """Flatten a record."""
        flat: dict[str, t.Any] = {**(context or {}), "synced_at": self.started}
        for name, path in self.columns:
            value: t.Any = row
            for step in path:
                value = value.get(step) if value else None
            flat[name] = None if value == "" and name.endswith("_date") else value
        if self.name == "bookings":
            flat["journal_key"] = f"{LETTERS[flat['journal_type']]}{flat['journal_nr']}"
        return flat

    @functools.cached_property
    def started(self) -> str:
        """When this run began."""
        return datetime.datetime.now(datetime.UTC).isoformat()


class Dossiers(PlainStream):
    """The client files: the parent of everything else."""

    name = "dossiers"
    path = "/dossiers"
    primary_keys = ("dossier_id",)

    def token_header(self, context: Context | None) -> dict[str, str]:  # noqa: ARG002
        """Give the header that lets the request in: the user's token."""
        return {"Token": t.cast("PlainTap", self._tap).user_token}

    def get_child_context(self, record: Record, context: Context | None) -> Context | None:  # noqa: ARG002
        """Name the dossier."""
        return {"dossier_id": record["dossier_id"]}


class Full(PlainStream):
    """A table below a dossier that is read whole."""

    parent_stream_type = Dossiers


class Modified(PlainStream):
    """A table below a dossier of which the changes can be asked for."""

    parent_stream_type = Dossiers
    replication_key = "synced_at"
    records_jsonpath = "$.modified[*]"

    def get_http_request(self, *, page: PageContext[t.Any]) -> HTTPRequest:
        """Ask for what changed since the bookmark."""
        request = super().get_http_request(page=page)
        since = self.get_starting_timestamp(page.stream_context) or FROM_THE_START
        request.params["modifiedTimeStamp"] = since.strftime("%Y-%m-%d %H:%M:%S.000")
        return request


class Bookyears(Full):
    """Bookyears."""

    name = "bookyears"
    path = "/dossiers/{dossier_id}/bookyears"
    primary_keys = ("dossier_id", "bookyear_id")

    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        """Name the bookyear; its periods give the report its range."""
        return {**(context or {}), "bookyear_id": record["bookyear_id"]}


class Journals(PlainStream):
    """Journals of a bookyear."""

    name = "journals"
    path = "/dossiers/{dossier_id}/bookyears/{bookyear_id}/journals"
    parent_stream_type = Bookyears
    primary_keys = ("dossier_id", "bookyear_id", "journal_key")


class Bookings(Modified):
    """The lines of the ledger."""

    name = "bookings"
    path = "/dossiers/{dossier_id}/bookyears/-1/bookings/modified"
    records_jsonpath = "$.modifiedBookings[*]"
    primary_keys = (
        "dossier_id", "bookyear_id", "journal_type", "journal_nr", "document_sequence_nr",
        "line_sequence_nr",
    )  # fmt: skip

    def get_http_request(self, *, page: PageContext[t.Any]) -> HTTPRequest:
        """Ask for all journals at once."""
        request = super().get_http_request(page=page)
        request.params["journalTypeId"] = -1
        return request


class OpenClients(PlainStream):
    """What customers owe, of one bookyear."""

    name = "report_open_clients"
    path = "/dossiers/{dossier_id}/reports/clients/open"
    http_method = "POST"
    parent_stream_type = Bookyears
    primary_keys = (
        "dossier_id", "bookyear_id", "journal_key", "document_sequence_nr", "line_sequence_nr",
    )  # fmt: skip

    def get_http_request(self, *, page: PageContext[t.Any]) -> HTTPRequest:
        """Ask for all periods and relations."""
        request = super().get_http_request(page=page)
        year = {"id": (page.stream_context or {})["bookyear_id"]}
        request.data = {
            "fromBookyearKey": year,
            "toBookyearKey": year,
            "fromBookyearPeriodNr": 0,
            "toBookyearPeriodNr": 999999,
            "relationId": -1,
            "externalRelationId": -1,
        }
        return request


def _table(kind: type[PlainStream], name: str, path: str, *keys: str) -> type[PlainStream]:
    """Make the class of a table that has nothing special."""
    below = f"/dossiers/{{dossier_id}}{path}"
    keys = ("dossier_id", *keys)
    return type(name, (kind,), {"name": name, "path": below, "primary_keys": keys})


ROOT: tuple[type[PlainStream], ...] = (Dossiers, Bookyears, Journals, Bookings, OpenClients)
BALANCING = tuple(
    f"{side}_{part}"
    for side in ("debet", "credit")
    for part in ("bookyear_id", "journal_key", "document_sequence_nr", "line_sequence_nr")
)
INVOICE = ("bookyear_id", "journal_key", "document_sequence_nr")
OTHERS = (
    _table(Modified, "accounts", "/accounts/modified", "bookyear_id", "account_nr"),
    _table(Modified, "relations", "/relations/modified", "relation_id"),
    type(
        "balancings",
        (_table(Modified, "balancings", "/balancings/modified", *BALANCING),),
        {"records_jsonpath": "$.modifiedBalancings[*]"},
    ),
    _table(Full, "bank_paymentlist", "/bank/paymentlist", "bank_payment_list_id"),
    _table(Full, "bank_unbalancedinvoices", "/bank/invoices", *INVOICE),
    _table(Full, "costcentres", "/costcentres", "cost_centre_id"),
    _table(Full, "customfields", "/customfields", "custom_field_id"),
    _table(Full, "productgroups", "/productgroups", "product_group_id"),
    _table(Full, "products", "/products", "product_id"),
)


class PlainTap(Tap):
    """A plain tap of Octopus."""

    name = "tap-plain"
    config_jsonschema = th.PropertiesList(
        *(
            th.Property(name, th.StringType(nullable=False), required=True)
            for name in ("api_url", "software_house_uuid", "user", "password")
        )
    ).to_dict()

    def discover_streams(self) -> list[Stream]:
        """Make the streams."""
        return [stream(self) for stream in (*ROOT, *OTHERS)]

    @functools.cached_property
    def session(self) -> requests.Session:
        """The connection for signing in."""
        return requests.Session()

    @functools.cached_property
    def user_token(self) -> str:
        """The user's token."""
        answer = self.session.post(
            f"{self.config['api_url']}/authentication",
            json={name: self.config[name] for name in ("user", "password")},
            headers={"softwareHouseUuid": self.config["software_house_uuid"]},
            timeout=60,
        )
        answer.raise_for_status()
        return str(answer.json()["token"])

    @functools.cached_property
    def _dossier_tokens(self) -> dict[int, str]:
        return {}

    def dossier_token(self, dossier: int) -> str:
        """Give the token of a dossier; it is asked for once."""
        if dossier not in self._dossier_tokens:
            answer = self.session.post(
                f"{self.config['api_url']}/dossiers",
                params={"dossierId": dossier},
                headers={"Token": self.user_token},
                timeout=60,
            )
            answer.raise_for_status()
            self._dossier_tokens[dossier] = str(answer.json()["Dossiertoken"])
        return self._dossier_tokens[dossier]


if __name__ == "__main__":
    PlainTap.cli()
