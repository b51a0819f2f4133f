"""YAML and TOML to plain values, and the line that each key stands on."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from portalwatch.config.wording import shown
from portalwatch.errors import ConfigError

#: A description is a page of text; more than this is a mistake or an attack.
MAX_NODES, MAX_DEPTH = 50_000, 20

#: Where something stands: ("sections", 2, "url").
Loc = tuple[str | int, ...]
Lines = dict[Loc, int]

#: What a scalar's constructor raises for a value such as 2022-02-30 or `!!int x`.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, OverflowError)
#: A word, and `<<`, which takes over the keys of an anchor.
_KEYS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:merge")
_TOML_LINE = re.compile(r"\s*(?:\[\[?\s*(?P<table>[\w.-]+)\s*\]|(?P<key>[\w-]+)\s*[.=])")
_TOML_PLACE = re.compile(r" \(at line (\d+), column \d+\)$")


class _Loader(yaml.SafeLoader):
    """Builds plain values only, and counts while it reads, so that nothing large is ever built."""

    nodes = depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.nodes, self.depth = self.nodes + 1, self.depth + 1
        if self.nodes > MAX_NODES or self.depth > MAX_DEPTH:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(problem=_too_much(self.nodes), problem_mark=mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - as its parent has it
        try:
            return super().construct_object(node, deep)
        except _UNREADABLE as error:
            problem = f"{shown(node.value)} is no {node.tag.rpartition(':')[2]}"
            raise yaml.constructor.ConstructorError(problem=problem, problem_mark=node.start_mark) from error


def parse_yaml(text: str, path: Path) -> tuple[Any, Lines]:
    """Return the file's value, and the line of each key and list entry."""
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        if root is None:
            return {}, {(): 1}
        lines = dict(_lines(root, path))
        return loader.construct_document(root), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        said = (error.problem or error.context or "").removeprefix("but ")
        raise ConfigError(f"is not valid YAML: {said}", path=path, line=line) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(f"is not valid YAML: {error.reason}", path=path, line=line) from error


def parse_toml(text: str, path: Path) -> tuple[Any, Lines]:
    """Return the file's value, and the line of each key as far as it is written in the usual way."""
    try:
        return tomllib.loads(text), dict(_toml_lines(text))
    except RecursionError as error:
        raise ConfigError("is nested too deeply", path=path, line=1) from error
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        said = _TOML_PLACE.sub("", str(error))
        line = int(place[1]) if place else None
        raise ConfigError(f"is not valid TOML: {said}", path=path, line=line) from error


def line_of(loc: Loc, lines: Lines) -> int | None:
    """Return the line of `loc`, or of the nearest thing around it."""
    while loc and loc not in lines:
        loc = loc[:-1]
    return lines.get(loc)


def dotted(loc: Loc) -> str:
    """Return `sections[2].url` for ("sections", 2, "url")."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")


def _lines(root: yaml.Node, path: Path) -> Iterator[tuple[Loc, int]]:
    """Walk the tree as if every alias were written out, within the same limits: so alias bombs and loops end here."""
    stack: list[tuple[Loc, yaml.Node, int]] = [((), root, root.start_mark.line + 1)]
    seen = 0
    while stack:
        loc, node, line = stack.pop()
        seen += 1
        if seen > MAX_NODES or len(loc) > MAX_DEPTH:
            raise ConfigError(_too_much(seen), path=path, line=line)
        yield loc, line
        stack.extend(_children(loc, node, path))


def _too_much(values: int) -> str:
    return f"holds more than {MAX_NODES:,} values" if values > MAX_NODES else "is nested too deeply"


def _children(loc: Loc, node: yaml.Node, path: Path) -> Iterator[tuple[Loc, yaml.Node, int]]:
    if isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield (*loc, index), value, value.start_mark.line + 1
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.tag not in _KEYS:
                what = shown(key.value) if isinstance(key, yaml.ScalarNode) else f"a {key.id}"
                raise ConfigError(f"a key must be text in quotes, not {what}", path=path, line=line)
            if key.value in seen:
                raise ConfigError("is given twice", path=path, line=line, key=dotted((*loc, key.value)))
            seen.add(key.value)
            yield (*loc, key.value), value, line


def _toml_lines(text: str) -> Iterator[tuple[Loc, int]]:
    table: Loc = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _TOML_LINE.match(line):
            table = tuple(found["table"].split(".")) if found["table"] else table
            yield (table if found["table"] else (*table, found["key"])), number
