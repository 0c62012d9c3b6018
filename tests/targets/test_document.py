"""What docs/targets.md says of targets is what was tried."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.targets.loaders import LOADERS, Loader

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/targets.md").read_text(encoding="utf-8")
PINS = "\n".join(
    (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    for name in ("dev", "dialects", "pipelinewise", "singer")
)


def shown() -> dict[str, dict[str, Any]]:
    """Give the settings that the document shows, by distribution and version."""
    (block,) = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)
    return {
        loader["pip_url"].split()[0]: loader["config"]
        for loader in yaml.safe_load(block)["loaders"]
    }


def test_versions() -> None:
    """Each version that the document names is the one that was tried."""
    rows = re.findall(r"^\| `([a-z0-9-]+)` ([0-9.]+) \|", DOCUMENT, re.MULTILINE)

    assert [f"{name}=={version}" for name, version in rows] == [*shown()]
    assert [name for name in shown() if f"\n{name} \\" not in PINS] == []
    assert "\nsinger-tools==0.4.1 \\" in PINS


@pytest.mark.parametrize("loader", LOADERS)
def test_settings(loader: type[Loader]) -> None:
    """The settings that the document recommends are those of the loads."""
    found = [
        config for name, config in shown().items() if name.startswith(f"{loader.distribution}==")
    ]

    assert found == [loader.settings]
