"""The documented writes: recognised, remembered and refused, and never done."""

from octopus_sandbox.service.operations import Operation
from octopus_sandbox.service.sessions import refuse_write

D = "/dossiers/{dossierId}"

_WRITES = (
    ("PUT", "/accounts"),
    ("POST", "/balancings"),
    ("DELETE", "/balancings/delete"),
    ("DELETE", "/balancings/bookingline/delete"),
    ("DELETE", "/balancings/document/delete"),
    ("POST", "/bank/paymentlist"),
    ("DELETE", "/bank/paymentlist/{paymentListKeyId}"),
    ("POST", "/bank/paymentlist/freepayment"),
    ("POST", "/bank/enveloppes"),
    ("PUT", "/bank/enveloppes/{enveloppeKeyId}"),
    ("DELETE", "/bank/enveloppes/{enveloppeKeyId}"),
    ("POST", "/bank/enveloppes/{enveloppeKeyId}/add"),
    ("POST", "/bank/enveloppes/{enveloppeKeyId}/remove"),
    ("POST", "/bank/enveloppes/{enveloppeKeyId}/export"),
    ("POST", "/bookyears"),
    ("PUT", "/bookyears"),
    ("POST", "/bookyears/book"),
    ("POST", "/bookyears/{bookyearId}/close"),
    ("POST", "/bookyears/{bookyearId}/bookings/attachements"),
    ("DELETE", "/bookyears/{bookyearId}/journals/{journalTypeCode}/{sequenceNumber}"),
    ("POST", "/journals/A"),
    ("PUT", "/journals/A"),
    ("POST", "/journals/V"),
    ("PUT", "/journals/V"),
    ("POST", "/journals/F"),
    ("PUT", "/journals/F"),
    ("POST", "/journals/D"),
    ("PUT", "/journals/D"),
    ("POST", "/journals/L"),
    ("PUT", "/journals/L"),
    ("POST", "/buysellbookings"),
    ("PUT", "/buysellbookings"),
    ("POST", "/coda"),
    ("PUT", "/costcentres"),
    ("POST", "/deliverynotes"),
    ("PUT", "/deliverynotes"),
    ("POST", "/deliverynotes/generate"),
    ("POST", "/financialdiversbookings"),
    ("PUT", "/financialdiversbookings"),
    ("POST", "/invoices"),
    ("PUT", "/invoices"),
    ("POST", "/invoices/attachments/upload"),
    ("POST", "/invoices/book"),
    ("POST", "/invoices/generate"),
    ("POST", "/invoices/send"),
    ("POST", "/invoices/send/testmail/{language}"),
    ("POST", "/payroll"),
    ("PUT", "/products"),
    ("PUT", "/relations"),
)

WRITES = tuple(
    Operation(method, D + path, refuse_write, writes=True) for method, path in _WRITES
)
