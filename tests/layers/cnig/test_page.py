"""The pages of the deliveries say what the published files say."""

from pathlib import Path

import pytest

from docs import make_cnig_faults


@pytest.mark.shared
def test_every_fault_of_the_published_files_is_explained_and_no_other(shared: Path) -> None:
    parts = make_cnig_faults.found(shared).values()
    found = {(f.table, f.field, f.rule) for part in parts for f in part}
    assert found == set(make_cnig_faults.WHY)
