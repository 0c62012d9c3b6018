"""Looks at a page of `report` in a browser, as its user does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome
from selenium.webdriver.support.wait import WebDriverWait

from tests.support.browser import PATIENCE_SECONDS, chromium

SCRIPTS = Path(__file__).parent


@contextmanager
def browser(folder: Path) -> Iterator[Chrome]:
    """Run a browser that does not wait for what is not there."""
    with chromium(folder) as driver:
        driver.implicitly_wait(0)
        driver.set_script_timeout(PATIENCE_SECONDS)
        yield driver


def look(driver: Chrome, page: Path, place: str = "", width: int = 1280) -> None:
    """Open a page anew, at a place in it, as wide as said."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    driver.get("about:blank")
    driver.get(f"{page.as_uri()}#{place}")
    wait_for(driver, "return document.body.dataset.ready")


def wait_for(driver: Chrome, script: str) -> None:
    """Wait until a line of script says yes."""
    WebDriverWait(driver, PATIENCE_SECONDS).until(lambda driver: driver.execute_script(script))


def ask(driver: Chrome, script: str, *given: object) -> Any:  # noqa: ANN401 - what it answers
    """Run one of the scripts beside this file, or a line of script; give its answer."""
    if script.endswith(".js"):
        text = (SCRIPTS / script).read_text(encoding="utf-8")
        script = f"return (async (...given) => {{{text}}})(...arguments)"
    return driver.execute_script(script, *given)
