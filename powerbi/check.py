"""Has Microsoft's own parser read the model: `python3 dev.py powerbi`.

It is part of Microsoft's server for modelling, a preview of which npm has for Windows, macOS and
Linux. Its licence allows to test with it, not to run a service on it, and it may tell Microsoft of
its use: hence this is a command of its own, and no test. What it parses are the files and what they
refer to. DAX it leaves to a server: tests/powerbi works out the measures.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import typing as t

from powerbi.__main__ import FOLDER

SERVER = "@microsoft/powerbi-modeling-mcp@0.5.0-beta.13"
GREETING = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "tap-octopus", "version": "1"},
}
OPEN_FOLDER = {"operation": "ConnectFolder", "folderPath": str(FOLDER.parent)}


def main() -> int:
    """Read the model; tell what was read, or what is wrong with it."""
    npx = shutil.which("npx")
    if not npx:
        sys.stderr.write("npx is needed: install Node.js 18 or newer.\n")
        return 1
    command = [npx, "--yes", SERVER, "--readonly"]
    with subprocess.Popen(  # noqa: S603 - ours
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        _ask(server, 1, "initialize", GREETING)
        _say(server, {"method": "notifications/initialized"})
        asked = {"name": "connection_operations", "arguments": {"request": OPEN_FOLDER}}
        answer = _ask(server, 2, "tools/call", asked)
        server.terminate()
    text = "".join(part["text"] for part in answer["content"])
    read = json.loads(text).get("data") or {}
    if not read.get("tablesLoaded"):
        sys.stderr.write(f"{text}\n")
        return 1
    kinds = ("tables", "measures", "relationships")
    counts = ", ".join(f"{read[f'{kind}Loaded']} {kind}" for kind in kinds)
    sys.stdout.write(f"Read without an error: {counts}.\n")
    return 0


def _ask(server: subprocess.Popen[str], number: int, method: str, params: t.Any) -> t.Any:  # noqa: ANN401 - any JSON
    _say(server, {"id": number, "method": method, "params": params})
    for line in server.stdout or ():
        answer = json.loads(line)
        if answer.get("id") == number:
            return answer["result"]
    sys.exit("The server ended without an answer.")


def _say(server: subprocess.Popen[str], message: dict[str, t.Any]) -> None:
    if server.stdin:
        server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        server.stdin.flush()


if __name__ == "__main__":
    sys.exit(main())
