"""A Meltano project of its own, with the plugins that `dev.py` has installed in this one."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.support.sandbox import Sandbox
from tests.support.warehouse import Warehouse

ROOT = Path(__file__).parents[2]
COMMANDS = ROOT / ".venv-meltano" / "bin"
FOREIGN = ("MELTANO_", "TAP_OCTOPUS_", "TARGET_")
SETTINGS = ("api_url", "file_sync_url", "software_house_uuid", "user", "password")


class Project:
    """A folder with our meltano.yml, as if it stood on a machine of its own.

    Args:
        folder: Where it is made.
        sandbox: What the tap reads.
        warehouse: The database that the target loads into.
        additions: Texts that a user adds to meltano.yml.

    Attributes:
        environment: All of the variables that Meltano runs with.
    """

    def __init__(
        self, folder: Path, sandbox: Sandbox, warehouse: Warehouse, *additions: str
    ) -> None:
        assert COMMANDS.is_dir(), "python3 dev.py test installs Meltano and its plugins"
        self._folder = folder
        for plugins in ("extractors", "loaders"):
            link = folder / ".meltano" / plugins
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(ROOT / ".meltano" / plugins)
        written: dict[str, Any] = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
        for addition in additions:
            _add(written, yaml.safe_load(addition))
        (folder / "meltano.yml").write_text(yaml.safe_dump(written))
        own = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        account = sandbox.account
        self.environment = {
            **own,
            "PATH": f"{COMMANDS}:{os.environ['PATH']}",
            "DO_NOT_TRACK": "1",
            "NO_COLOR": "1",
            **{f"TAP_OCTOPUS_{name.upper()}": account[name] for name in SETTINGS},
            "TARGET_POSTGRES_SQLALCHEMY_URL": warehouse.address,
        }

    def run(self, text: str) -> str:
        """Run what a user would type into a shell; give what it prints to stdout."""
        done = subprocess.run(  # noqa: S603 - ours
            ["/bin/sh", "-euc", text],
            cwd=self._folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def _add(old: Any, new: Any) -> None:  # noqa: ANN401 - any YAML
    """Add to a mapping, or to a list of what has names, as a user would with an editor."""
    if isinstance(old, Mapping):
        for name, value in new.items():
            if isinstance(value, (dict, list)) and name in old:
                _add(old[name], value)
            else:
                old[name] = value  # type: ignore[index]
        return
    named = {entry["name"]: entry for entry in old}
    for entry in new:
        if entry["name"] in named:
            _add(named[entry["name"]], entry)
        else:
            old.append(entry)
