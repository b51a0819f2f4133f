"""The process that reads one document: from standard input, as JSON to standard output, within limits.

What reads a format itself is left no way to open a file or a socket, nor to start a process. Old formats are read by
other programs, which inherit the limits of memory, time and size.
"""

import codecs
import json
import resource
import sys
from dataclasses import asdict

from portalwatch.documents.faults import DocumentError, Fault
from portalwatch.documents.formats import Format
from portalwatch.documents.limits import ANSWER, CPU_SECONDS, LARGEST, MEMORY, TEXT
from portalwatch.documents.readers import load
from portalwatch.documents.unpacking import Budget
from portalwatch.normalize.texts import clean_body

#: Python loads what decodes from a file, when it is first asked to.
_CHARSETS = ("cp437", "cp1252", "gb18030", "big5", "utf-8", "utf-16-le")
#: Their readers open something: modules as they are needed, pipes to other programs.
_OPENING = (Format.ZIP, Format.DOC, Format.XLS, Format.PPT)


def main() -> None:
    """Read the document that stands at standard input, in the format that is the argument."""
    kind = Format(sys.argv[1])
    load(kind)
    for charset in _CHARSETS:
        codecs.lookup(charset)
    confine(opening=kind in _OPENING)
    sys.stdout.write(answer(kind, sys.stdin.buffer.read()))


def confine(*, opening: bool) -> None:
    """Limit what this process can do from now on."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS + 1)
    _limit(resource.RLIMIT_FSIZE, LARGEST if opening else ANSWER)
    # Numbers from 3 on are the first that would be given out.
    _limit(resource.RLIMIT_NOFILE, 20 if opening else 3)
    if not opening:
        _limit(resource.RLIMIT_NPROC, 0)


def answer(kind: Format, data: bytes) -> str:
    """Return what could be read, and what kept the rest from being read, as JSON."""
    budget, pieces, fault = Budget(len(data)), list[str](), None
    left = TEXT
    try:
        for piece in load(kind)(data, budget):
            pieces.append(piece[:left])
            left -= len(piece)
            if left <= 0:
                break
    except DocumentError as error:
        fault = error.fault
    except MemoryError:
        fault = Fault(kind="memory", detail=f"not read in {MEMORY} bytes of memory")
    text = clean_body("".join(pieces))
    if not text and not fault:
        fault = next((fault for _, fault in budget.members if fault), Fault(kind="no-text", detail="it has no text"))
    members = [{"name": name, "fault": asdict(fault) if fault else None} for name, fault in budget.members]
    return json.dumps({"text": text, "members": members, "fault": asdict(fault) if fault and not text else None})


def _limit(what: int, soft: int, hard: int | None = None) -> None:
    resource.setrlimit(what, (soft, soft if hard is None else hard))


if __name__ == "__main__":
    main()
