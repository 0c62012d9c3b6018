"""Every recording that is kept is read to the end, without a warning, and equals itself."""

from pathlib import Path

import pytest

from tests.behaviour.inside import run
from tests.support.sandbox import serving
from tests.support.tap import by_password

KEPT = Path(__file__).parents[1] / "recordings"
COUNTED = ("relations", "accounts", "balancings", "bookyears", "bank_paymentlist")


@pytest.mark.parametrize("folder", sorted(KEPT.iterdir()), ids=lambda folder: folder.name)
def test_recording(folder: Path) -> None:
    """Each row of a recording becomes a row."""
    with serving(recording=str(folder)) as sandbox:
        outcome = run(by_password(sandbox))
        true = {dossier: sandbox.truths(dossier) for dossier in sandbox.dossiers()}

    assert outcome.complaints() == []
    warnings = [line for line in outcome.log.splitlines() if "| WARNING" in line]
    assert [line for line in warnings if "refused" not in line] == []
    for table in COUNTED:
        live = [row for row in outcome.records(table) if not row.get("_sdc_deleted_at")]
        assert len(live) == sum(len(of[table]) for of in true.values()), table
