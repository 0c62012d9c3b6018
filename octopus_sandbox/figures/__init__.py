"""Figures that an accountant asks for, worked out from the books themselves.

They know nothing of the answers of the API: what others compute from those can be held to them.
Amounts are whole cents of euro; dates and months (by their first day) are in ISO format. A row
whose figures are all zero is left out, but for boxes 71 and 72 of the VAT return.
"""
