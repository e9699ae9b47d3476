"""What each print layout says: titles, layers, legend, sources."""

from typing import Final

from pyproj import CRS

from criteria.grid import Grid
from zae.assessment import Assessment
from zae.messages import translator
from zae.publish.contents import Published
from zae.publish.fields import text
from zae.publish.layout import Sheet, scale_of
from zae.publish.qgis_layers import bounds_of, drawn, layer_id, source_in
from zae.publish.styles import FARTHEST, score_rules

_CITED: Final = 12


def sheets(
    assessment: Assessment, tables: tuple[Published, ...], gpkg_name: str, lang: str
) -> list[Sheet]:
    """
    One sheet per project.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    tables : tuple of Published
        What the GeoPackage holds.
    gpkg_name : str
        Name of the GeoPackage beside the project.
    lang : str
        Language.

    Returns
    -------
    list of Sheet
        In the order of the runs.
    """
    _ = translator(lang)
    grid = f"{assessment.grid.name} {assessment.grid.version}"
    crs = CRS.from_user_input(assessment.sites.crs)
    subtitle = _("{territory} · grid {grid} · {crs}").format(
        territory=assessment.territory.name, grid=grid, crs=f"{crs.name} (EPSG:{crs.to_epsg()})"
    )
    scale = scale_of(bounds_of(assessment.sites))
    found = []
    for project, run in assessment.runs.items():
        label = text(run.project.label, lang)
        shown = drawn(tables, project)
        explained = [t for t in shown if FARTHEST.get(t.role, scale) >= scale]
        found.append(
            Sheet(
                name=_("Map: {project}").format(project=label),
                title=f"{assessment.study.title} — {label}", subtitle=subtitle,
                sources=_cited(assessment, lang), legend_title=_("Legend"),
                layers=tuple((layer_id(t.name), t.title, source_in(t, gpkg_name)) for t in shown),
                in_legend={layer_id(t.name): _classes(t, assessment.grid, lang) for t in explained},
                bounds=bounds_of(assessment.sites),
            )
        )  # fmt: skip
    return found


def _classes(table: Published, grid: Grid, lang: str) -> tuple[int, ...]:
    """Places of the classes of a layer of scores without its headings; none for other layers."""
    if table.role != "score":
        return ()
    flat = [r for heading in score_rules(grid, lang) for r in (heading, *heading.rules)]
    return tuple(place for place, rule in enumerate(flat) if rule.symbol is not None)


def _cited(assessment: Assessment, lang: str) -> str:
    _ = translator(lang)
    cited = list(dict.fromkeys(layer.source.citation for layer in assessment.layers.values()))
    words = " ; ".join(cited[:_CITED])
    if len(cited) > _CITED:
        more = _("and {count} more, listed in the table « sources »")
        words += " ; " + more.format(count=len(cited) - _CITED)
    return _("Sources: {sources}").format(sources=words)
