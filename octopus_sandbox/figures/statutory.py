"""The lines of the annual accounts: which accounts are in them, and what they add up to."""

from collections import Counter
from collections.abc import Iterable, Mapping

_ASSETS = """
20:20 21:21 22:22 23:23 24:24 25:25 26:26 27:27 28:28 280/1:280,281 282/3:282,283
284/8:284,285,286,287,288 29:29 290:290 291:291
30/36:30,31,32,33,34,35,36 37:37 40:40 41:41 50/53:50,51,52,53 54/58:54,55,56,57,58
490/1:490,491,499
"""
_LIABILITIES = """
10:10 100:100 101:101 11:11 110:110 111:111 1100:1100 1109:1109 1110:1110 1119:1119
12:12 130/1:130,131 132:132 133:133 14:14 15:15 19:19
160/5:160,161,162,163,164,165 168:168
172/3:172,173 174/0:170,171,174 175:175 176:176 178/9:178,179
42:42 430/8:430,431,432,433,434,435,436,437,438 439:439
440/4:440,442,443,444 441:441 450/3:450,451,452,453 454/9:454,455,456,457,458,459
46:46 47/48:47,48 492/3:492,493
"""
_INCOME = """
70:70 71:71 72:72 73:73 74:74
600/8:600,601,602,603,604,605,606,607,608 609:609
61:61 62:62 630:630 631/4:631,632,633,634
635/8:635,636,637,638 640/8:640,641,642,643,644,645,646,647,648 649:649 75:75 753:753 65:65
66A:66 66B:661,6621,6631,668,6691 76A:76 76B:761,7621,7631,769
67:67 670/3:670,671,672,673 77:77 680:680 780:780 689:689 789:789
691/2:691,692 791/2:791,792 694/7:694,695,696,697 794:794 690:690 693:693 790:790 793:793
"""
_ASSET_TOTALS = """
28 = 28 280/1 282/3 284/8
22/27 = 22 23 24 25 26 27
21/28 = 21 22/27 28
29 = 29 290 291
3 = 30/36 37
40/41 = 40 41
29/58 = 29 3 40/41 50/53 54/58 490/1
20/58 = 20 21/28 29/58
"""
_LIABILITY_TOTALS = """
10 = 10 100 -101
1100/10 = 1100 1110
1109/19 = 1109 1119
110 = 110 1100 1109
111 = 111 1110 1119
11 = 11 110 111
10/11 = 10 11
13 = 130/1 132 133
10/15 = 10/11 12 13 14 15 -19 unallocated unallocated_before
16 = 160/5 168
170/4 = 172/3 174/0
17 = 170/4 175 176 178/9
43 = 430/8 439
44 = 440/4 441
45 = 450/3 454/9
42/48 = 42 43 44 45 46 47/48
17/49 = 17 42/48 492/3
10/49 = 10/15 16 17/49
"""
_INCOME_TOTALS = """
60 = 600/8 609
60/61 = 60 61
70/76A = 70 71 72 73 74 76A
60/66A = 60 61 62 630 631/4 635/8 640/8 649 66A
75 = 75 753
67 = 67 670/3
9900 = 70 71 72 73 74 76A -60 -61
9901 = 9900 -62 -630 -631/4 -635/8 -640/8 -649 -66A
75/76B = 75 76B
65/66B = 65 66B
9903 = 9901 75/76B -65/66B
67/77 = 67 -77
9904 = 9903 780 -680 -67/77
9905 = 9904 789 -689
ebitda = 9901 630
"""
_INCOME_CLASS = "7"


def _accounts(text: str) -> dict[str, str]:
    lines = (part.split(":") for part in text.split())
    return {prefix: line for line, prefixes in lines for prefix in prefixes.split(",")}


def _formulas(text: str) -> dict[str, tuple[tuple[int, str], ...]]:
    found = {}
    for formula in text.strip().splitlines():
        total, terms = formula.split(" = ")
        found[total] = tuple(
            (-1 if term[0] == "-" else 1, term.removeprefix("-")) for term in terms.split()
        )
    return found


_LINES = _accounts(_ASSETS) | _accounts(_LIABILITIES) | _accounts(_INCOME)
INCOME_TOTALS = _formulas(_INCOME_TOTALS)
BALANCE_TOTALS = _formulas(_ASSET_TOTALS) | _formulas(_LIABILITY_TOTALS)
ASSETS = frozenset((*_accounts(_ASSETS).values(), *_formulas(_ASSET_TOTALS)))
"""The lines and totals of the assets."""

TAKEN_OFF = ("101", "19")
"""Lines among the liabilities that are taken off the others: what is not called up, or advanced."""


def line_of(account: int) -> str | None:
    """Give the line of an account, by its longest prefix; None when it is in none."""
    text = f"{account:06d}"
    return next((_LINES[text[:size]] for size in (4, 3, 2) if text[:size] in _LINES), None)


def income_lines(booked: Iterable[tuple[int, int]]) -> Counter[str]:
    """Add up accounts of classes 6 and 7 by line: income credit positive, cost debit positive."""
    lines = Counter[str]()
    for account, cents in booked:
        line = line_of(account)
        if line is not None:
            lines[line] += -cents if str(account)[0] == _INCOME_CLASS else cents
    return lines


def with_totals(
    lines: Mapping[str, int], totals: Mapping[str, tuple[tuple[int, str], ...]]
) -> dict[str, int]:
    """Work totals out of lines, in their order."""
    found = dict(lines)
    for total, terms in totals.items():
        found[total] = sum(sign * found.get(line, 0) for sign, line in terms)
    return found
