"""A Chromium without a screen, as Debian packages it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

DRIVER = "/usr/bin/chromedriver"
PATIENCE_SECONDS = 20
"""How long an element may take to be there: a click doesn't wait for the page that it opens."""

OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,1600",
)


@contextmanager
def chromium(profile: Path) -> Iterator[Chrome]:
    """Run a browser as long as the context lasts; what it logs can be asked for."""
    options = ChromeOptions()
    for option in (*OPTIONS, f"--user-data-dir={profile}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=ChromeService(DRIVER))
    driver.implicitly_wait(PATIENCE_SECONDS)
    try:
        yield driver
    finally:
        driver.quit()
