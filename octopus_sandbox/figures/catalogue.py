"""The figures by name, and how each is worked out from the books."""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.alerts import alerts
from octopus_sandbox.figures.annual import balance_sheet, income_statement
from octopus_sandbox.figures.budget import margin_against_budget, plan
from octopus_sandbox.figures.cash import cash_position
from octopus_sandbox.figures.coding import coding_suggestions, unusual_purchases
from octopus_sandbox.figures.contacts import dim_relation_cards, old_bank_accounts, peppol_gaps
from octopus_sandbox.figures.desk import office_desk
from octopus_sandbox.figures.dimensions import dim_account, dim_date
from octopus_sandbox.figures.findings import findings
from octopus_sandbox.figures.forecast import cash_forecast
from octopus_sandbox.figures.group import intercompany
from octopus_sandbox.figures.intracom import intracommunity_listing
from octopus_sandbox.figures.ledger import fixed_assets, trial_balance
from octopus_sandbox.figures.listing import client_listing
from octopus_sandbox.figures.open_items import open_items
from octopus_sandbox.figures.outstanding import days_outstanding
from octopus_sandbox.figures.payments import payment_behaviour, payments_by_month
from octopus_sandbox.figures.purchases import spend
from octopus_sandbox.figures.results import results, revenue_by_customer
from octopus_sandbox.figures.returns import vat_return_grids, vat_returns
from octopus_sandbox.figures.sales import revenue_by_product, revenue_by_salesperson
from octopus_sandbox.figures.trend import customer_trend
from octopus_sandbox.figures.vat import vat_position
from octopus_sandbox.figures.vat_lines import vat_lines


class AsOf(NamedTuple):
    """The day of which figures tell, and the moment at which they are asked for."""

    day: date
    now: datetime


FIGURES: dict[str, Callable[[Books, Profile, AsOf], list[Record]]] = {
    "trial_balance": lambda books, _, __: trial_balance(books),
    "balance_sheet": lambda books, _, as_of: balance_sheet(books, as_of.day),
    "income_statement": lambda books, _, as_of: income_statement(books, as_of.day),
    "results": lambda books, _, __: results(books),
    "fixed_assets": lambda books, _, __: fixed_assets(books),
    "vat_lines": lambda books, _, __: vat_lines(books),
    "vat_position": lambda books, _, __: vat_position(books),
    "vat_return_grids": lambda books, _, as_of: vat_return_grids(books, as_of.day),
    "vat_returns": lambda books, _, as_of: vat_returns(books, as_of.day),
    "client_listing": lambda books, _, __: client_listing(books),
    "intracommunity_listing": lambda books, _, __: intracommunity_listing(books),
    "cash_position": lambda books, profile, _: cash_position(books, profile),
    "open_items": lambda books, _, as_of: open_items(books, as_of.day),
    "payment_behaviour": lambda books, _, as_of: payment_behaviour(books, as_of.day),
    "payments_by_month": lambda books, _, __: payments_by_month(books),
    "days_outstanding": lambda books, _, as_of: days_outstanding(books, as_of.day),
    "revenue_by_customer": lambda books, _, __: revenue_by_customer(books),
    "revenue_by_product": lambda books, profile, _: revenue_by_product(books, profile),
    "revenue_by_salesperson": lambda books, profile, _: revenue_by_salesperson(books, profile),
    "spend": lambda books, _, __: spend(books),
    "office_desk": lambda books, profile, as_of: office_desk(books, profile, as_of.day),
    "cash_forecast": lambda books, profile, as_of: cash_forecast(books, profile, as_of.day),
    "customer_trend": lambda books, _, as_of: customer_trend(books, as_of.day),
    "coding_suggestions": lambda books, _, as_of: coding_suggestions(books, as_of.day),
    "unusual_purchases": lambda books, _, as_of: unusual_purchases(books, as_of.day),
    "margin_against_budget": lambda books, profile, _: margin_against_budget(
        books, plan(books, profile)
    ),
    "intercompany": lambda books, profile, _: intercompany(books, profile),
    "peppol_gaps": lambda books, profile, as_of: peppol_gaps(books, profile, as_of.day, as_of.now),
    "old_bank_accounts": lambda books, _, as_of: old_bank_accounts(books, as_of.day),
    "alerts": lambda books, profile, as_of: alerts(books, profile, as_of.day),
    "dim_account": lambda books, _, __: dim_account(books),
    "dim_relation_cards": lambda books, profile, _: dim_relation_cards(books, profile),
    "dim_date": lambda books, _, as_of: dim_date(books, as_of.day),
    "findings": lambda books, _, as_of: findings(books, as_of.day),
}
