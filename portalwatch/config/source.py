"""Text files to validated models, with errors that name file, line, key and what would be accepted."""

import difflib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from portalwatch.errors import ConfigError

#: A description is a page of text; more than this is a mistake or an attack (bytes, YAML nodes).
MAX_BYTES, MAX_NODES = 1_000_000, 50_000

Loc = tuple[str | int, ...]
_Model = TypeVar("_Model", bound="Model")


class Model(BaseModel):
    """Base of everything read from config/: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def read_text(path: Path) -> str:
    """Return the file's text; ConfigError when it is missing, too large or not UTF-8."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror})", path=path) from error
    if len(content) > MAX_BYTES:
        raise ConfigError(f"is larger than {MAX_BYTES:,} bytes", path=path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError("is not UTF-8 text; save it as UTF-8", path=path, line=line) from error


def read_yaml(path: Path, model: type[_Model]) -> _Model:
    """Read one YAML file as `model`."""
    text = read_text(path)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        lines = dict(_lines(root, path)) if root else {}
        content = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise ConfigError(f"is not valid YAML: {error.problem or error.context}", path=path, line=line) from error
    except yaml.YAMLError as error:
        raise ConfigError(f"is not valid YAML: {error}", path=path) from error
    except RecursionError as error:
        raise ConfigError("is nested too deeply", path=path) from error
    return validate(content if content is not None else {}, model, path=path, lines=lines)


def read_toml(path: Path, model: type[_Model]) -> _Model:
    """Read one TOML file as `model`."""
    try:
        content = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"is not valid TOML: {error}", path=path) from error
    return validate(content, model, path=path, lines={})


def validate(content: Any, model: type[_Model], *, path: Path, lines: dict[Loc, int]) -> _Model:  # noqa: ANN401
    """Return `content` as `model`; ConfigError names the first thing that is wrong."""
    if not isinstance(content, dict):
        raise ConfigError("must hold keys and values at its top", path=path, line=1)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        loc = tuple(part for part in first["loc"] if isinstance(part, int) or part.isidentifier() or part in content)
        raise ConfigError(_reason(first, model), path=path, line=_line(loc, lines), key=_dotted(loc) or None) from error


def _lines(node: yaml.Node, path: Path) -> Iterator[tuple[Loc, int]]:
    """Walk the YAML tree: the location of every key, and the line it stands on."""
    budget = MAX_NODES
    stack: list[tuple[yaml.Node, Loc]] = [(node, ())]
    while stack:
        current, loc = stack.pop()
        if (budget := budget - 1) < 0:
            raise ConfigError(f"holds more than {MAX_NODES:,} values", path=path)
        yield loc, current.start_mark.line + 1
        if isinstance(current, yaml.SequenceNode):
            stack.extend((value, (*loc, index)) for index, value in enumerate(current.value))
        elif isinstance(current, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in current.value:
                if key.value in seen:
                    line = key.start_mark.line + 1
                    raise ConfigError("is given twice", path=path, line=line, key=_dotted((*loc, key.value)))
                seen.add(key.value)
                stack.append((value, (*loc, key.value)))


def _line(loc: Loc, lines: dict[Loc, int]) -> int | None:
    """Return the line of `loc`, or of the nearest thing around it."""
    while loc and loc not in lines:
        loc = loc[:-1]
    return lines.get(loc)


def _dotted(loc: Loc) -> str:
    """Return `sections[2].url` for ("sections", 2, "url")."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")


def _reason(error: Any, model: type[Model]) -> str:  # noqa: ANN401
    """Put pydantic's finding into words that say what would be accepted."""
    match error["type"]:
        case "extra_forbidden":
            known = sorted(_fields_at(error["loc"][:-1], model))
            close = difflib.get_close_matches(str(error["loc"][-1]), known, n=1)
            return f"unknown key{f', did you mean {close[0]!r}?' if close else ''} Known keys: {', '.join(known)}"
        case "missing":
            return "is missing"
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            return f"{error['msg'][0].lower()}{error['msg'][1:]}, not {_shown(error['input'])}"


def _shown(value: Any) -> str:  # noqa: ANN401
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fields_at(loc: Loc, model: type[Model]) -> list[str]:
    """Return the keys that the model found at `loc` knows."""
    here: type[Model] = model
    for part in loc:
        field = here.model_fields.get(part) if isinstance(part, str) else None
        here = next(_models(field.annotation), here) if field else here
    return list(here.model_fields)


def _models(annotation: Any) -> Iterator[type[Model]]:  # noqa: ANN401
    """Every Model named in a type such as `tuple[Section, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    elif get_origin(annotation) in (Union, UnionType, tuple, list):
        for argument in get_args(annotation):
            yield from _models(argument)
