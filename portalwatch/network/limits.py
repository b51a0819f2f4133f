"""How much an answer may weigh, and how far it may grow when it is decompressed."""

#: Bytes of a body, as received and as decompressed.
LARGEST = 32 * 1024 * 1024
#: Text grows ten- or twentyfold; a bomb grows a thousandfold (gzip) to 600,000-fold (brotli).
GROWTH = 100
#: Bytes up to which a body may have grown as it likes: a page of many empty rows does.
FREE = 1024 * 1024
#: Encodings on top of each other: each costs a pass over the whole body, and a header has room for thousands.
LAYERS = 2
REDIRECTS = 5


def growth_limit(received: int, largest: int) -> int:
    """Return how many bytes a body of `received` bytes may be decompressed to, when it may be `largest` at most."""
    return min(largest, max(FREE, GROWTH * received))
