"""The figures by name, and how each is worked out from the books."""

from collections.abc import Callable
from datetime import date

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.cash import cash_position
from octopus_sandbox.figures.ledger import fixed_assets, trial_balance
from octopus_sandbox.figures.listing import client_listing
from octopus_sandbox.figures.open_items import open_items
from octopus_sandbox.figures.payments import payment_behaviour
from octopus_sandbox.figures.purchases import spend
from octopus_sandbox.figures.results import margin, revenue_by_customer
from octopus_sandbox.figures.sales import revenue_by_product, revenue_by_salesperson
from octopus_sandbox.figures.vat import vat_position

FIGURES: dict[str, Callable[[Books, Profile, date], list[Record]]] = {
    "trial_balance": lambda books, _, __: trial_balance(books),
    "open_items": lambda books, _, as_of: open_items(books, as_of),
    "payment_behaviour": lambda books, _, __: payment_behaviour(books),
    "vat_position": lambda books, _, __: vat_position(books),
    "client_listing": lambda books, _, __: client_listing(books),
    "cash_position": lambda books, profile, _: cash_position(books, profile),
    "margin": lambda books, _, __: margin(books),
    "revenue_by_customer": lambda books, _, __: revenue_by_customer(books),
    "revenue_by_product": lambda books, profile, _: revenue_by_product(books, profile),
    "revenue_by_salesperson": lambda books, profile, _: revenue_by_salesperson(books, profile),
    "spend": lambda books, _, __: spend(books),
    "fixed_assets": lambda books, _, __: fixed_assets(books),
}
