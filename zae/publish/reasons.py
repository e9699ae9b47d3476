"""Reasons that the account of a layer gives, in the language of a reader."""

from typing import Final

from zae.messages import N_, translator

REASONS: Final = (
    N_("rows in the file"),
    N_("rows in the layer"),
    N_("line of the text file with too many cells"),
    N_("outside the selection"),
    N_("outside the box asked for"),
    N_("outside the box asked for, not read"),
    N_("no covering columns, read whole to find the rows of the box"),
    N_("no geometry"),
    N_("no geometry, its parcels may give one"),
    N_("no geometry, and none of its parcels is loaded"),
    N_("empty geometry"),
    N_("coordinates that are not finite numbers"),
    N_("geometry text that cannot be read"),
    N_("geometry of the wrong kind"),
    N_("invalid geometry that leaves nothing when mended"),
    N_("polygon smaller than 1 m²"),
    N_("line without length"),
    N_("same row twice"),
    N_("same ground as another row of the layer"),
    N_("row added up into another one"),
    N_("rows made of one row of the file, one for each profile"),
    N_("outside the area of use of the target system"),
    N_("invalid geometry mended"),
    N_("invalid geometry mended, area changed by more than 0.1 %"),
    N_("collection reduced to the parts of the right kind"),
    N_("leading zeros restored"),
    N_("Z or M dropped"),
    N_("too many rows to be copied into scores.gpkg, they stay in their file"),
    N_("axis order swapped back"),
    N_("reprojected"),
    N_("values outside the list set to missing"),
    N_("values read as missing"),
    N_("filled by a declared constant"),
    N_("id already taken, suffix added"),
    N_("no commune in the row, looked for on the ground"),
    N_("percentages read as shares"),
    N_("multi-part geometry of one part made single"),
    N_("no id in the file, ids made from the order of rows"),
    N_("producer recognised by its columns"),
    N_("layer chosen"),
    N_("geometry taken from"),
    N_("text decoded as"),
    N_("lines above or below the header skipped"),
    N_("system assumed"),
    N_("system declared by the user"),
    N_("rows joined to their attributes"),
    N_("rows without attributes in the joined file"),
    N_("rows of the joined file without geometry"),
    N_("column in both files, own value kept where they differ"),
    N_("column of the file set aside under another name"),
    N_("lists written as text"),
    N_("raster opened"),
    N_("drawn as a disk of the declared area"),
    N_("no area declared, drawn as a disk of the nominal area"),
    N_("outline taken from its parcels"),
    N_("smaller than the least area asked for"),
    N_("id met in two layers, kind put before it"),
    N_("mostly on the ground of another site"),
)
"""Reasons that the account of a layer may give, to be translated."""


def reason_text(text: str, lang: str) -> str:
    """
    A reason of an account, with what was found after it.

    Parameters
    ----------
    text : str
        As the account holds it: a reason, or a reason, a colon and what was found.
    lang : str
        One of ``LANGS``.

    Returns
    -------
    str
        The reason in the language; what was found (values, ids, systems) is left as it is.

    Examples
    --------
    >>> reason_text("reprojected: EPSG:4326 → EPSG:2154", "en")
    'reprojected: EPSG:4326 → EPSG:2154'
    """
    _ = translator(lang)
    reason, colon, detail = text.partition(": ")
    if not colon:
        return _(reason)
    return _("{reason}: {detail}").format(reason=_(reason), detail=detail)
