"""Why a document, or a file in it, was not read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A reason. `kind` is a short stable word.

    Of the document: `unknown`, `unsupported`, `damaged`, `encrypted`, `too-large`, `bomb`, `no-text` (pictures only).
    Of its reading: `memory`, `cpu`, `timeout`, `crash`, `tool` (a program is missing or failed), `not-started`.
    """

    kind: str
    detail: str = ""

    def __str__(self) -> str:
        return ": ".join(part for part in (self.kind, self.detail) if part)


class DocumentError(Exception):
    """Raised in the reading process only: the document, or a file in it, cannot be read."""

    def __init__(self, kind: str, detail: str = "") -> None:
        self.fault = Fault(kind=kind, detail=detail)
        super().__init__(str(self.fault))
