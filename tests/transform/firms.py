"""Firms with books of different seeds, side by side in one warehouse as if they were one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tests.support.messages import Message
from tests.support.sandbox import HALF_A_DAY, NOW, Sandbox
from tests.support.tap import Tap, by_password
from tests.support.truth import Row, true_rows, true_tables
from tests.support.warehouse import Warehouse
from tests.transform.conftest import DOCUMENTS, DOSSIERS

APART = 100
"""So far are the dossier ids of two firms apart; those of the first stay as they are."""

TODAY, EARLIER = NOW[:10], "2026-03-31"
DOLLAR_PURCHASES = 8
KEYS = {
    "trial_balance": "bookyear_id account_nr",
    "balance_sheet": "bookyear_id month line",
    "income_statement": "bookyear_id month line",
    "results": "bookyear_id cost_centre_id month",
    "fixed_assets": "bookyear_id account_nr",
    "cash_position": "account_nr month",
    "vat_lines": "bookyear_id journal_key document_sequence_nr line_nr grid part",
    "vat_position": "bookyear_id bookyear_period_nr grid part",
    "vat_return_grids": "return_start grid part",
    "vat_returns": "return_start",
    "client_listing": "calendar_year enterprise_nr",
    "intracommunity_listing": "return_start vat_nr code correcting_start",
    "open_items": "side bookyear_id journal_key document_sequence_nr line_sequence_nr",
    "payment_behaviour": "relation_id",
    "payments_by_month": "relation_id month",
    "days_outstanding": "month",
    "revenue_by_customer": "bookyear_id month relation_id",
    "revenue_by_product": "month extern_product_nr",
    "revenue_by_salesperson": "month salesperson",
    "spend": "bookyear_id month relation_id cost_centre_id",
    "office_desk": "",
    "dim_account": "account_nr",
    "dim_relation_cards": "relation_id",
    "cash_forecast": "week_start source",
    "customer_trend": "relation_id",
    "coding_suggestions": "relation_id account_nr vat_code",
    "unusual_purchases": "bookyear_id journal_key document_sequence_nr reason",
    "margin_against_budget": "month cost_centre_id line account_nr relation_id",
    "intercompany": "other_dossier_id account_nr month",
    "peppol_gaps": "relation_id",
    "old_bank_accounts": "place id",
    "alerts": "alert_key",
}
"""The figures that the sandbox knows, and what makes one of them, besides the dossier."""


PARTS = {
    "ledger": "bookings",
    "relations": "relations",
    "bookyears": "bookyears",
    "dossiers": "dossiers",
}
"""What else is known of a firm, and the table that it stands in."""


@dataclass(frozen=True)
class Picture:
    """What the sandbox knows of all firms at one time.

    Attributes:
        figures: By their name, with the dossier ids of the warehouse; what was open at an earlier
            date is called `open_items_then`.
        ledger: The lines of the ledger.
        relations: The relations.
        bookyears: The bookyears.
        dossiers: The dossiers.
    """

    figures: dict[str, list[Row]]
    ledger: list[Row]
    relations: list[Row]
    bookyears: list[Row]
    dossiers: list[Row]


class Firm:
    """A firm of the sandbox and the tap that reads it.

    Args:
        sandbox: Where it keeps its books; it is made to serve this firm, and no other.
        seed: What its books are drawn from.
        tap: The tap.
        place: Its place among the firms, from 0 on.
    """

    def __init__(self, sandbox: Sandbox, seed: int, tap: Tap, place: int) -> None:
        self._sandbox = sandbox
        self._seed = seed
        self._tap = tap
        self._away = APART * place
        sandbox.stop_clock()
        sandbox.reset(seed=seed, documents_per_year=DOCUMENTS, now=NOW)
        tap.config = by_password(sandbox)

    def read(self, warehouse: Warehouse | None = None) -> list[Message]:
        """Let the tap read the books; a warehouse gets them as they are."""
        outcome = self._tap.load(warehouse) if warehouse else self._tap.run()
        assert outcome.exit_code == 0, outcome.log
        for message in outcome.messages:
            if message["type"] == "RECORD":
                message["record"]["dossier_id"] += self._away
                if message["stream"] == "dossiers":
                    # Whole seconds make the lists of all firms that of one moment, the newest.
                    second = message["record"]["synced_at"][:19]
                    message["record"]["synced_at"] = f"{second}+00:00"
        return outcome.messages

    def office(self) -> dict[str, list[Row]]:
        """Give what the office says of its dossiers, by seed."""
        said: dict[str, list[Row]] = {}
        for dossier in DOSSIERS:
            for seed, rows in self._sandbox.office(dossier).items():
                said.setdefault(seed, []).extend(self._moved(rows))
        return said

    def change(self) -> None:
        """Let many things happen, and then half a day pass."""
        for dossier in DOSSIERS:
            self._sandbox.change("random", dossier, count=40, seed=self._seed)
            self._buy_in_dollars(dossier)
        self._sandbox.pass_time(HALF_A_DAY)

    def picture(self) -> Picture:
        """Give what the sandbox knows now."""
        figures = {name: self._figures(name, TODAY) for name in KEYS}
        figures["open_items_then"] = self._figures("open_items", EARLIER)
        for name in ("findings", "dim_date"):
            figures[name] = self._figures(name, TODAY)
        true = [true_tables(self._sandbox, dossier) for dossier in DOSSIERS]
        return Picture(
            figures, *(self._moved(r for t in true for r in t[p]) for p in PARTS.values())
        )

    def _buy_in_dollars(self, dossier: int) -> None:
        """Book what rounding shows in: foreign documents of one or more lines with one VAT code."""
        partner = next(
            row["relation_id"]
            for row in true_rows(self._sandbox, "relations", dossier)
            if row["currency_code"] == "USD"
        )
        for seed in range(DOLLAR_PURCHASES):
            booked = self._sandbox.change(
                "book", dossier, seed=seed, journal="A2", relation=partner
            )
            key = {name: booked[name] for name in ("bookyear", "journal", "number")}
            for again in range(seed % 3):
                self._sandbox.change("add_line", dossier, seed=again, **key)

    def _figures(self, name: str, as_of: str) -> list[Row]:
        return self._moved(row for d in DOSSIERS for row in self._sandbox.figures(name, d, as_of))

    def _moved(self, rows: Iterable[Row]) -> list[Row]:
        return [{name: self._away_from(row, name) for name in row} for row in rows]

    def _away_from(self, row: Row, name: str) -> object:
        """Give a value of a row with the id that its dossier has in the warehouse."""
        value, own = row[name], row["dossier_id"]
        if name in ("dossier_id", "other_dossier_id"):
            return value + self._away
        if name in ("alert_key", "relation_key"):
            return re.sub(rf"^([a-z_]+:)?{own}:", rf"\g<1>{own + self._away}:", value)
        return value


def together(pictures: Iterable[Picture]) -> Picture:
    """Give one picture of several firms."""
    seen = list(pictures)
    return Picture(
        {name: [row for p in seen for row in p.figures[name]] for name in seen[0].figures},
        *([row for p in seen for row in getattr(p, part)] for part in PARTS),
    )
