"""Scores as GeoParquet, for machines: written project after project, none held while others are."""

import json
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame

from zae.assessment import Assessment
from zae.publish.editions import Edition, edited
from zae.publish.tables import project_rows
from zae.publish.whole import whole

_GROUP_ROWS: Final = 100_000
_GEO: Final = b"geo"


def write_parquet(
    assessment: Assessment, path: Path, *, lang: str = "fr", edition: Edition = "restricted"
) -> None:
    """
    Scores as GeoParquet 1.1, with stable English columns and codes, for machines.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    path : Path
        The file. Its rows are those of :func:`zae.publish.tables.site_table`; geopandas gives
        the sources of the layers back under ``attrs["sources"]``.
    lang : str
        Language of the texts in ``project_label`` and ``vetoes``.
    edition : str
        ``restricted``, or ``public``: fewer columns, by allow-list.
    """
    shown = edited(assessment, edition)
    said = {"sources": sources_said(shown)}
    with whole(path) as beside, ExitStack() as held:
        file: pq.ParquetWriter | None = None
        for run in shown.runs.values():
            rows = _table(project_rows(shown, run, lang=lang), said)
            if file is None:
                schema = _schema(rows, shown.sites)
                file = held.enter_context(pq.ParquetWriter(beside, schema))
            file.write_table(rows.cast(file.schema), row_group_size=_GROUP_ROWS)


def sources_said(shown: Assessment) -> list[dict[str, str]]:
    """
    Producer, licence and vintage of each layer, as the metadata of a file of scores says them.

    Parameters
    ----------
    shown : Assessment
        A study, carried out.

    Returns
    -------
    list of dict
        ``layer``, ``producer``, ``licence``, ``vintage``, in the order of the study.
    """
    return [
        {"layer": name, "producer": x.source.producer, "licence": x.source.licence,
         "vintage": x.source.vintage}
        for name, x in shown.layers.items()
    ]  # fmt: skip


def _table(rows: DataFrame, said: dict[str, Any]) -> pa.Table:
    plain = DataFrame(rows.assign(geometry=shapely.to_wkb(rows["geometry"].to_numpy())))
    plain.attrs.update(said)
    return pa.Table.from_pandas(plain, preserve_index=False)


def _schema(rows: pa.Table, sites: GeoDataFrame) -> pa.Schema:
    """Types of the columns, and what GeoParquet says of the outlines of all sites."""
    fields = [
        # A column that says nothing here may say something for the next project.
        pa.field(f.name, pa.string()) if pa.types.is_null(f.type) else f
        for f in rows.schema
    ]
    geo = {_GEO: json.dumps(_geo(sites)).encode()}
    return pa.schema(fields, metadata={**rows.schema.metadata, **geo})


def _geo(sites: GeoDataFrame) -> dict[str, Any]:
    """Metadata of GeoParquet 1.1: those of geopandas for one site, with the extent of all."""
    first = BytesIO()
    sites[["geometry"]].iloc[:1].to_parquet(first, index=False, schema_version="1.1.0")
    geo: dict[str, Any] = json.loads(pq.read_schema(first).metadata[_GEO])
    kinds = sorted(sites.geom_type.dropna().unique().tolist())
    geo["columns"]["geometry"] |= {"geometry_types": kinds, "bbox": sites.total_bounds.tolist()}
    return geo
