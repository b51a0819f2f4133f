"""Markup that arrives wrapped: as data in a script, in the answer of a data proxy, or in JSON."""

import json
import re
from collections.abc import Iterator
from typing import Final

_STORE: Final = re.compile(
    r"(?:<script\b[^>]*>\s*)?(?:<\?xml[^>]*>\s*)?<datastore\b.*?</datastore>(?:\s*</script>)?", re.DOTALL
)
_DATA: Final = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
#: Deeper than this no portal nests its answers.
_DEPTH: Final = 8


def unwrap(text: str) -> str:
    """Return the markup that a page's script would have put in place.

    Some CMSs put a list's rows as CDATA into `<datastore>`, in the page or in the answer of a data proxy; others
    answer with JSON whose strings are markup.
    """
    if "<datastore" in text:
        return _STORE.sub(_records, text)
    return _from_json(text) if text.lstrip()[:1] in ("{", "[") else text


def _records(store: re.Match[str]) -> str:
    return f"<div>{''.join(_DATA.findall(store[0]))}</div>"


def _from_json(text: str) -> str:
    try:
        return "".join(_markup(json.loads(text), _DEPTH)) or text
    except (ValueError, RecursionError):
        return text


def _markup(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if "<a" in value:
            yield value
    elif isinstance(value, dict | list) and depth:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _markup(inner, depth - 1)
