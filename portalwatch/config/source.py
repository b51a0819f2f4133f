"""Text files to validated models, with errors that name file, line, key and what would be accepted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from portalwatch.config.tree import Lines, dotted, line_of, parse_toml, parse_yaml
from portalwatch.config.wording import reason
from portalwatch.errors import ConfigError

#: A description is a page of text; more bytes than this are a mistake or an attack.
MAX_BYTES = 1_000_000

_Model = TypeVar("_Model", bound="Model")


class Model(BaseModel):
    """Base of everything read from config/: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def read(path: Path, model: type[_Model], **context: object) -> _Model:
    """Read one file as `model`, YAML or TOML as its name says; the model's validators see the `context`."""
    parse: Callable[[str, Path], tuple[Any, Lines]] = parse_toml if path.suffix == ".toml" else parse_yaml
    content, lines = parse(read_text(path), path)
    if not isinstance(content, dict):
        raise ConfigError("must hold keys and values", path=path, line=1)
    try:
        return model.model_validate(content, context=context)
    except ValidationError as error:
        # A misspelt key is missing under its right name too, which says less.
        first = min(error.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
        line, key = line_of(first["loc"], lines), dotted(first["loc"])
        raise ConfigError(reason(first, model), path=path, line=line, key=key or None) from error


def read_text(path: Path) -> str:
    """Return the file's text; ConfigError when it cannot be read, is too large or not UTF-8."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror})", path=path) from error
    if len(content) > MAX_BYTES:
        raise ConfigError(f"is larger than {MAX_BYTES:,} bytes", path=path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError("is not UTF-8 text; save it as UTF-8", path=path, line=line) from error
