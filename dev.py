"""The commands of this project, by the same names for a developer, the README and CI.

It needs Python 3.11 or newer and nothing else: `python3 dev.py` lists the commands.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
VENV = ROOT / ".venv"
MELTANO_VENV = ROOT / ".venv-meltano"
PLUGINS = ROOT / ".meltano"
DBT_VENV = ROOT / ".venv-dbt"
DAGSTER_VENV = ROOT / ".venv-dagster"
DIALECTS_VENV = ROOT / ".venv-dialects"
PIPELINEWISE_VENV = ROOT / ".venv-pipelinewise"
SINGER_VENV = ROOT / ".venv-singer"
ALERTS_VENV = ROOT / ".venv-alerts"
POWERBI_VENV = ROOT / ".venv-powerbi"
SNOWFLAKE_VENV = ROOT / ".venv-snowflake"
SPARK_VENV = ROOT / ".venv-spark"
TSQL_VENV = ROOT / ".venv-tsql"
PRERELEASE_VENV = ROOT / ".venv-prerelease"
MUTANTS_VENV = ROOT / ".venv-mutants"
STAMP = "made-by-dev-py"
PROJECTS = ("pyproject.toml", "octopus_sandbox/pyproject.toml")
QUIET = {
    "DO_NOT_TRACK": "1",
    "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    # What is imported is compiled then and kept, also where a machine's settings forbid it.
    "PYTHONDONTWRITEBYTECODE": "",
}


def run(*command: object) -> None:
    """Show a command, run it in the root folder, and leave with its name when it fails."""
    words = [str(word) for word in command]
    shown = shlex.join(word.replace(f"{ROOT}{os.sep}", "") for word in words)
    sys.stderr.write(f"+ {shown}\n")
    env = {**os.environ, **QUIET}
    code = subprocess.run(words, cwd=ROOT, env=env, check=False).returncode  # noqa: S603 - ours
    if code:
        sys.exit(f"dev.py: this command failed with exit code {code}: {shown}")


def tool(name: str, venv: Path = VENV) -> Path:
    """Return where an environment keeps one of its commands."""
    return venv / SCRIPTS / name


def outdated(venv: Path, *files: str) -> str | None:
    """Sum up what an environment is to be made of; None when it was made of just that."""
    parts = [platform.python_version().encode(), *((ROOT / file).read_bytes() for file in files)]
    mark = hashlib.sha256(b"\0".join(parts)).hexdigest()
    stamp = venv / STAMP
    return None if stamp.is_file() and stamp.read_text(encoding="utf-8") == mark else mark


def install(venv: Path, *what: str) -> None:
    """Install into an environment."""
    run(tool("uv"), "pip", "install", "-q", "--python", tool("python", venv), *what)


def setup() -> None:
    """Make .venv: pinned tools and libraries, the tap and the sandbox editable."""
    mark = outdated(VENV, "requirements/uv.txt", "requirements/dev.txt", *PROJECTS)
    if mark:
        run(sys.executable, "-m", "venv", VENV)
        run(tool("pip"), "install", "-q", "--require-hashes", "-r", "requirements/uv.txt")
        install_ours(VENV)
        (VENV / STAMP).write_text(mark, encoding="utf-8")


def install_ours(venv: Path) -> None:
    """Install what the tests need, and the tap and the sandbox editable."""
    install(venv, "--require-hashes", "-r", "requirements/dev.txt")
    install(venv, "--no-deps", "--no-build-isolation", "-e", ".", "-e", "octopus_sandbox")


def setup_like_ours(venv: Path) -> None:
    """Make an environment like .venv anew, for what needs one thing more or newer."""
    setup()
    run(sys.executable, "-m", "venv", "--clear", "--without-pip", venv)
    install_ours(venv)


def setup_beside(venv: Path, pins: str) -> None:
    """Make an environment for what needs other versions than the tap does."""
    setup()
    mark = outdated(venv, pins)
    if mark:
        run(sys.executable, "-m", "venv", "--without-pip", venv)
        install(venv, "--no-deps", "--require-hashes", "-r", pins)
        (venv / STAMP).write_text(mark, encoding="utf-8")


def setup_meltano() -> None:
    """Make .venv-meltano."""
    setup_beside(MELTANO_VENV, "requirements/meltano.txt")


def setup_plugins() -> None:
    """Make .venv-meltano, and have Meltano install what the tests run."""
    setup_meltano()
    mark = outdated(PLUGINS, "meltano.yml", "pyproject.toml")
    if mark:
        run(tool("meltano", MELTANO_VENV), "install", "tap-octopus", "target-postgres")
        (PLUGINS / STAMP).write_text(mark, encoding="utf-8")


def setup_dbt() -> None:
    """Make .venv-dbt."""
    setup_beside(DBT_VENV, "requirements/dbt.txt")


def setup_targets() -> None:
    """Make .venv-singer, .venv-pipelinewise and .venv-dialects: targets, and dbt for warehouses."""
    setup_beside(SINGER_VENV, "requirements/singer.txt")
    setup_beside(PIPELINEWISE_VENV, "requirements/pipelinewise.txt")
    setup_beside(DIALECTS_VENV, "requirements/dialects.txt")


def demo(*args: str) -> None:
    """Show the whole way from a sandbox through Meltano into PostgreSQL, on your screen."""
    setup_meltano()
    run(tool("python"), "-m", "demo", *args)


def benchmark(*args: str) -> None:
    """Measure the tap side by side with a plain SDK tap and dlt; the bars: benchmarks/README.md."""
    setup_dbt()
    run(tool("python"), "-m", "benchmarks", *args)


def test(*args: str) -> None:
    """Run the tests, several files at a time; what follows goes to pytest."""
    setup_dbt()
    setup_plugins()
    setup_beside(DAGSTER_VENV, "requirements/dagster.txt")
    setup_beside(ALERTS_VENV, "requirements/alerts.txt")
    setup_beside(POWERBI_VENV, "requirements/powerbi.txt")
    setup_targets()
    if not shutil.which("chromedriver"):
        sys.stderr.write("dev.py: without chromium-driver, tests/browser is left out\n")
        args = ("--ignore=tests/browser", *args)
    args = ("--ignore=tests/warehouses", "--ignore=tests/dlt/long", *args)
    # A quarter of the time, tests wait for servers, targets and a browser: hence one more worker
    # than cores. Long files come first: one that begins last would keep a single core busy.
    workers = (os.cpu_count() or 1) + 1
    run(tool("pytest"), "-n", workers, "--dist", "loadfile", "--no-loadscope-reorder", *args)


def warehouses(*args: str) -> None:
    """Build the dbt project on Spark, an emulated Snowflake, and as T-SQL: all equals DuckDB."""
    setup_dbt()
    setup_beside(SNOWFLAKE_VENV, "requirements/snowflake.txt")
    setup_beside(SPARK_VENV, "requirements/spark.txt")
    setup_beside(TSQL_VENV, "requirements/tsql.txt")
    if not shutil.which("java"):
        sys.exit("dev.py: Spark needs Java 17 or 21")
    run(tool("pytest"), "tests/warehouses", *args)


def dlt() -> None:
    """Load random histories by dlt, and build the answers over what it loaded."""
    setup_dbt()
    run(tool("pytest"), "tests/dlt/long")


def check() -> None:
    """Check what each push must pass, in five minutes: lint, types, tests/unit, tests/sandbox."""
    lint()
    types()
    workers = os.cpu_count() or 1
    run(tool("pytest"), "-n", workers, "--dist", "loadfile", "tests/unit", "tests/sandbox")


def full() -> None:
    """Check what each night and each release must pass: everything."""
    lint()
    # While the types are checked on one core, the environments of the tests are made on the other.
    with subprocess.Popen([sys.executable, __file__, "types"]) as checking:  # noqa: S603 - ours
        test()
    if checking.returncode:
        sys.exit("dev.py: the types are not right")
    meltano()
    demo()


def prerelease(*args: str) -> None:
    """Run the tests of the tap with the newest pre-release of the Meltano SDK."""
    setup_like_ours(PRERELEASE_VENV)
    install(PRERELEASE_VENV, "--prerelease=allow", "--upgrade", "singer-sdk[msgspec,testing]")
    which = args or ("tests/unit", "tests/behaviour", "tests/integration")
    run(tool("pytest", PRERELEASE_VENV), "-n", os.cpu_count() or 1, "--dist", "loadfile", *which)


def mutants(*args: str) -> None:
    """Make 150 small mistakes in the tap: nine in ten must fail a unit test."""
    setup_like_ours(MUTANTS_VENV)
    install(MUTANTS_VENV, "--require-hashes", "-r", "requirements/mutants.txt")
    run(tool("python", MUTANTS_VENV), "-m", "tests.support.mutants", *args)


def lint(*args: str) -> None:
    """Check style and layout of the code, and that the tap declares the packages it imports."""
    setup()
    run(tool("ruff"), "check", *args)
    run(tool("ruff"), "format", "--check", *args)
    run(tool("deptry"), "tap_octopus")
    for kind, files in (("workflows", "workflows/*.yml"), ("issue-forms", "ISSUE_TEMPLATE/w*.yml")):
        found = sorted((ROOT / ".github").glob(files))
        run(tool("check-jsonschema"), "--builtin-schema", f"vendor.github-{kind}", *found)


def types(*args: str) -> None:
    """Check the types."""
    setup()
    run(tool("mypy"), *args)


def meltano() -> None:
    """Check meltano.yml, install its plugins, ask the tap about itself, and load into files."""
    setup_meltano()
    run(tool("check-jsonschema"), "--builtin-schema", "vendor.meltano", "meltano.yml")
    run(tool("meltano", MELTANO_VENV), "install")
    run(tool("meltano", MELTANO_VENV), "invoke", "tap-octopus", "--about")
    run(tool("python"), "-m", "demo.jsonl")


def pins(*args: str) -> None:
    """Make requirements/*.txt again; with --upgrade, from the newest versions."""
    setup()
    sources = {
        "uv": ["--group", "uv"],
        "tap": ["pyproject.toml"],
        "dev": [*PROJECTS, "--group", "dev", "-c", "requirements/tap.txt"],
        "meltano": ["--group", "meltano"],
        "mutants": ["--group", "mutants", "-c", "requirements/dev.txt"],
        "dbt": ["--group", "dbt"],
        "dagster": ["--group", "dagster"],
        "dialects": ["--group", "dialects", "--override", "requirements/dialects.override"],
        "pipelinewise": [
            "--group",
            "pipelinewise",
            "--override",
            "requirements/pipelinewise.override",
        ],
        "singer": ["--group", "singer"],
        "snowflake": ["--group", "snowflake"],
        "spark": ["--group", "spark"],
        "tsql": ["--group", "tsql"],
        "alerts": ["--group", "alerts"],
        "powerbi": ["--group", "powerbi"],
    }
    how = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
    for name, source in sources.items():
        target = [
            "--custom-compile-command",
            "python3 dev.py pins",
            "-o",
            f"requirements/{name}.txt",
        ]
        run(tool("uv"), "pip", "compile", "-q", *how, *args, *source, *target)


def tables() -> None:
    """Make again what follows from schemas, settings and marts: lists, documents, powerbi/."""
    setup_targets()
    setup_dbt()
    for module in (
        "transform.tables", "docs.tables", "docs.settings", "tests.targets.columns", "powerbi",
    ):  # fmt: skip
        run(tool("python"), "-m", module)


def powerbi() -> None:
    """Have Microsoft's own parser read powerbi/octopus; needs npx, and its licence your yes."""
    setup()
    run(tool("python"), "-m", "powerbi.check")


COMMANDS = (
    setup, check, full, lint, types, test, dlt, warehouses, mutants, prerelease, meltano, demo,
    benchmark, pins, tables, powerbi,
)  # fmt: skip


def main() -> None:
    """Run the command that was asked for."""
    if sys.version_info < (3, 11):  # noqa: UP036 - to say so before something stranger does
        sys.exit(
            f"dev.py: Python 3.11 or newer is needed, and this is {platform.python_version()}."
        )
    # Ctrl-C reaches the running command too: it gets the time to stop what it started.
    signal.signal(signal.SIGINT, lambda *_: None)
    known = {command.__name__: command for command in COMMANDS}
    name, *args = sys.argv[1:] or ["help"]
    if name not in known:
        lines = [
            f"  {name:10} {(command.__doc__ or '').strip()}" for name, command in known.items()
        ]
        sys.exit("\n".join(["usage: python3 dev.py COMMAND", *lines]))
    known[name](*args)


if __name__ == "__main__":
    main()
