"""The page that shows what the marts say, in a browser and without a network."""

import datetime
import struct
import zlib
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from report.answers import AGEING, Answers
from report.page import euro, page
from tests.support.browser import chromium

PAINTED = ".barlayer path, .scatterlayer path"
"""What plotly draws: bars and lines."""

TITLES = [
    "Open items by age",
    "VAT per return",
    "Turnover and gross margin per month",
    "Cash at the end of the month",
]
MONTHS = [datetime.date(2026, month, 1) for month in range(1, 11)]
LATE = "Octopus answered 500 </script> <b>&"


def answers(name: str, size: int = 1) -> Answers:
    """Make up answers."""
    read = {"dossier_id": 1, "synced_at": datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)}
    status = {"calls_left": 40, "message": None, "control_differences": 0}
    return Answers(
        name,
        open_items={
            (side, age): Decimal(1000 * size + 10 * n) + Decimal("0.45")
            for side in ("customers", "suppliers")
            for n, age in enumerate(AGEING)
        },
        vat={
            month: (Decimal(300 * size), Decimal(200 * size), Decimal(100 * size))
            for month in MONTHS
        },
        vat_now={MONTHS[-1]: Decimal(100 * size)},
        margin={month: (Decimal(900 * size), Decimal(300 - month.month)) for month in MONTHS},
        cash={"F1": {month: Decimal(5000 + 10 * month.month) for month in MONTHS}},
        sync=[
            SimpleNamespace(**read, **status, stream="bookings", outcome="complete", is_late=False),
            SimpleNamespace(
                **read, **status | {"message": LATE}, stream="relations", outcome="failed",
                is_late=True,
            ),
        ],
    )  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Look at the page of a group with two dossiers."""
    folder = tmp_path_factory.mktemp("page")
    path = folder / "report.html"
    text = page([answers("All", 3), answers("Bakkerij <Janssens>"), answers("Garage & Zonen", 2)])
    path.write_text(text, encoding="utf-8")
    with chromium(folder / "profile") as driver:
        driver.get(path.as_uri())
        yield driver


def sections(browser: Chrome) -> list[WebElement]:
    """Give the parts of the page: of the group, and of each dossier."""
    return browser.find_elements(By.CSS_SELECTOR, "body > details")


def test_sections(browser: Chrome) -> None:
    """There is a section for the group and one for each dossier; at first the group's is open."""
    found = sections(browser)
    names = [section.find_element(By.TAG_NAME, "h2").text for section in found]

    assert [section.get_attribute("open") for section in found] == ["true", None, None]
    assert names == ["All", "Bakkerij <Janssens>", "Garage & Zonen"]


def test_charts(browser: Chrome) -> None:
    """Each section has four charts with something in them, drawn when it is opened."""
    for number, section in enumerate(sections(browser)):
        if number:
            assert not section.find_elements(By.CSS_SELECTOR, PAINTED)
            section.find_element(By.TAG_NAME, "summary").click()
        figures = section.find_elements(By.CSS_SELECTOR, ":scope > .charts figure")

        assert [f.find_element(By.TAG_NAME, "figcaption").text for f in figures] == TITLES
        for figure in figures:
            assert figure.find_elements(By.CSS_SELECTOR, PAINTED)
            assert figure.size["width"] > 300


def test_figures(browser: Chrome) -> None:
    """The figures at the top are sums of the answers, as they are written in Belgium."""
    tiles = [tile.text for tile in sections(browser)[0].find_elements(By.CLASS_NAME, "tile")]

    assert tiles == [
        "Customers owe\n15.102,25 €\n12.101,80 € overdue",
        "Suppliers are owed\n15.102,25 €",
        "Cash\n5.100,00 €",
        "VAT\n300,00 €\nto pay for the return to 2026-10-01",
        "Data\n1 to look at\n2 tables",
    ]
    assert euro(Decimal("-1234567.5")) == "-1.234.567,50 €"


def test_monitor(browser: Chrome) -> None:
    """What went wrong comes first in the sync monitor, and whatever it says does no harm."""
    section = sections(browser)[0]
    section.find_element(By.CSS_SELECTOR, ".monitor summary").click()
    rows = [row.text for row in section.find_elements(By.CSS_SELECTOR, "tbody tr")]

    assert rows == [
        f"1 relations failed 2026-11-20 09:00 40 late; {LATE}",
        "1 bookings complete 2026-11-20 09:00 40",
    ]


def test_quiet(browser: Chrome) -> None:
    """Nothing is fetched from elsewhere, and nothing goes wrong in the page."""
    fetched = browser.execute_script("return performance.getEntriesByType('resource').length")

    assert fetched == 0
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]


def test_screenshot(browser: Chrome) -> None:
    """The page is something to look at, and not a blank sheet."""
    picture = browser.get_screenshot_as_png()

    assert struct.unpack(">II", picture[16:24])[0] >= 1200
    assert len(zlib.compress(picture)) > 50_000
