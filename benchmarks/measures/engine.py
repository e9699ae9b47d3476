"""One way to answer one task."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Answers = dict[str, np.ndarray]
"""Named arrays, a value a parcel (a node for streets), in the order of the files."""


class AbsentError(Exception):
    """An engine that is not here, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """
    An engine.

    Parameters
    ----------
    key : str
        ``task:name``.
    label : str
        What the table says.
    load : callable
        Brings the files to where the engine works on them; timed apart.
    run : callable
        Answers from what was loaded.
    ours : bool
        Whether it is this toolkit.
    slow : bool
        Whether it runs on the small data set only.
    given : str
        ``pieces`` where the cover comes as pieces that are ready-made, so that ours is timed on
        the same ones; empty where it comes as it is.
    """

    key: str
    label: str
    load: Callable[[Path], Any]
    run: Callable[[Any], Answers]
    ours: bool = False
    slow: bool = False
    given: str = ""

    @property
    def is_peer(self) -> bool:
        """Whether it is another tool."""
        return not self.ours and self.key.split(":")[1] not in {"one", "floor"}

    @property
    def task(self) -> str:
        """Task that it answers."""
        return self.key.split(":")[0]


def by_id(count: int, ids: Any, values: Any) -> np.ndarray:
    """Values in the order of the parcels, 0 for those that a join left out."""
    made = np.zeros(count)
    made[np.asarray(ids, dtype=np.int64)] = np.nan_to_num(np.asarray(values, dtype=float))
    return made
