"""A recording of a large dossier is as good as its books: no check finds more in it."""

from contextlib import closing
from pathlib import Path

from demo.warehouse import RAW
from tests.acceptance.books import Books, Findings
from tests.behaviour.recorded import record
from tests.support.dbt import Dbt, dbt
from tests.support.office import Seeds, project_with, said_of
from tests.support.sandbox import DAY, Sandbox, serving
from tests.support.tap import Tap, by_password
from tests.support.warehouse import Warehouse, postgres

DOCUMENTS, LINES = 560, 5_000


def found_in(
    sandbox: Sandbox, warehouse: Warehouse, server: Dbt, seeds: Seeds, folder: Path
) -> Findings:
    """Load a dossier, build everything, and give what is found."""
    folder.mkdir()
    outcome = Tap(folder, by_password(sandbox, dossier_ids=[1])).load(warehouse)
    assert outcome.exit_code == 0, outcome.log
    assert "WARNING" not in outcome.log
    project = project_with(seeds, folder)
    with closing(
        Books(warehouse.address, server, project, "--exclude-resource-type=test")
    ) as books:
        assert books.built.success, books.built.log
        return books.found()


def test_recording(tmp_path: Path) -> None:
    """Of 5,000 lines recorded and served, the checks find as little as in the books themselves."""
    builder = dbt(tmp_path)
    with postgres() as server:
        with serving(documents_per_year=DOCUMENTS, dossiers=1) as sandbox:
            assert sandbox.dossiers()[1]["lines"] >= LINES
            seeds = said_of(sandbox, [1])
            outcome = record(sandbox, tmp_path / "made", 1, "--yes")
            assert outcome.exit_code == 0, outcome.output
            sandbox.pass_time(DAY + 60)
            books = found_in(sandbox, server.database(RAW), builder, seeds, tmp_path / "books")
        with serving(recording=str(tmp_path / "made")) as sandbox:
            made = found_in(sandbox, server.database(RAW), builder, seeds, tmp_path / "recording")

    assert {name: len(told) for name, told in made.items()} == {
        name: len(told) for name, told in books.items()
    }
