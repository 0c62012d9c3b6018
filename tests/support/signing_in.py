"""The command `tap-octopus-setup login` while it waits for somebody with a browser."""

import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.commands import command
from tests.support.sandbox import Sandbox


@dataclass
class Waiting:
    """The command, and the address that it asks to open."""

    process: subprocess.Popen[str]
    address: str
    token_file: Path

    def ended(self) -> tuple[int, str, str]:
        """Wait for its end; give its exit code, and what it wrote to stdout and stderr."""
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


@contextmanager
def signing_in(sandbox: Sandbox, folder: Path, *options: str) -> Iterator[Waiting]:
    """Start the command for the account of a sandbox."""
    account = sandbox.account
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = folder / "token.json"
    line = [command("tap-octopus-setup"), "login", "--no-browser", f"--token-file={kept.name}"]
    line += [f"--redirect-uri=http://127.0.0.1:{port}/callback", *options]
    names = ("software_house_uuid", "api_url", "oauth_url", "user", "password")
    environment = {f"TAP_OCTOPUS_{name.upper()}": account[name] for name in names}
    with subprocess.Popen(  # noqa: S603 - ours
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=folder
    ) as process:
        try:
            assert process.stderr
            found = re.search(r"http://\S+", process.stderr.readline())
            assert found
            yield Waiting(process, found[0], kept)
        finally:
            process.kill()
