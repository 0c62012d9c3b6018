"""The page shows what the marts say, in a browser and without a network."""

import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from report.page import euro
from tests.transform.browser import chromium
from tests.transform.conftest import Books

PAINTED = "rect.bg, .barlayer path, .scatterlayer path"
"""What plotly draws: bars and lines."""

TITLES = [
    "Open items by age",
    "VAT per period",
    "Revenue and margin per month",
    "Cash at the end of the month",
]


@pytest.fixture(scope="module")
def page(books: Books, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of the books, as a user does."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    command = ["-m", "report", f"--database={books.postgres.address}", f"--output={path}"]
    words = [sys.executable, *command]
    said = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert said.stdout == f"{path}\n"
    return path


@pytest.fixture(scope="module")
def browser(page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Look at the page."""
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        driver.get(page.as_uri())
        yield driver


def sections(browser: Chrome) -> list[WebElement]:
    """Give the parts of the page: of the group, and of each dossier."""
    return browser.find_elements(By.CSS_SELECTOR, "body > details")


def test_sections(browser: Chrome) -> None:
    """There is a section for the group and one for each dossier; the group's is open."""
    found = sections(browser)

    assert [section.get_attribute("open") for section in found] == ["true", None, None, None]
    assert found[0].find_element(By.TAG_NAME, "h2").text == "All 3 dossiers"


def test_charts(browser: Chrome) -> None:
    """Each section has four charts with something in them, drawn when it is opened."""
    for number, section in enumerate(sections(browser)):
        if number:
            section.find_element(By.TAG_NAME, "summary").click()
        figures = section.find_elements(By.CSS_SELECTOR, ":scope > .charts figure")

        assert [f.find_element(By.TAG_NAME, "figcaption").text for f in figures] == TITLES
        for figure in figures:
            assert len(figure.find_elements(By.CSS_SELECTOR, PAINTED)) > 1
            assert figure.size["width"] > 300


def test_figures(browser: Chrome, books: Books) -> None:
    """The figures at the top are those of the marts."""
    sums = """
        select -sum(open_amount) filter (where side = 'suppliers') as payable,
          sum(open_amount) filter (where side = 'customers') as receivable,
          sum(open_amount) filter (where side = 'customers' and days_overdue > 0) as overdue
        from marts.open_items"""
    (told,) = books.postgres.query(sums)
    cash = """
        select sum(balance) as balance from marts.cash_position as c where month = (
          select max(month) from marts.cash_position as n
          where n.dossier_id = c.dossier_id and n.journal_key = c.journal_key)"""
    (money,) = books.postgres.query(cash)

    tiles = [tile.text for tile in sections(browser)[0].find_elements(By.CLASS_NAME, "tile")]

    assert tiles[0] == f"Customers owe\n{euro(told['receivable'])}\n{euro(told['overdue'])} overdue"
    assert tiles[1] == f"Suppliers are owed\n{euro(told['payable'])}"
    assert tiles[2] == f"Cash\n{euro(money['balance'])}"
    assert tiles[3].startswith("VAT\n")


def test_quiet(browser: Chrome) -> None:
    """Nothing is fetched from elsewhere, and nothing goes wrong in the page."""
    fetched = browser.execute_script("return performance.getEntriesByType('resource').length")

    assert fetched == 0
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]


def test_screenshot(browser: Chrome) -> None:
    """The page is something to look at: many colours, not a blank sheet."""
    picture = browser.get_screenshot_as_png()

    assert struct.unpack(">II", picture[16:24])[0] >= 1200
    assert len(zlib.compress(picture)) > 50_000


def test_euro() -> None:
    """Amounts are written as in Belgium."""
    assert euro(Decimal("-1234567.5")) == "-1.234.567,50 €"
