"""XML as a stream of events: of any size in the same memory, and without declarations."""

from collections.abc import Collection, Iterator
from typing import IO, Literal, NamedTuple
from xml.parsers import expat

from portalwatch.documents.faults import DocumentError

_PIECE = 64 * 1024


class Event(NamedTuple):
    """The `start` or `end` of an element, or `text`. Names are without their namespaces."""

    what: Literal["start", "end", "text"]
    name: str
    attributes: dict[str, str]


def events(stream: IO[bytes], skipped: Collection[str] = ()) -> Iterator[Event]:
    """Yield what a document says, apart from the `skipped` elements and what is in them.

    Raises DocumentError where it is not well-formed, and at a DOCTYPE before anything in it has been read: there
    entities are declared, which are bombs or ask for other files.
    """
    depth = 0
    for event in _all(stream):
        inside = event.name in skipped if event.what != "text" else False
        depth += inside and event.what == "start"
        if not depth:
            yield event
        depth -= inside and event.what == "end"


def _all(stream: IO[bytes]) -> Iterator[Event]:
    met: list[Event] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: met.append(
        Event("start", _local(name), {_local(key): value for key, value in attributes.items()})
    )
    parser.EndElementHandler = lambda name: met.append(Event("end", _local(name), {}))
    parser.CharacterDataHandler = lambda text: met.append(Event("text", text, {}))
    parser.StartDoctypeDeclHandler = _refuse
    try:
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)  # noqa: FBT003 - its own signature
            yield from met
            met.clear()
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise DocumentError("damaged", str(error)) from error
    yield from met


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse(*_: object) -> None:
    raise DocumentError("bomb", "its XML declares a DOCTYPE")
