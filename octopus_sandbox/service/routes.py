"""The API as one table, in the order of its reference: adding an operation is one line."""

from octopus_sandbox.account import FILE_SYNC_PATH, OAUTH_PATH
from octopus_sandbox.service import documents, feed
from octopus_sandbox.service.bookings import bookings
from octopus_sandbox.service.deliveries import delivery_states, selection
from octopus_sandbox.service.lists import (
    accounts,
    active_costcentres,
    bookyears,
    journals,
    relations,
    whole,
)
from octopus_sandbox.service.oauth import token
from octopus_sandbox.service.operations import SOFTWARE_HOUSE, USER, Operation
from octopus_sandbox.service.parameters import (
    Parameter,
    day,
    journal,
    journal_type,
    locale,
    second,
    stamp,
)
from octopus_sandbox.service.reports import open_report, query
from octopus_sandbox.service.sessions import (
    connect,
    dossiers,
    error_text,
    log_in,
    version,
    who_am_i,
)
from octopus_sandbox.service.switched_off import failing, of_the_bank
from octopus_sandbox.service.writes import WRITES

D = "/dossiers/{dossierId}"
YEAR = D + "/bookyears/{bookyearId}"

LOCALE = Parameter("localeId", locale, required=False)
BOOKYEAR = (Parameter("bookyearId"),)
SINCE = (Parameter("modifiedTimeStamp", stamp),)
MAYBE = (Parameter("modifiedTimeStamp", stamp, required=False),)
BOOKINGS = (
    Parameter("journalTypeId", journal_type),
    Parameter("modifiedTimeStamp", stamp),
    Parameter("modifiedTimeStampTo", stamp, required=False),
)
SEARCH = (
    Parameter("relationId", required=False),
    Parameter("extRelationId", required=False),
    Parameter("name", str, required=False),
    Parameter("vatNr", str, required=False),
)
DOCUMENTS = (
    Parameter("bookyearId"),
    Parameter("journalKey", journal, required=False),
    Parameter("modifiedTimeStamp", stamp),
)
OVERDUE = (Parameter("expirationDate", day),)
OF_FILES = (
    Parameter("modifiedTimeStamp", second),
    Parameter("bookyearId", required=False),
    Parameter("journal", journal, required=False),
    Parameter("documentSequenceNr", required=False),
)
CONNECT = (Parameter("dossierId"), LOCALE)
ERROR = (Parameter("errorCode"), LOCALE)

TRADE, CASH = documents.modified(documents.trade), documents.modified(documents.cash)
INVOICES = documents.modified(documents.invoices, module=True)
NOTES = documents.modified(documents.notes, module=True)
FILES = documents.modified(documents.files)

# fmt: off
READS = (
    Operation("GET", "/about/version", version, None),
    Operation("GET", "/authentication", who_am_i, USER),
    Operation("POST", "/authentication", log_in, SOFTWARE_HOUSE),
    Operation("GET", "/dossiers", dossiers, USER, limit=150),
    Operation("POST", "/dossiers", connect, USER, CONNECT, limit=150),
    Operation("GET", "/error", error_text, None, ERROR, limit=100),
    Operation("GET", D + "/accounts", failing("accounts_400", "list", accounts),
              query=BOOKYEAR, limit=2, none=True),
    Operation("GET", D + "/accounts/modified", failing("accounts_400", "modified", feed.accounts),
              query=SINCE, limit=48, none=True),
    Operation("GET", D + "/accounts/amounts/modified", documents.account_amounts,
              query=MAYBE, limit=48, none=True),
    Operation("GET", D + "/balancings/modified", feed.balancings, query=SINCE, limit=48, none=True),
    Operation("GET", D + "/bank/paymentlist", of_the_bank(whole("bank_paymentlist")), limit=48),
    Operation("GET", D + "/bank/invoices", of_the_bank(whole("bank_invoices")), limit=48),
    Operation("GET", D + "/bank/enveloppes", of_the_bank(documents.bank_envelopes), limit=48),
    Operation("GET", D + "/bank/enveloppes/{enveloppeKeyId}",
              of_the_bank(documents.envelope_payments), limit=48),
    Operation("GET", D + "/bookyears", bookyears, limit=24, none=True),
    Operation("GET", YEAR, documents.bookyear_detail, limit=24),
    Operation("GET", YEAR + "/bookings/modified", bookings, query=BOOKINGS, limit=48, none=True),
    Operation("GET", YEAR + "/journals", failing("journals_400", "list", journals),
              limit=24, none=True),
    Operation("GET", YEAR + "/journals/F/{sequenceNumber}", documents.financial_journal, limit=24),
    Operation("GET", D + "/buysellbookings/modified", TRADE, query=DOCUMENTS, limit=48, none=True),
    Operation("GET", D + "/costcentres", whole("costcentres"), limit=2, none=True),
    Operation("GET", D + "/costcentres/active", active_costcentres, limit=2, none=True),
    Operation("GET", D + "/customfields", whole("customfields"), limit=2, none=True),
    Operation("GET", D + "/deliverynotes/modified", NOTES, query=DOCUMENTS, limit=48, none=True),
    Operation("GET", D + "/financialdiversbookings/modified", CASH,
              query=DOCUMENTS, limit=48, none=True),
    Operation("GET", D + "/invoices/modified", INVOICES, query=DOCUMENTS, limit=48, none=True),
    Operation("POST", D + "/invoices/send/report/deliverystate", delivery_states,
              limit=400, body=selection, timed=True),
    Operation("GET", D + "/journals/modified", failing("journals_400", "modified", feed.journals),
              query=SINCE, limit=48),
    Operation("GET", D + "/productgroups", whole("productgroups"), limit=2, none=True),
    Operation("GET", D + "/products", whole("products"), limit=2, none=True),
    Operation("GET", D + "/rappels", documents.rappels, query=OVERDUE, limit=400, none=True),
    Operation("GET", D + "/relations", failing("relations_400", "list", relations),
              query=SEARCH, limit=2, searching=400, none=True),
    Operation("GET", D + "/relations/modified",
              failing("relations_400", "modified", feed.relations),
              query=MAYBE, limit=48, none=True),
    Operation("POST", D + "/reports/clients/open", open_report("clients"),
              limit=24, none=True, body=query),
    Operation("POST", D + "/reports/suppliers/open", open_report("suppliers"),
              limit=24, none=True, body=query),
    Operation("GET", D + "/vatcodes", documents.vat_codes, limit=2, none=True),
)
# fmt: on

OPERATIONS = READS + WRITES

REFRESH = Operation("POST", OAUTH_PATH, token, None)
BOOKING_FILES = Operation(
    "GET", FILE_SYNC_PATH + D + "/bookingfiles", FILES, query=OF_FILES, none=True
)
ELSEWHERE = (REFRESH, BOOKING_FILES)
"""Operations of the other APIs, at addresses of their own."""
