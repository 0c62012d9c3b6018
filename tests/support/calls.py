"""The operations by short names, and how many calls of each the design predicts for a run."""

from collections import Counter
from collections.abc import Mapping

from tests.support.sandbox import Call

SIGN_IN = "POST /authentication"
REFRESH = "POST /octopus-oauth/token"
LIST_DOSSIERS = "GET /dossiers"
CONNECT = "POST /dossiers"

_D = "/dossiers/{dossierId}"
BOOKYEARS = f"GET {_D}/bookyears"
JOURNALS = f"GET {_D}/bookyears/{{bookyearId}}/journals"
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

EVERY_YEAR = (JOURNALS, BOOKINGS)
"""What a first run calls for every bookyear."""

ONCE = (
    CONNECT,
    BOOKYEARS,
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
)
"""What a run calls once in every dossier."""

JOURNAL_TYPES = 4
"""A first load of bookings takes so many calls for each bookyear."""


def first_run(bookyears: Mapping[int, int]) -> Counter[Call]:
    """Predict the calls of a first run over dossiers with so many bookyears each."""
    return _run(bookyears, {d: JOURNAL_TYPES * years for d, years in bookyears.items()})


def later_run(bookyears: Mapping[int, int]) -> Counter[Call]:
    """Predict the calls of a later run, when every table is due."""
    return _run(bookyears, dict.fromkeys(bookyears, 1))


def _run(bookyears: Mapping[int, int], bookings: Mapping[int, int]) -> Counter[Call]:
    calls: Counter[Call] = Counter({(SIGN_IN, None): 1, (LIST_DOSSIERS, None): 1})
    for dossier, years in bookyears.items():
        calls.update((operation, dossier) for operation in ONCE)
        calls[JOURNALS, dossier] = years
        calls[BOOKINGS, dossier] = bookings[dossier]
    return calls
