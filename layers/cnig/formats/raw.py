"""A file as it stands: columns and cells as found, before anybody asks what they mean."""

from dataclasses import dataclass

from pandas import DataFrame

from layers.cnig.faults import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """
    Rows of one layer or text file.

    Attributes
    ----------
    frame : DataFrame
        Cells as found, one column a column of the file, a ``geometry`` of shapes where the format
        has one; the index is the place in the file.
    file : str
        Name of the file.
    declared : int or None
        EPSG code that the file declares.
    rows : int
        Rows in the file, those that are refused included.
    refused : int
        Rows that cannot be taken.
    faults : tuple of Fault
        What was found while reading.
    """

    frame: DataFrame
    file: str
    declared: int | None = None
    rows: int = 0
    refused: int = 0
    faults: tuple[Fault, ...] = ()
