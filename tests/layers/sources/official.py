"""Small files of each source in the format of its producer, made here."""

import io
import zipfile

import geopandas as gpd
import xlsxwriter
from shapely import box

SQUARE = box(765_000, 6_274_000, 776_000, 6_285_000)
"""Montpellier, more or less. [EPSG:2154]"""


def packed(**members: str | bytes) -> bytes:
    """A zip; a double underscore of a name is its point."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()


LOTS = ",".join(f"lot{n}_numero,lot{n}_surface_carrez" for n in range(1, 6))
DVF = f"""\
id_mutation,date_mutation,numero_disposition,nature_mutation,valeur_fonciere,adresse_numero,\
adresse_suffixe,adresse_nom_voie,adresse_code_voie,code_postal,code_commune,nom_commune,\
code_departement,ancien_code_commune,ancien_nom_commune,id_parcelle,ancien_id_parcelle,\
numero_volume,{LOTS},nombre_lots,code_type_local,type_local,surface_reelle_bati,\
nombre_pieces_principales,code_nature_culture,nature_culture,code_nature_culture_speciale,\
nature_culture_speciale,surface_terrain,longitude,latitude
2024-1,2024-01-09,000001,Vente,250000.5,12,B,RUE DES ÉCOLES,2440,34000,34172,Montpellier,34,,,\
34172000AB0001,,,,,,,,,,,,,1,4,Local industriel. commercial ou assimilé,120,0,S,sols,,,300,\
3.88,43.61
2024-1,2024-01-09,000001,Vente,250000.5,12,B,RUE DES ÉCOLES,2440,34000,34172,Montpellier,34,,,\
34172000AB0001,,,,,,,,,,,,,1,3,Dépendance,,0,S,sols,,,300,3.88,43.61
2024-2,2024-02-01,000001,Vente terrain à bâtir,90000,,,LE MAS,B045,34000,34172,Montpellier,34,,,\
34172000AB0002,,,,,,,,,,,,,0,,,,,AB,terrains a bâtir,,,800,3.881,43.612
2024-3,2024-03-01,000001,Vente,1000,,,LE MAS,B045,34000,34172,Montpellier,34,,,\
34172000AB0003,,,,,,,,,,,,,0,,,,,T,terres,,,500,,
"""
PATRINAT = {
    "id_local": "x", "date_crea": "2024-12-19Z", "surf_off": None, "gest_site": "DREAL Occitanie",
    "marin": "F", "url_fiche": "https://inpn.mnhn.fr/zone/znieff/910010000",
}  # fmt: skip
COMMUNES = gpd.GeoDataFrame(
    {"code": ["34172", "34057"], "nom": ["Montpellier", "Castelnau-le-Lez"],
     "population": [307_101, 24_000]},
    geometry=[SQUARE, box(776_000, 6_274_000, 780_000, 6_285_000)], crs=2154,
)  # fmt: skip
CENSUS = """\
CODGEO;P22_POP1564;P22_ACT1564;P22_ACTOCC15P;P22_EMPLT;C22_ACT1564_STAT_GSEC13_23;\
C22_ACT1564_STAT_GSEC14_24;C22_ACT1564_STAT_GSEC15_25;C22_ACT1564_STAT_GSEC16_26;\
C22_ACTOCC1564_STAT_GSEC13;C22_ACTOCC1564_STAT_GSEC14;C22_ACTOCC1564_STAT_GSEC15;\
C22_ACTOCC1564_STAT_GSEC16
34172;210000;150000.25;127000.5;198000.75;40000;42000;38000;26000.5;37000;38000;31000;20000
34057;15000;11000;10200;12000;3000;3200;2700;1500;2800;3000;2400;1200
75101;1;1;1;1;1;1;1;1;1;1;1;1
"""
INCOMES = """\
"GEO";"GEO_OBJECT";"FILOSOFI_MEASURE";"UNIT_MEASURE";"UNIT_MULT";"CONF_STATUS";"OBS_STATUS";\
"TIME_PERIOD";"OBS_VALUE"
"34172";"COM";"MED_SL";"EUR_YR";"0";"F";"A";"2021";"20560"
"34172";"COM";"PR_MD60";"PT";"0";"F";"A";"2021";"26.5"
"34172";"BV2022";"MED_SL";"EUR_YR";"0";"F";"A";"2021";"99999"
"34057";"COM";"MED_SL";"EUR_YR";"0";"F";"A";"2021";"24870"
"34057";"COM";"PR_MD60";"PT";"0";"C";"";"2021";""
"01004";"COM";"MED_SL";"EUR_YR";"0";"F";"A";"2021";"1"
"""
VACANT = """\
CODGEO_26 ;LIBGEO_26;DEP;LIB_DEP;pp_vacant_26 ;pp_vacant_plus_2ans_26;ff_pp_total_25; pp_vacant_25;\
pp_vacant_plus_2ans_25;ff_pp_total_24;pp_vacant_24;pp_vacant_plus_2ans_24
34172;Montpellier;34;Hérault;12\u00a0000;3\u00a0400;160\u00a0000;11\u00a0000;3\u00a0200;1;1;1
34057;Castelnau-le-Lez;34;Hérault;s;s;11\u00a0000;400;s;1;1;1
01004;Ambérieu-en-Bugey;01;Ain;1;1;1;1;1;1;1;1
"""
BPE = """\
"AN";"NOMRS";"CNOMRS";"CODPOS";"DEPCOM";"DEP";"REG";"LIBCOM";"DOM";"SDOM";"TYPEQU";"SIRET";\
"STATUT_DIFFUSION";"CANTINE";"CAPACITE_D_ACCUEIL";"CAPACITE";"INDIC_CAPA";"LAMBERT_X";"LAMBERT_Y";\
"LONGITUDE";"LATITUDE";"QUALITE_XY";"EPSG"
"2024";"ÉCOLE JEAN MOULIN";"";"34000";"34172";"34";"76";"Montpellier";"C";"C1";"C109";"";"_Z";"1";\
"_Z";"_Z";"0";"770000.0";"6279000.0";"3.8700";"43.6080";"Bonne";"2154"
"2024";"CRÈCHE";"";"34000";"34172";"34";"76";"Montpellier";"D";"D5";"D502";"";"_Z";"_Z";"_Z";"40";\
"1";"770100.0";"6279000.0";"3.8712";"43.6080";"Bonne";"2154"
"2024";"";"";"34000";"34172";"34";"76";"Montpellier";"A";"A5";"A504";"1";"_Z";"_Z";"_Z";"_U";"0";\
"";"";"";"";"_U";"2154"
"2024";"AILLEURS";"";"75001";"75101";"75";"11";"Paris";"C";"C1";"C109";"";"_Z";"1";"_Z";"_Z";"0";\
"1";"1";"2.33";"48.86";"Bonne";"2154"
"""
BMO = (
    "annee", "Code métier BMO", "Nom métier BMO", "Famille_met", "Lbl_fam_met", "REG", "NOM_REG",
    "Dept", "NomDept", "BE25", "NOMBE25", "met", "xmet", "smet",
)  # fmt: skip


def survey(rows: list[tuple[object, ...]]) -> bytes:
    """The workbook of the survey: a sheet that describes, and one of rows from the first line."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet("Description_des_variables").write_row(0, 0, ["Variable", "Libellé"])
        sheet = book.add_worksheet("BMO_2025_open_data")
        for at, row in enumerate([BMO, *rows]):
            sheet.write_row(at, 0, row)
    return stream.getvalue()


