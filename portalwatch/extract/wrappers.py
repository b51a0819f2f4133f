"""Markup that arrives wrapped: as data in a script, in the answer of a data proxy, or in JSON."""

import json
from collections.abc import Iterator
from typing import Final

_STORE: Final = "<datastore", "</datastore>"
#: Deeper than this no portal nests its answers.
_DEPTH: Final = 8


def unwrap(text: str) -> str:
    """Return the markup that a page's script would have put in place.

    Some CMSs put a list's rows as CDATA into `<datastore>`, in the page or in the answer of a data proxy; others
    answer with JSON whose strings are markup.
    """
    if _STORE[1] in text:
        return "".join(_unpacked(text))
    return _from_json(text) if text.lstrip()[:1] in ("{", "[") else text


def is_fragment(text: str) -> bool:
    """Whether a text is no document of its own: an answer that a script puts in place."""
    head = text[:5000].lower()
    return text.lstrip()[:1] in ("{", "[") or not ("<html" in head or "<body" in head)


def _unpacked(text: str) -> Iterator[str]:
    done = 0
    while (start := text.find(_STORE[0], done)) >= 0 and (stop := text.find(_STORE[1], start)) >= 0:
        records = (data.partition("]]>")[0] for data in text[start:stop].split("<![CDATA[")[1:])
        scripted = text.rfind("<script", done, start) > text.rfind("</script", done, start)
        markup = f"<div>{''.join(records)}</div>"
        yield text[done:start]
        yield f"</script>{markup}<script>" if scripted else markup
        done = stop + len(_STORE[1])
    yield text[done:]


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
