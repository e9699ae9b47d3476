"""The INSPIRE record: its name, its parts in the order of ISO 19139, and no text lost."""

import datetime as dt
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from lxml import etree

from land.errors import IdentifierError
from layers.cnig import cnig_class
from layers.cnig.metadata import Notice, file_name, record

NS = {"gmd": "http://www.isotc211.org/2005/gmd", "gco": "http://www.isotc211.org/2005/gco"}
NOTICE = Notice(
    title="Sites économiques & friches de la métropole", abstract="Inventaire.", lineage="Cadastre",
    siren="243400017", owner="Métropole", mail="sig@exemple.fr", day=dt.date(2026, 11, 25),
    box=(3.6, 43.5, 4.1, 43.8),
)  # fmt: skip
ORDER = [
    "fileIdentifier", "language", "characterSet", "hierarchyLevel", "contact", "dateStamp",
    "referenceSystemInfo", "identificationInfo", "distributionInfo", "dataQualityInfo",
]  # fmt: skip
WITHIN = [
    "citation", "abstract", "pointOfContact", "descriptiveKeywords", "descriptiveKeywords",
    "descriptiveKeywords", "resourceConstraints", "spatialRepresentationType", "spatialResolution",
    "language", "characterSet", "topicCategory", "extent",
]  # fmt: skip


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """Schema of ISO 19139 as the OGC publishes it; pycsw brings it."""
    root = Path(str(files("pycsw"))) / "plugins/profiles/apiso/schemas/ogc/iso/19139/20070417"
    return etree.XMLSchema(
        etree.parse(str(root / "gmd" / "gmd.xsd"), etree.XMLParser(no_network=True))
    )


@pytest.mark.parametrize("name", ["SITE-ECO", "FRICHE"])
@pytest.mark.parametrize("errors", [None, 0, 3])
def test_the_record_is_valid_against_iso_19139(
    schema: etree.XMLSchema, name: str, errors: int | None
) -> None:
    text = record(cnig_class(name), replace(NOTICE, errors=errors))
    document = etree.fromstring(text.encode())
    assert schema.validate(document), schema.error_log


def test_the_schema_refuses_a_record_without_its_title(schema: etree.XMLSchema) -> None:
    document = etree.fromstring(record(cnig_class("SITE-ECO"), NOTICE).encode())
    title = document.find(".//gmd:citation//gmd:title", NS)
    title.getparent().remove(title)
    assert not schema.validate(document)


@pytest.mark.parametrize(("form", "said"), [("gpkg", "GeoPackage"), ("shp", "ESRI Shapefile")])
def test_the_record_says_the_format_of_the_files(form: str, said: str) -> None:
    root = ET.fromstring(
        record(cnig_class("SITE-ECO"), replace(NOTICE, form=form)).split("\n", 1)[1]
    )
    assert root.findtext(".//gmd:MD_Format/gmd:name/gco:CharacterString", namespaces=NS) == said


def names(element: ET.Element) -> list[str]:
    return [child.tag.split("}")[1] for child in element]


def test_the_parts_stand_in_the_order_of_the_schema() -> None:
    root = ET.fromstring(record(cnig_class("SITE-ECO"), NOTICE).split("\n", 1)[1])
    assert names(root) == ORDER
    assert names(root.find("gmd:identificationInfo/*", NS)) == WITHIN


def test_what_inspire_asks_is_there() -> None:
    root = ET.fromstring(record(cnig_class("SITE-ECO"), NOTICE).split("\n", 1)[1])
    texts = [e.text for e in root.iter("{http://www.isotc211.org/2005/gco}CharacterString")]
    wanted = {"EPSG:2154", "Usage des sols", "243400017", "données ouvertes", "economic site",
              "Licence ouverte v2.0", "Standard CNIG Site Economique", NOTICE.title}  # fmt: skip
    assert wanted <= set(texts)
    assert root.findtext(".//gmd:MD_TopicCategoryCode", namespaces=NS) == "planningCadastre"
    assert root.findtext(".//gmd:denominator/gco:Integer", namespaces=NS) == "2000"
    assert root.findtext(".//gmd:westBoundLongitude/gco:Decimal", namespaces=NS) == "3.600000"


def test_the_record_of_friches_has_their_name_and_scale() -> None:
    kind = cnig_class("FRICHE")
    assert file_name(kind, "243400017", NOTICE.day) == "fr-243400017-friche20261125.xml"
    assert "10000" in record(kind, NOTICE)


def test_a_wrong_siren_is_refused() -> None:
    with pytest.raises(IdentifierError, match="no SIREN"):
        file_name(cnig_class("SITE-ECO"), "243400018", NOTICE.day)


@pytest.mark.parametrize(
    ("errors", "passed", "said"),
    [(None, None, "non vérifiée"), (0, "true", "0 erreur"), (3, "false", "3 erreur")],
)
def test_a_record_claims_no_conformity_that_nobody_checked(
    errors: int | None, passed: str | None, said: str
) -> None:
    text = record(cnig_class("SITE-ECO"), replace(NOTICE, errors=errors))
    root = ET.fromstring(text.split("\n", 1)[1])
    assert root.findtext(".//gmd:pass/gco:Boolean", namespaces=NS) == passed
    assert said in text
