"""The source of a layer inside its Parquet file: written by the cache, read with the rows."""

import json
from typing import Any, Final

import pyarrow as pa

MARK: Final = b"zae_source"
"""Key of the metadata of a Parquet file under which its source stands."""


def source_in(schema: pa.Schema) -> dict[str, Any]:
    """
    Source that stands in the metadata of a schema; empty where there is none.

    Examples
    --------
    >>> source_in(pa.schema([], metadata={MARK: b'{"producer": "IGN"}'}))
    {'producer': 'IGN'}
    """
    held = (schema.metadata or {}).get(MARK)
    try:
        found = json.loads(held) if held else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
