"""All engines by key."""

from benchmarks.measures import ours, python_peers, sql_peers

ENGINES = {e.key: e for part in (ours, python_peers, sql_peers) for e in part.ENGINES}
