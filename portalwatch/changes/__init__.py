"""The decision core: what a crawl means, given what is known. It only processes values."""

from portalwatch.changes.alerts import sift
from portalwatch.changes.compare import compare
from portalwatch.changes.confirm import confirm, is_doubtful
from portalwatch.changes.moves import find_moves
from portalwatch.changes.order import missing, passed
from portalwatch.changes.reach import Reach, next_run, reach

__all__ = [
    "Reach",
    "compare",
    "confirm",
    "find_moves",
    "is_doubtful",
    "missing",
    "next_run",
    "passed",
    "reach",
    "sift",
]
