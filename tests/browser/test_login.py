"""Signing in as a user does: in a browser, on the pages of Octopus."""

import json
from pathlib import Path

from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.wait import WebDriverWait

from tests.support.browser import PATIENCE_SECONDS, chromium
from tests.support.sandbox import serving
from tests.support.signing_in import signing_in


def test_login(tmp_path: Path) -> None:
    """From the address that the command says, over sign-in and consent, to the token file."""
    with (
        serving(dossiers=1) as sandbox,
        chromium(tmp_path / "profile") as driver,
        signing_in(sandbox, tmp_path, "--format=json") as waiting,
    ):
        driver.get(waiting.address)
        assert driver.title == "Sign in to Octopus"
        for name in ("user", "password"):
            driver.find_element(By.NAME, name).send_keys(sandbox.account[name])
        driver.find_element(By.TAG_NAME, "button").click()
        allow = driver.find_element(By.CSS_SELECTOR, "button[value=allow]")
        allow.click()
        WebDriverWait(driver, PATIENCE_SECONDS).until(staleness_of(allow))
        seen = driver.find_element(By.TAG_NAME, "h1").text
        code, out, err = waiting.ended()
        kept = json.loads(waiting.token_file.read_text())

        assert seen == "You are signed in. This page can be closed."
        assert code == 0, err
        assert json.loads(out)["token_file"] == str(waiting.token_file)
        assert kept["refresh_token"] == sandbox.account["refresh_token"]
