"""The map of a notebook: folium, with the classes, legend and cards of the other maps."""

from collections.abc import Mapping
from html import escape
from typing import Any, Final

import folium
from branca.element import MacroElement
from folium.plugins import StripePattern
from geopandas import GeoDataFrame
from jinja2 import Template
from pandas import Series

from criteria.grid import Grid, published
from land.errors import ZaeError
from zae.assessment import Assessment
from zae.messages import DEFAULT_LANG, N_, Lang, area, number, translator
from zae.publish import palette
from zae.publish.fields import code_label, labels
from zae.publish.tables import site_table

POPUP: Final = (
    "name", "commune", "area_m2", "score", "interval", "letter", "admission", "rank", "vetoes",
)  # fmt: skip
"""What the card of a site says; a line that the scores do not have is left out."""

UNKNOWN: Final = "unknown"
"""Class of a site whose letter is not known."""

FILL_OPACITY: Final = 0.85
_PX_PER_MM: Final = 3.0
_DASH: Final = {"solid": None, "dash": "6 4"}
_PLAN: Final = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&STYLE=normal"
    "&TILEMATRIXSET=PM&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&FORMAT=image/png"
    "&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)


class _Legend(MacroElement):
    """Words that no template reads again, in a corner of the map."""

    _template = Template(
        '{% macro html(this, kwargs) %}<div class="zae-legend" style="position:absolute;z-index:9'
        "99;right:10px;bottom:22px;background:#fff;color:#1b1b1b;padding:8px 10px;font:13px/1.45"
        ' sans-serif;border:1px solid #8f8f8f;max-width:17em">{{ this.words }}</div>{% endmacro %}'
    )

    def __init__(self, words: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Legend"
        self.words = words


def draw(
    scores: Assessment | GeoDataFrame, *, project: str = "", lang: Lang = DEFAULT_LANG
) -> folium.Map:
    """
    Map of the sites for a notebook: one layer a letter, the unknown hatched, a card per site.

    Parameters
    ----------
    scores : Assessment or GeoDataFrame
        A study, carried out; or rows of :func:`zae.publish.tables.site_table`, in any system.
    project : str
        Key of the project; the first where none is given.
    lang : str
        ``fr`` or ``en``.

    Returns
    -------
    folium.Map
        The map. Its library comes from the network, as folium's always does; the base map of
        IGN is a layer that is off until the reader asks for it.

    Raises
    ------
    ZaeError
        If there is no such project, or no site to draw; names the projects that there are.

    Examples
    --------
    ``zae.draw(assess(read(Path("etude.toml"))))`` as the last line of a cell shows the map.
    """
    grid = scores.grid if isinstance(scores, Assessment) else published()
    rows = site_table(scores, lang=lang) if isinstance(scores, Assessment) else scores
    rows = _of_project(rows, project)
    shown = _described(rows, grid, lang)
    west, south, east, north = (float(b) for b in shown.total_bounds)
    drawn = folium.Map(tiles=None, control_scale=True, prefer_canvas=False)
    drawn.fit_bounds([[south, west], [north, east]])
    _ = translator(lang)
    folium.TileLayer(
        _PLAN, attr="© IGN – Géoplateforme", name=_(N_("IGN plan (network)")), show=False,
        overlay=True, max_zoom=19,
    ).add_to(drawn)  # fmt: skip
    for letter, name in _classes(grid, lang).items():
        _layer(shown[shown["class"] == letter], name, letter, grid, lang).add_to(drawn)
    _undecided(shown, _(N_("Unknowns leave several letters possible"))).add_to(drawn)
    folium.LayerControl(collapsed=True).add_to(drawn)
    drawn.add_child(_Legend(legend(grid, str(rows["project_label"].iloc[0]), lang)))
    return drawn


def _of_project(rows: GeoDataFrame, project: str) -> GeoDataFrame:
    keys = list(dict.fromkeys(rows["project"]))
    if not keys:
        raise ZaeError("no site to draw")
    if project and project not in keys:
        raise ZaeError("unknown project « {found} »; there are: {known}",
                       found=project, known=", ".join(keys))  # fmt: skip
    return rows[rows["project"] == (project or keys[0])]


def _classes(grid: Grid, lang: str) -> dict[str, str]:
    """Name of each layer by its class: the letters, best first, then the unknown."""
    _ = translator(lang)
    named = {s.letter: _(N_("Letter {letter}")).format(letter=s.letter) for s in grid.letters.scale}
    return named | {UNKNOWN: _(N_("Score not known"))}


def _described(rows: GeoDataFrame, grid: Grid, lang: Lang) -> GeoDataFrame:
    """Rows in WGS84 with their class and the texts of their card, escaped."""
    letters = [s.letter for s in grid.letters.scale]
    texts = _texts(rows, lang)
    out = GeoDataFrame(
        {c: [f"<bdi>{escape(t)}</bdi>" for t in texts[c]] for c in texts},
        geometry=rows.geometry.to_numpy(), crs=rows.crs, index=rows.index,
    ).to_crs(4326)  # fmt: skip
    out["class"] = rows["letter"].where(rows["letter"].isin(letters), UNKNOWN)
    out["admission_code"] = rows["admission"]
    out["undecided"] = rows["letter"].notna() & (rows["letter_low"] != rows["letter_high"])
    return out


def _texts(rows: GeoDataFrame, lang: Lang) -> dict[str, Series]:
    blank = Series("", index=rows.index)
    told = {c: rows[c].fillna("").astype(str) for c in ("name", "commune", "vetoes") if c in rows}
    low, high = (rows[c].map(lambda v: number(v, lang, 1)) for c in ("score_low", "score_high"))
    told |= {
        "score": rows["score"].map(lambda v: number(v, lang, 1)),
        "interval": (low + " – " + high).where(rows["score_low"].notna(), blank),
        "letter": rows["letter"].fillna("?").astype(str),
        "admission": rows["admission"].map(lambda c: code_label(c, lang=lang)),
        "rank": rows["rank"].astype(str),
    }
    if "area_m2" in rows:
        told["area_m2"] = rows["area_m2"].map(lambda v: area(v, lang))
    return {c: told[c] for c in POPUP if c in told}


def _layer(
    rows: GeoDataFrame, name: str, letter: str, grid: Grid, lang: str
) -> folium.FeatureGroup:
    group = folium.FeatureGroup(name=name)
    if rows.empty:
        return group
    named = labels(grid, lang=lang) | {"interval": translator(lang)(N_("Interval"))}
    fields = [c for c in POPUP if c in rows]
    named["area_m2"] = translator(lang)(N_("Area"))
    hatch = StripePattern(  # type: ignore[no-untyped-call]
        angle=45, weight=1.5, space_weight=4, color=palette.UNKNOWN_HATCH, opacity=1,
        space_color=palette.UNKNOWN_FILL, space_opacity=FILL_OPACITY,
    )  # fmt: skip
    colours = palette.letter_colours(tuple(s.letter for s in grid.letters.scale))

    def style(feature: Mapping[str, Any]) -> dict[str, Any]:
        outline = palette.ADMISSION_OUTLINES[feature["properties"]["admission_code"]]
        line = {
            "color": outline.colour, "weight": outline.width_mm * _PX_PER_MM,
            "dashArray": _DASH[outline.dash], "fillOpacity": FILL_OPACITY,
        }  # fmt: skip
        filled = {"fillPattern": hatch} if letter == UNKNOWN else {"fillColor": colours[letter]}
        return line | filled

    shapes = rows[[*fields, "admission_code", "geometry"]]
    popup = folium.GeoJsonPopup(fields, aliases=[escape(named[c]) for c in fields])
    tooltip = folium.GeoJsonTooltip(["name"], labels=False)
    folium.GeoJson(shapes, style_function=style, popup=popup, tooltip=tooltip).add_to(group)
    return group


def _undecided(shown: GeoDataFrame, name: str) -> folium.FeatureGroup:
    """Thin lines over the sites whose unknowns leave several letters possible."""
    group = folium.FeatureGroup(name=name)
    rows = shown[shown["undecided"]]
    if len(rows):
        hatch = StripePattern(  # type: ignore[no-untyped-call]
            angle=-45, weight=1, space_weight=7, color=palette.UNDECIDED_HATCH, opacity=0.7,
            space_opacity=0,
        )  # fmt: skip
        folium.GeoJson(
            rows[["geometry"]], interactive=False,
            style_function=lambda _f: {"stroke": False, "fillPattern": hatch, "fillOpacity": 1},
        ).add_to(group)  # fmt: skip
    return group


def legend(grid: Grid, project: str, lang: str) -> str:
    """
    Legend of the map as HTML; texts are escaped.

    Parameters
    ----------
    grid : Grid
        Its letters make the classes.
    project : str
        Name of the project.
    lang : str
        Language.

    Returns
    -------
    str
        The project, a line per letter with its range, the unknown, the undecided, admissions.

    Examples
    --------
    >>> "&lt;Fournil&gt;" in legend(published(), "<Fournil>", "fr")
    True
    """
    _ = translator(lang)
    scale = grid.letters.scale
    colours = palette.letter_colours(tuple(s.letter for s in scale))
    tops = [100.0, *(s.from_score for s in scale)]
    lines = [
        _line(f"background:{colours[s.letter]}",
              _(N_("{letter}: {low} to {high}")).format(
                  letter=s.letter, low=f"{s.from_score:g}", high=f"{top:g}"))
        for s, top in zip(scale, tops, strict=False)
    ]  # fmt: skip
    lines.append(_line(_stripes(palette.UNKNOWN_HATCH, palette.UNKNOWN_FILL), _("Score not known")))
    lines.append(_line(_stripes(palette.UNDECIDED_HATCH, "transparent"),
                       _("Unknowns leave several letters possible")))  # fmt: skip
    for code, outline in palette.ADMISSION_OUTLINES.items():
        border = f"border:{outline.width_mm * _PX_PER_MM:.1f}px {outline.dash}ed {outline.colour}"
        lines.append(_line(border.replace("solided", "solid"), code_label(code, lang=lang)))
    return f"<strong>{escape(project)}</strong>" + "".join(lines)


def _line(style: str, text: str) -> str:
    box = f"display:inline-block;width:20px;height:12px;margin-right:7px;{style}"
    return f'<div><span style="{box}"></span>{escape(text)}</div>'


def _stripes(line: str, ground: str) -> str:
    return f"background:repeating-linear-gradient(45deg,{line} 0 1.5px,{ground} 1.5px 5px)"
