"""Scores as a table that a French spreadsheet opens with a double click."""

import csv
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas import Series
from pandas.api.types import is_float_dtype

from zae.assessment import Assessment
from zae.publish.editions import Edition, edited
from zae.publish.spreadsheet import guarded
from zae.publish.tables import SITE_COLUMNS, project_rows, readable
from zae.publish.whole import whole

_LINES: Final = 100_000
"""Lines of a file of semicolons that are joined at a time."""


def write_csv(
    assessment: Assessment, path: Path, *, lang: str = "fr", edition: Edition = "restricted"
) -> None:
    """
    Scores as a table that a French spreadsheet opens with a double click.

    UTF-8 with a byte order mark, semicolons, decimal commas in French (decimal points in
    English), labels as headers, four decimals. Texts are :func:`guarded`; an unknown number is
    an empty cell.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    path : Path
        The file.
    lang : str
        Language.
    edition : str
        ``restricted``, or ``public``: fewer columns, by allow-list.
    """
    shown, comma = edited(assessment, edition), "," if lang == "fr" else "."
    of_sites: dict[object, pa.Array] = {}  # cells that are the same for each project
    with whole(path) as beside, beside.open("w", encoding="utf-8-sig", newline="") as file:
        for place, run in enumerate(shown.runs.values()):
            rows = project_rows(shown, run, lang=lang).drop(columns="geometry")
            told = readable(rows, shown, lang=lang)
            if not place:
                csv.writer(file, delimiter=";", lineterminator="\r\n").writerow(told.columns)
            cells = []
            for name, column in zip(rows.columns, told.columns, strict=True):
                made = of_sites.get(name)
                made = _csv_cells(told[column], comma) if made is None else made
                if name in ("site_id", *SITE_COLUMNS):
                    of_sites[name] = made
                cells.append(made)
            for start in range(0, len(told), _LINES):
                some = (made.slice(start, _LINES) for made in cells)
                lines = pc.binary_join_element_wise(*some, ";").to_pylist()
                file.writelines(f"{line}\r\n" for line in lines)


def _csv_cells(column: Series, comma: str) -> pa.Array:
    """Cells of a column as a file of semicolons takes them; whole columns are made at once."""
    if is_float_dtype(column):
        told = pa.array(column.round(4), from_pandas=True).cast(pa.string())
        parted = pc.or_(pc.match_substring(told, "."), pc.match_substring(told, "e"))
        told = pc.if_else(parted, told, pc.binary_join_element_wise(told, "0", "."))
        return pc.replace_substring(told, ".", comma).fill_null("")
    places, kinds = pd.factorize(column.astype("str"))  # each text is looked at once
    texts = pa.array(guarded(Series(kinds, dtype="str")), pa.string(), from_pandas=True)
    quoted = pc.replace_substring(texts, '"', '""')
    quoted = pc.binary_join_element_wise('"', quoted, '"', "")
    made = pc.if_else(pc.match_substring_regex(texts, '[;"\r\n]'), quoted, texts)
    return made.take(pa.array(places, mask=places < 0)).fill_null("")
