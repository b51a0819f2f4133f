"""The text of documents, read in a process of their own that can do no harm.

`read_document` blocks until that process has ended; a coroutine calls it by `asyncio.to_thread`.
"""

from portalwatch.documents.faults import Fault
from portalwatch.documents.formats import Format, recognise
from portalwatch.documents.reading import Document, Member, read_document

__all__ = ["Document", "Fault", "Format", "Member", "read_document", "recognise"]
