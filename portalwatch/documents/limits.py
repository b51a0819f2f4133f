"""How much a document may weigh, how far it may unpack, and what its reading may take."""

#: Bytes of a document, and of each file in an archive.
LARGEST = 32 * 1024 * 1024
#: Characters of text that are kept.
TEXT = 200_000

#: Files in an archive, those of archives in it included.
MEMBERS = 2_000
#: Bytes that a document may be unpacked to, and how many times its own size.
UNPACKED = 200 * 1024 * 1024
GROWTH = 100
#: Bytes up to which a document may grow as it likes: a sheet of many empty rows does.
FREE = 1024 * 1024
#: An archive, and one in it; no archive in that one.
DEPTH = 2

#: Bytes of address space. What the process really takes is less.
MEMORY = 256 * 1024 * 1024
CPU_SECONDS = 10
#: Seconds from start to end, however busy the machine is.
SECONDS = 30.0
#: Bytes that the process may answer: text in JSON, where a character takes six of them or, rarely, twelve.
ANSWER = 4 * 1024 * 1024


def unpack_limit(size: int) -> int:
    """Return how many bytes a document of `size` bytes may be unpacked to."""
    return min(UNPACKED, max(FREE, GROWTH * size))
