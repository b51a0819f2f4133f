"""What is wrong with a value, in words that say what would be accepted."""

import difflib
from collections.abc import Iterable, Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

#: Pydantic's name for a finding, up to where they differ no more, and what is said in its place.
_WORDS = {
    "bool": "must be true or false",
    "float": "must be a number",
    "int": "must be a whole number",
    "tuple": "must be a list",
    "model": "must hold keys and values",
    "string_too_short": "must not be empty",
    "string_too_long": "must be at most {max_length} characters long",
    "string": "must be text in quotes",
    "too_short": "must hold at least {min_length}",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}


def reason(error: ErrorDetails, model: type[BaseModel]) -> str:
    """Put one of pydantic's findings about a `model` into words."""
    match error["type"]:
        case "extra_forbidden":
            known = _fields_at(error["loc"][:-1], model)
            return f"unknown key{suggestion(str(error['loc'][-1]), known)} (known: {', '.join(sorted(known))})"
        case "missing":
            return "is missing"
        case "value_error":
            return str(error["ctx"]["error"])
    said = next((words for kind, words in _WORDS.items() if error["type"].startswith(kind)), None)
    if said is None:
        said = f"{error['msg'][0].lower()}{error['msg'][1:]}"
    return f"{said.format_map(error.get('ctx', {}))}, not {shown(error['input'])}"


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Say that there is no such thing, and which one may have been meant."""
    return f"there is no {what} called {name!r}{suggestion(name, known)}"


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return a question to put behind the news that `name` is not known; empty when nothing known is like it."""
    names = sorted(known)
    holding = [each for each in names if len(name) > 2 and name in each]
    close = holding or difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def shown(value: Any) -> str:  # noqa: ANN401
    """Return a value as an error shows it, cut where it is long."""
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fields_at(loc: tuple[str | int, ...], model: type[BaseModel]) -> list[str]:
    """Return the keys that the model found at `loc` knows."""
    here = model
    for part in loc:
        field = _named(here).get(str(part))
        here = next(_models(field.annotation), here) if field else here
    return list(_named(here))


def _named(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the model's fields by what they are called in a file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401
    """Every model named in a type such as `tuple[Section, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, UnionType, tuple, list):
        for argument in get_args(annotation):
            yield from _models(argument)
