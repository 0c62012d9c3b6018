"""Figures that an accountant asks for, worked out from the books themselves.

They know nothing of the answers of the API: what others compute from those can be held to them.
They know what a line stands for from the books: neither from the grid that the ledger tells nor
from the name of a VAT code. Amounts are whole cents of euro; dates and months (by their first day)
are in ISO format. A row whose figures are all zero is left out, but for grids 71 and 72, returns,
and totals of the annual accounts.
"""
