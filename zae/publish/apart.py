"""Facts and rules of very many sites: files of their own, written project by project."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
from pandas import CategoricalDtype, DataFrame, RangeIndex, Series
from pandas.api.extensions import ExtensionArray

from zae.assessment import Assessment, Run
from zae.publish.tables import texts, vetoes_table
from zae.publish.whole import whole

ROWS: Final = 500_000
"""
Facts that a GeoPackage holds, one row each: some 60 MB. Above, they stand in ``facts.parquet``,
one row a site and project; so do rules, in ``vetoes.parquet``.
"""

GROUP: Final = 100_000
"""Rows that are written at a time, and that a reader of the files takes at a time."""

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
    _write(written["facts"], (rows for run in runs for rows in _in_blocks(run)))
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
    return _wide(run, slice(None))


def _wide(run: Run, rows: slice) -> DataFrame:
    facts, marks, sites = run.facts, run.scores.marks, run.facts.sites[rows]
    columns: dict[str, object] = {"project": run.project.key, "site_id": sites}
    for end, frame in (("low", facts.low), ("high", facts.high), ("status", facts.status)):
        columns |= {f"{key}_{end}": _plain(frame[key], rows) for key in frame}
    for end, frame in (("mark", marks.central), ("mark_low", marks.low), ("mark_high", marks.high)):
        columns |= {f"{key}_{end}": _plain(frame[key], rows) for key in frame}
    return DataFrame(columns, index=RangeIndex(len(sites)), copy=False)


def _plain(column: Series, rows: slice) -> ExtensionArray:
    """Values as the file has them: numbers, or texts."""
    some = column.iloc[rows]
    return texts(some) if isinstance(some.dtype, CategoricalDtype) else some.array


def _in_blocks(run: Run) -> Iterator[DataFrame]:
    """Facts of a project, some sites at a time; all of them at once where there is none."""
    for start in range(0, max(len(run.facts.sites), 1), GROUP):
        yield _wide(run, slice(start, start + GROUP))


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
            file.write_table(table.cast(file.schema), row_group_size=GROUP)