def job(family: str, dept: object, met: object, xmet: object) -> tuple[object, ...]:
    place = (76, "Occitanie", dept, "Hérault", 7622, "MONTPELLIER")
    return (2025, "M1X80", "Techniciens d'étude", family, "Libellé", *place, met, xmet, "*")


DARES = """\
Date;Code région;Région;Code département;Département;Code commune;Commune;Type de données;\
Catégorie;Sexe;Tranche d'âge;Nombre de demandeurs d'emploi
2024-T4;76;Occitanie;34;Hérault;34172;Montpellier;Brutes;ABC;Total;Total;36000
"""
STOCK = """\
siren,nic,siret,statutDiffusionEtablissement,dateCreationEtablissement,trancheEffectifsEtablissement,\
numeroVoieEtablissement,typeVoieEtablissement,libelleVoieEtablissement,codePostalEtablissement,\
libelleCommuneEtablissement,codeCommuneEtablissement,etatAdministratifEtablissement,\
enseigne1Etablissement,denominationUsuelleEtablissement,activitePrincipaleEtablissement,\
nomenclatureActivitePrincipaleEtablissement,caractereEmployeurEtablissement
100000001,00018,10000000100018,O,2010-01-01,12,3,RUE,"DE LA PAIX, BAT A",34000,MONTPELLIER,34172,A,\
LE FOURNIL,[ND],10.71C,NAFRev2,O
100000002,00016,10000000200016,P,2015-05-05,NN,8,RUE,DU SECRET,34000,MONTPELLIER,34172,A,\
CHEZ JEANNE,DUPONT JEANNE,96.02A,NAFRev2,N
100000003,00014,10000000300014,N,2015-05-05,NN,9,RUE,DU SILENCE,34000,MONTPELLIER,34172,A,\
MARTIN,MARTIN PAUL,96.02A,NAFRev2,N
100000004,00012,10000000400012,O,2015-05-05,NN,9,RUE,D'AILLEURS,01500,AMBERIEU,01004,A,X,X,\
96.02A,NAFRev2,N
"""
PLACES = """\
siret;x;y;qualite_xy;epsg;plg_code_commune;distance_precision;x_longitude;y_latitude
10000000100018;770000.1;6279000.2;11;2154;34172;;3.87;43.608
10000000200016;770100.1;6279100.2;11;2154;34172;;3.8711;43.6091
10000000300014;770200.1;6279200.2;11;2154;34172;;3.8722;43.6092
"""
EASEMENT = {
    "gid": [1, 2], "suptype": ["pm1", "ac1"], "partition": "130006729_SUP_R76_PM1",
    "fichier": "PPRI.pdf", "idass": ["PM1_1", "AC1_1"], "idgen": ["G1", "G2"],
    "nomass": ["PM1_PPRI_LEZ_ass", "AC1_ass"], "typeass": ["Zone du plan", "Périmètre des abords"],
    "modegeoass": "Égale au générateur", "paramcalc": [None, 500], "datesrcass": "20200101",
    "nomsuplitt": ["PPRI du Lez", None],
}  # fmt: skip
