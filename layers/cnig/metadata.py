"""INSPIRE metadata of a delivery: an ISO 19139 record, named as the standards ask."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from land.errors import IdentifierError
from land.ids import is_siren
from layers.cnig.standard import CnigClass

_GMD: Final = "http://www.isotc211.org/2005/gmd"
_GCO: Final = "http://www.isotc211.org/2005/gco"
_GML: Final = "http://www.opengis.net/gml/3.2"
_LISTS: Final = (
    "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#"  # a name, never fetched
)
_NAMES: Final = {"sites-economiques": "SITE-ECO", "friches": "friche"}
_CONFORMITY: Final = {
    "sites-economiques": "Standard CNIG Site Economique",
    "friches": "Standard CNIG Friches",
}
_SCALES: Final = {"sites-economiques": 2000, "friches": 10000}
_WORDS: Final = {"sites-economiques": "economic site", "friches": "brownfield"}
_PUBLISHED: Final = {"sites-economiques": "2024-10", "friches": "2023-12"}
"""Month of the version of each standard, as its name says it."""

_FORMATS: Final = {
    "gpkg": ("GeoPackage", "1.3"), "csv": ("CSV", "RFC 4180"), "geojson": ("GeoJSON", "RFC 7946"),
    "shp": ("ESRI Shapefile", "1.0"),
}  # fmt: skip
_REGULATION: Final = (
    "Règlement (UE) n° 1089/2010 de la Commission du 23 novembre 2010 portant modalités "
    "d'application de la directive 2007/2/CE en ce qui concerne l'interopérabilité des séries et "
    "des services de données géographiques"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """
    What a record says of a delivery.

    Attributes
    ----------
    title, abstract, lineage : str
        Title without a year, with the area; what the data are; where they come from.
    siren, owner, mail : str
        Body that answers for the data, and a mail that names nobody.
    day : date
        Day of the delivery.
    box : tuple of float
        West, south, east, north. [°, WGS 84]
    epsg : int
        Code of the system of the data.
    form : str
        Format of the files: ``gpkg``, ``csv``, ``geojson`` or ``shp``.
    errors : int or None
        Errors that :func:`layers.cnig.validate` found in the delivery; None where nobody checked.
    """

    title: str
    abstract: str
    lineage: str
    siren: str
    owner: str
    mail: str
    day: dt.date
    box: tuple[float, float, float, float]
    epsg: int = 2154
    form: str = "gpkg"
    errors: int | None = None


def file_name(kind: CnigClass, siren: str, day: dt.date) -> str:
    """
    Name of the record, as the standards ask.

    Parameters
    ----------
    kind : CnigClass
        A class of the standard that is delivered.
    siren : str
        SIREN of the producer.
    day : date
        Day of the delivery.

    Returns
    -------
    str
        ``fr-<SIREN>-SITE-ECO<AAAAMMJJ>.xml`` or ``fr-<SIREN>-friche<AAAAMMJJ>.xml``.

    Raises
    ------
    IdentifierError
        If the SIREN is not right.

    Examples
    --------
    >>> from layers.cnig.standard import cnig_class
    >>> file_name(cnig_class("SITE-ECO"), "243400017", dt.date(2026, 11, 25))
    'fr-243400017-SITE-ECO20261125.xml'
    """
    if not is_siren(siren):
        raise IdentifierError("{siren!r} is no SIREN: nine digits and a check digit", siren=siren)
    return f"fr-{siren}-{_NAMES[kind.standard]}{day:%Y%m%d}.xml"


def record(kind: CnigClass, notice: Notice) -> str:
    """
    ISO 19139 record of a delivery.

    Parameters
    ----------
    kind : CnigClass
        A class of the standard that is delivered.
    notice : Notice
        What the record says.

    Returns
    -------
    str
        XML. The topic is ``planningCadastre``: the value that the standard of sites gives is no
        code of ISO 19115.

    References
    ----------
    .. [1] CNIG, Guide de saisie des éléments de métadonnées INSPIRE, v2.0, 2019.
    .. [2] ISO/TS 19139:2007.
    """
    for prefix, uri in (("gmd", _GMD), ("gco", _GCO), ("gml", _GML)):
        ET.register_namespace(prefix, uri)
    root = ET.Element(_gmd("MD_Metadata"))
    stem = file_name(kind, notice.siren, notice.day).removesuffix(".xml")
    _text(root, "fileIdentifier", stem)
    _code(root, "language", "LanguageCode", "fre")
    _code(root, "characterSet", "MD_CharacterSetCode", "utf8")
    _code(root, "hierarchyLevel", "MD_ScopeCode", "dataset")
    _party(root, "contact", notice, "pointOfContact")
    _date(root, "dateStamp", notice.day)
    system = _down(root, "referenceSystemInfo", "MD_ReferenceSystem", "referenceSystemIdentifier",
                   "RS_Identifier")  # fmt: skip
    _text(system, "code", f"EPSG:{notice.epsg}")
    _identification(root, kind, notice, stem)
    transfer = _down(root, "distributionInfo", "MD_Distribution", "distributionFormat", "MD_Format")
    name, version = _FORMATS[notice.form]
    _text(transfer, "name", name)
    _text(transfer, "version", version)
    _quality(root, kind, notice)
    ET.indent(root, " ")
    return "<?xml version='1.0' encoding='UTF-8'?>\n" + ET.tostring(root, encoding="unicode") + "\n"


def _identification(root: ET.Element, kind: CnigClass, notice: Notice, stem: str) -> None:
    said = _down(root, "identificationInfo", "MD_DataIdentification")
    citation = _down(said, "citation", "CI_Citation")
    _text(citation, "title", notice.title)
    dated = _down(citation, "date", "CI_Date")
    _date(dated, "date", notice.day)
    _code(dated, "dateType", "CI_DateTypeCode", "revision")
    _text(_down(citation, "identifier", "MD_Identifier"), "code", stem)
    _text(said, "abstract", notice.abstract)
    _party(said, "pointOfContact", notice, "owner")
    _keywords(said, ("Usage des sols",), "GEMET - INSPIRE themes, version 1.0", dt.date(2008, 6, 1))
    _keywords(said, (_WORDS[kind.standard], "données ouvertes"), "", None)
    _keywords(said, (notice.siren,), "Répertoire SIREN", notice.day)
    legal = _down(said, "resourceConstraints", "MD_LegalConstraints")
    _text(legal, "useLimitation", "Licence ouverte v2.0")
    _code(legal, "accessConstraints", "MD_RestrictionCode", "otherRestrictions")
    _text(legal, "otherConstraints", "Pas de restriction d'accès public")
    _code(said, "spatialRepresentationType", "MD_SpatialRepresentationTypeCode", "vector")
    scale = _down(said, "spatialResolution", "MD_Resolution", "equivalentScale",
                  "MD_RepresentativeFraction", "denominator")  # fmt: skip
    ET.SubElement(scale, _gco("Integer")).text = str(_SCALES[kind.standard])
    _code(said, "language", "LanguageCode", "fre")
    _code(said, "characterSet", "MD_CharacterSetCode", "utf8")
    ET.SubElement(
        ET.SubElement(said, _gmd("topicCategory")), _gmd("MD_TopicCategoryCode")
    ).text = "planningCadastre"
    extent = _down(said, "extent", "EX_Extent", "geographicElement", "EX_GeographicBoundingBox")
    west, south, east, north = notice.box
    for name, value in (
        ("westBoundLongitude", west), ("eastBoundLongitude", east),
        ("southBoundLatitude", south), ("northBoundLatitude", north),
    ):  # fmt: skip
        ET.SubElement(ET.SubElement(extent, _gmd(name)), _gco("Decimal")).text = f"{value:.6f}"


def _quality(root: ET.Element, kind: CnigClass, notice: Notice) -> None:
    quality = _down(root, "dataQualityInfo", "DQ_DataQuality")
    _code(_down(quality, "scope", "DQ_Scope"), "level", "MD_ScopeCode", "dataset")
    _result(quality, _CONFORMITY[kind.standard], (_PUBLISHED[kind.standard], "publication"),
            (_explanation(notice.errors), notice.errors))  # fmt: skip
    _result(quality, _REGULATION, ("2010-12-08", "publication"), ("Conformité non évaluée", None))
    _text(_down(quality, "lineage", "LI_Lineage"), "statement", notice.lineage)


def _result(
    quality: ET.Element, title: str, dated: tuple[str, str], found: tuple[str, int | None]
) -> None:
    """Conformity to a text: its title and date, what was found; None errors: nobody looked."""
    result = _down(quality, "report", "DQ_DomainConsistency", "result", "DQ_ConformanceResult")
    cited = _down(result, "specification", "CI_Citation")
    _text(cited, "title", title)
    when = _down(cited, "date", "CI_Date")
    day, kind = dated
    ET.SubElement(ET.SubElement(when, _gmd("date")), _gco("Date")).text = day
    _code(when, "dateType", "CI_DateTypeCode", kind)
    explanation, errors = found
    _text(result, "explanation", explanation)
    told = ET.SubElement(result, _gmd("pass"))
    if errors is None:
        told.set(_gco("nilReason"), "unknown")
    else:
        ET.SubElement(told, _gco("Boolean")).text = "false" if errors else "true"


def _explanation(errors: int | None) -> str:
    """What was checked, in the language of the record."""
    if errors is None:
        return "Conformité non vérifiée"
    return f"Vérifié par zae cnig check : {errors} erreur(s)"


def _party(parent: ET.Element, name: str, notice: Notice, role: str) -> None:
    party = _down(parent, name, "CI_ResponsibleParty")
    _text(party, "organisationName", notice.owner)
    address = _down(party, "contactInfo", "CI_Contact", "address", "CI_Address")
    _text(address, "electronicMailAddress", notice.mail)
    _code(party, "role", "CI_RoleCode", role)


def _keywords(
    parent: ET.Element, words: Sequence[str], thesaurus: str, day: dt.date | None
) -> None:
    listed = _down(parent, "descriptiveKeywords", "MD_Keywords")
    for word in words:
        _text(listed, "keyword", word)
    if thesaurus and day:
        cited = _down(listed, "thesaurusName", "CI_Citation")
        _text(cited, "title", thesaurus)
        dated = _down(cited, "date", "CI_Date")
        _date(dated, "date", day)
        _code(dated, "dateType", "CI_DateTypeCode", "publication")


def _gmd(name: str) -> str:
    return f"{{{_GMD}}}{name}"


def _gco(name: str) -> str:
    return f"{{{_GCO}}}{name}"


def _down(parent: ET.Element, *names: str) -> ET.Element:
    for name in names:
        parent = ET.SubElement(parent, _gmd(name))
    return parent


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(ET.SubElement(parent, _gmd(name)), _gco("CharacterString")).text = text


def _date(parent: ET.Element, name: str, day: dt.date) -> None:
    ET.SubElement(ET.SubElement(parent, _gmd(name)), _gco("Date")).text = day.isoformat()


def _code(parent: ET.Element, name: str, kind: str, value: str) -> None:
    ET.SubElement(
        ET.SubElement(parent, _gmd(name)), _gmd(kind),
        {"codeList": _LISTS + kind, "codeListValue": value},
    ).text = value  # fmt: skip
