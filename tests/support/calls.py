"""The operations by short names, and how many calls of each the design predicts for a run."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from tests.support.sandbox import Call, Sandbox
from tests.support.truth import true_tables

SIGN_IN = "POST /authentication"
REFRESH = "POST /octopus-oauth/token"
VERSION = "GET /about/version"
LIST_DOSSIERS = "GET /dossiers"
CONNECT = "POST /dossiers"

_D = "/dossiers/{dossierId}"
BOOKYEARS = f"GET {_D}/bookyears"
JOURNALS = f"GET {_D}/journals/modified"
LISTED_JOURNALS = f"GET {_D}/bookyears/{{bookyearId}}/journals"
ACCOUNTS = f"GET {_D}/accounts/modified"
RELATIONS = f"GET {_D}/relations/modified"
BOOKINGS = f"GET {_D}/bookyears/{{bookyearId}}/bookings/modified"
BALANCINGS = f"GET {_D}/balancings/modified"
PAYMENT_LIST = f"GET {_D}/bank/paymentlist"
BANK_INVOICES = f"GET {_D}/bank/invoices"
COSTCENTRES = f"GET {_D}/costcentres"
CUSTOMFIELDS = f"GET {_D}/customfields"
PRODUCTGROUPS = f"GET {_D}/productgroups"
PRODUCTS = f"GET {_D}/products"
OPEN_CLIENTS = f"POST {_D}/reports/clients/open"
OPEN_SUPPLIERS = f"POST {_D}/reports/suppliers/open"

BOOKYEAR_DETAILS = f"GET {_D}/bookyears/{{bookyearId}}"
FINANCIAL_JOURNALS = f"GET {_D}/bookyears/{{bookyearId}}/journals/F/{{sequenceNumber}}"
ACCOUNT_AMOUNTS = f"GET {_D}/accounts/amounts/modified"
BUYSELL_BOOKINGS = f"GET {_D}/buysellbookings/modified"
FINANCIALDIVERS_BOOKINGS = f"GET {_D}/financialdiversbookings/modified"
INVOICES = f"GET {_D}/invoices/modified"
INVOICE_DELIVERIES = f"POST {_D}/invoices/send/report/deliverystate"
DELIVERY_NOTES = f"GET {_D}/deliverynotes/modified"
ENVELOPES = f"GET {_D}/bank/enveloppes"
VAT_CODES = f"GET {_D}/vatcodes"
RAPPELS = f"GET {_D}/rappels"
FILES = f"GET /octopus-filesync-api/v1{_D}/bookingfiles"

DOCUMENTS = (BUYSELL_BOOKINGS, FINANCIALDIVERS_BOOKINGS, INVOICES, DELIVERY_NOTES)
"""What a first run calls for every bookyear, and a later one once."""

ONCE = (
    CONNECT,
    BOOKYEARS,
    JOURNALS,
    ACCOUNTS,
    RELATIONS,
    BALANCINGS,
    PAYMENT_LIST,
    BANK_INVOICES,
    COSTCENTRES,
    CUSTOMFIELDS,
    PRODUCTGROUPS,
    PRODUCTS,
    OPEN_CLIENTS,
    OPEN_SUPPLIERS,
    ACCOUNT_AMOUNTS,
    ENVELOPES,
    VAT_CODES,
    RAPPELS,
    FILES,
)
"""What a run calls once in every dossier."""

JOURNAL_TYPES = 4
"""A first load of bookings takes so many calls for each bookyear."""


OF_A_MODULE = (INVOICES, DELIVERY_NOTES, INVOICE_DELIVERIES)
"""What a dossier without the invoicing module refuses, at the first call."""


class Size(NamedTuple):
    """What of a dossier decides how many calls it takes.

    `journals` are the financial ones of all bookyears that are not closed, `sales_journals` those
    of all bookyears.
    """

    bookyears: int
    journals: int
    sales_journals: int
    has_module: bool


def sizes(sandbox: Sandbox) -> dict[int, Size]:
    """Give the size of every dossier."""
    found = {}
    for dossier, bookyears in sandbox.bookyears().items():
        true = true_tables(sandbox, dossier)
        found[dossier] = Size(
            bookyears,
            len(true["financial_journals"]),
            sum(row["journal_key"].startswith("V") for row in true["journals"]),
            bool(true["delivery_notes"]),
        )
    return found


def first_run(dossiers: Mapping[int, Size]) -> Counter[Call]:
    """Predict the calls of a first run."""
    made = later_run(dossiers)
    for dossier, size in dossiers.items():
        made[BOOKINGS, dossier] = JOURNAL_TYPES * size.bookyears
        for operation in DOCUMENTS:
            if size.has_module or operation not in OF_A_MODULE:
                made[operation, dossier] = size.bookyears
    return made


def later_run(dossiers: Mapping[int, Size]) -> Counter[Call]:
    """Predict the calls of a later run, when every table is due."""
    made: Counter[Call] = Counter((once, None) for once in (SIGN_IN, VERSION, LIST_DOSSIERS))
    for dossier, size in dossiers.items():
        made.update((operation, dossier) for operation in (*ONCE, BOOKINGS, *DOCUMENTS))
        made[BOOKYEAR_DETAILS, dossier] = size.bookyears
        made[FINANCIAL_JOURNALS, dossier] = size.journals
        made[INVOICE_DELIVERIES, dossier] = size.sales_journals if size.has_module else 1
    return made
