"""
The results as one GeoPackage 1.3: layers, tables, styles, aliases, metadata with sources.

Version 1.3 because QGIS 3.22 warns on 1.4. Written beside, then put in place; the same inputs
give the same bytes, dates apart (all dates if ``SOURCE_DATE_EPOCH`` is set).
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import pyogrio
from geopandas import GeoDataFrame
from pandas import DataFrame

from zae.assessment import Assessment
from zae.publish.contents import Published, contents
from zae.publish.dates import written_at
from zae.publish.editions import Edition, edited
from zae.publish.gpkg_compact import COMPACTED, Likeness, Under, compact, register
from zae.publish.gpkg_tables import add_dictionary, add_metadata, add_styles
from zae.publish.whole import whole

VERSION: Final = "1.3"

_SHAPE: Final = "geom"
_COUNTERS: Final = (24, 92)


def write(
    assessment: Assessment, path: Path, *, lang: str = "fr", edition: Edition = "restricted"
) -> tuple[Published, ...]:
    """
    Write the results of an assessment as a GeoPackage.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    path : Path
        The file; replaced if it is there.
    lang : str
        Language of titles, aliases, labels and styles.
    edition : str
        ``restricted``, or ``public``: fewer layers and columns, by allow-list.

    Returns
    -------
    tuple of Published
        What was written, table by table.

    Raises
    ------
    ZaeError
        If the file cannot be put in its place, for instance because QGIS holds it open.

    Notes
    -----
    Layers ``sites``, ``scores_<project>``, ``context_<layer>``, ``land_units``; tables
    ``facts``, ``vetoes``, ``available_land``, ``account``, ``sources``, ``remarks`` (where there
    are any). Styles in ``layer_styles`` (QGIS loads the default by itself), titles of columns in
    ``gpkg_data_columns``, sources in ``gpkg_metadata`` (OGC 12-128r17).
    """
    assessment = edited(assessment, edition)
    tables = contents(assessment, lang=lang)
    sites, *_others = tables
    likeness = {t.name: COMPACTED[t.name] for t in tables if t.name in COMPACTED}
    likeness |= {t.name: _beside(t, sites) for t in tables if t.made is not None}
    with whole(path) as beside:
        for table in tables:
            _write_table(beside, table, likeness.get(table.name))
        with closing(sqlite3.connect(beside)) as base:
            for table in tables:
                if like := likeness.get(table.name):
                    compact(base, table.name, like, _own(table.rows(), like))
                    if like.under:
                        register(base, table.name, like.under.table)
            moment = written_at().strftime("%Y-%m-%dT%H:%M:%S.000Z")
            add_styles(base, tables, assessment.grid, lang=lang, moment=moment)
            add_dictionary(base, tables)
            add_metadata(base, assessment, tables, lang=lang, moment=moment)
            base.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
            base.commit()
            base.execute("VACUUM")
        _reset_counters(beside)
    return tables


def _reset_counters(path: Path) -> None:
    """
    Forget how many transactions it took: the number is not the same from one run to the next.

    Bytes 24-27 and 92-95 of the header are the change counter and the change that the version
    number is valid for (SQLite file format, 1.3); readers only ask whether they are equal.
    """
    with path.open("r+b") as file:
        for place in _COUNTERS:
            file.seek(place)
            file.write((1).to_bytes(4, "big"))


def _beside(table: Published, sites: Published) -> Likeness:
    """What a layer of scores has from the layer of sites: the same columns, row by row."""
    alike = tuple(str(c) for c in table.frame if c in sites.frame and c != "geometry")
    return Likeness(under=Under(sites.name, (_SHAPE, *alike)))


def _own(rows: DataFrame, like: Likeness) -> DataFrame:
    """Rows without what another layer says of them."""
    if like.under is None:
        return DataFrame(rows)
    _, *alike = like.under.columns
    return DataFrame(rows.drop(columns=["geometry", *alike], errors="ignore"))


def _write_table(path: Path, table: Published, like: Likeness | None) -> None:
    """Write a table; of one that is to be compacted, the columns alone."""
    options = {
        "layer": table.name, "driver": "GPKG", "append": path.exists(),
        "layer_options": {"IDENTIFIER": table.title, "DESCRIPTION": table.description},
        "dataset_options": {"VERSION": VERSION} if not path.exists() else None,
        "use_arrow": True,
    }  # fmt: skip
    if like is not None:
        pyogrio.write_dataframe(_own(table.frame, like).iloc[:0], path, **options)
    elif table.shape:
        # One kind of geometry per layer, declared: QGIS asks no question on opening.
        options["layer_options"] |= {"GEOMETRY_NAME": _SHAPE, "SPATIAL_INDEX": "YES"}  # type: ignore[operator]
        frame = GeoDataFrame(table.frame)
        pyogrio.write_dataframe(frame, path, geometry_type=table.shape, **options)
    else:
        pyogrio.write_dataframe(DataFrame(table.frame), path, **options)
