"""Facts and rules of very many sites: files of their own, written project by project."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandas import DataFrame

from zae.assessment import Assessment, Run
from zae.publish.tables import vetoes_table
from zae.publish.whole import whole

ROWS: Final = 500_000
"""
Facts that a GeoPackage holds, one row each: some 60 MB. Above, they stand in ``facts.parquet``,
one row a site and project; so do rules, in ``vetoes.parquet``.
"""

FILES: Final = {"facts": "facts.parquet", "vetoes": "vetoes.parquet"}


def apart(assessment: Assessment) -> bool:
    """Whether facts are too many for the GeoPackage."""
    asked = len(assessment.grid.criteria) + len(assessment.grid.observations)
    return len(assessment.sites) * len(assessment.runs) * asked > ROWS


def write_apart(assessment: Assessment, folder: Path, *, lang: str = "fr") -> dict[str, Path]:
    """
    Write facts and rules as Parquet, if they are too many for the GeoPackage.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out, as an edition shows it.
    folder : Path
        Where to.
    lang : str
        Language of the words of the rules.

    Returns
    -------
    dict of str to Path
        What was written, by kind; nothing where the GeoPackage holds them.
    """
    if not apart(assessment):
        return {}
    written = {kind: folder / name for kind, name in FILES.items()}
    runs = assessment.runs.values()
    _write(written["facts"], (wide_facts(run) for run in runs))
    _write(
        written["vetoes"],
        (vetoes_table(assessment, lang=lang, projects=(key,)) for key in assessment.runs),
    )
    return written


def wide_facts(run: Run) -> DataFrame:
    """
    Facts and marks of a project, one row a site.

    Parameters
    ----------
    run : Run
        The run of the project.

    Returns
    -------
    DataFrame
        ``project``, ``site_id``; ``<fact>_low``, ``<fact>_high`` and ``<fact>_status`` of each
        fact; ``<criterion>_mark`` [0-1], with ``_mark_low`` and ``_mark_high``.
    """
    facts, marks = run.facts, run.scores.marks
    parts = [
        facts.low.add_suffix("_low"), facts.high.add_suffix("_high"),
        facts.status.add_suffix("_status"), marks.central.add_suffix("_mark"),
        marks.low.add_suffix("_mark_low"), marks.high.add_suffix("_mark_high"),
    ]  # fmt: skip
    rows = pd.concat(parts, axis=1).rename_axis("site_id").reset_index()
    rows.insert(0, "project", run.project.key)
    return rows


def _write(path: Path, blocks: Iterator[DataFrame]) -> None:
    """One block of rows at a time, all with the columns of the first."""
    with whole(path) as beside, ExitStack() as held:
        file: pq.ParquetWriter | None = None
        for rows in blocks:
            table = pa.Table.from_pandas(rows, preserve_index=False)
            if file is None:
                file = held.enter_context(
                    pq.ParquetWriter(beside, table.schema, compression="zstd")
                )
            file.write_table(table.cast(file.schema), row_group_size=100_000)
