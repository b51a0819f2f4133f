"""The decision core: what a crawl means, given what is known. It only processes values."""

from portalwatch.changes.compare import compare
from portalwatch.changes.reach import Reach, reach

__all__ = ["Reach", "compare", "reach"]
