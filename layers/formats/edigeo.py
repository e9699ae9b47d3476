"""
Sheets of the cadastral plan in EDIGEO, as the DGFiP delivers them: one tar.bz2 each.

GDAL reads the exchange; the sheet does not say its département, the name of its archive does.
Standard: EDIGÉO, AFNOR NF Z 52000; profile « PCI vecteur ».
"""

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from layers.account import Reason
from layers.archives import extracted
from layers.errors import ReadError
from layers.formats.loaded import Loaded, digest
from layers.options import ReadOptions

PARCELS: Final = "PARCELLE_id"
BUILDINGS: Final = "BATIMENT_id"
_NAME: Final = re.compile(r"edigeo-(?P<insee>[0-9][0-9AB][0-9]{3})", re.IGNORECASE)
_SUFFIXES: Final = (".tar.bz2", ".thf")


def is_sheet(path: Path) -> bool:
    """
    Whether a file is a sheet in EDIGEO, by its name.

    Examples
    --------
    >>> is_sheet(Path("edigeo-25354000AB01.tar.bz2")), is_sheet(Path("plan.tar.gz"))
    (True, False)
    """
    return path.name.lower().endswith(_SUFFIXES)


def commune_of(name: str) -> str:
    """
    INSEE code in the name of a sheet; empty where there is none.

    Examples
    --------
    >>> commune_of("edigeo-25354000AB01.tar.bz2")
    '25354'
    """
    found = _NAME.search(name)
    return found["insee"] if found else ""


def load(path: Path, options: ReadOptions, *, kind: str) -> Loaded:
    """
    Read one kind of objects of a sheet.

    Parameters
    ----------
    path : Path
        The tar.bz2, or the THF of a sheet that was unpacked.
    options : ReadOptions
        Its ``layer`` chooses the objects; parcels where it is absent.
    kind : str
        Geometry that is wanted; EDIGEO has no tables.

    Returns
    -------
    Loaded
        The rows, with ``commune`` from the name of the archive.

    Raises
    ------
    ReadError
        If the archive is unsafe or damaged, holds no exchange, or has no such objects; says
        which it has.
    """
    del kind
    layer = options.layer or PARCELS
    if path.name.lower().endswith(".thf"):
        frame = _rows(path, layer, path.name)
    else:
        with TemporaryDirectory() as folder:
            files = extracted(path, Path(folder))
            sheet = next((f for f in files if f.suffix.lower() == ".thf"), None)
            if sheet is None:
                raise ReadError(
                    "{file}: no EDIGEO exchange inside; it holds {names}",
                    file=path.name,
                    names=[f.name for f in files[:10]],
                )
            frame = _rows(sheet, layer, path.name)
    frame = frame.assign(commune=commune_of(path.name) or None)
    return Loaded(
        frame=frame,
        name=path.name,
        sha256=digest([path]),
        notes=(("noted", Reason.LAYER, layer, len(frame)),),
    )


def _rows(sheet: Path, layer: str, label: str) -> pd.DataFrame:
    try:
        held = [str(name) for name in pyogrio.list_layers(sheet)[:, 0]]
        if layer not in held:
            raise ReadError(
                "{file}: no layer « {layer} »; it holds {layers}",
                file=label,
                layer=layer,
                layers=held,
            )
        frame: pd.DataFrame = pyogrio.read_dataframe(sheet, layer=layer)
    except (DataSourceError, DataLayerError) as error:
        raise ReadError("{file}: cannot be read ({error})", file=label, error=error) from error
    return frame
