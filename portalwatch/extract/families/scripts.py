"""What a pager's script would do, as far as that can be read without running it."""

import re
from collections.abc import Callable
from itertools import islice
from typing import Final

from lxml.etree import _Element as Element

#: Code in an attribute, and a function's body; what is longer is no pager's.
_LONGEST: Final = 2000
#: So many calls does a click make.
_MOST: Final = 4
_CALL: Final = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]*)\s*\(((?:[^()'\"]|'[^']*'|\"[^\"]*\")*)\)")
_ARGUMENT: Final = re.compile(r"((?:[^,'\"]|'[^']*'|\"[^\"]*\")*),")
_BRACE: Final = re.compile(r"[{}]")
_TERM: Final = re.compile(
    r"\s*(?:'([^']*)'|\"([^\"]*)\"|(\d+)|\(\s*([A-Za-z_$][\w$.]*)\s*([+-])\s*(\d{1,4})\s*\)|([A-Za-z_$][\w$.]*))"
    r"\s*(?:\+|$)"
)

#: An expression, up to where the next argument or statement begins.
_EXPRESSION: Final = r"((?:[^(),;\n{}'\"]|'[^'\n]*'|\"[^\"\n]*\"|\([^()\n]*\))+)"
_OPENED: Final = re.compile(rf"\blocation(?:(?:\.href)?\s*=(?!=)|\.(?:replace|assign)\s*\()\s*{_EXPRESSION}")
_LOADED: Final = re.compile(rf"(?:\.load|\$\.get|\$\.getJSON)\s*\(\s*{_EXPRESSION}")


def code_of(element: Element) -> list[str]:
    """Return the code that a click on `element` runs: its `onclick`, and a `javascript:` address."""
    href = (element.get("href") or "").strip()
    script = href.partition(":")[2] if href.lower().startswith("javascript:") else ""
    return [code[:_LONGEST] for code in (element.get("onclick") or "", script) if code]


def calls(code: str) -> list[tuple[str, list[str]]]:
    """Return the calls in `code`: each function's name, and its arguments as they are written."""
    return [(call[1], arguments(call[2])) for call in islice(_CALL.finditer(code), _MOST)]


def arguments(inner: str) -> list[str]:
    """Split what stands between a call's parentheses; a comma within quotes parts nothing."""
    return [argument.strip() for argument in _ARGUMENT.findall(f"{inner},")]


def bare(argument: str) -> str:
    """Return an argument without its quotes."""
    return argument.strip("'\" ")


def value(text: str, argument: str) -> str:
    """Return what an argument of a call stands for: itself, or what the page gives the variable of that name."""
    plain = bare(argument)
    if plain != argument or not plain.isidentifier():
        return plain
    found = re.search(rf"\b{plain}\s*=\s*['\"]?([\w.]+)", text)
    return found[1] if found else plain


def opened(code: str) -> list[str]:
    """Return the expressions whose address `code` opens in the page's place."""
    return [found.strip() for found in _OPENED.findall(code)]


def loaded(code: str) -> list[str]:
    """Return the expressions whose address `code` loads a fragment from: `$('#list').load(…)`, `$.get(…)`."""
    return [found.strip() for found in _LOADED.findall(code)]


def body(text: str, name: str) -> tuple[list[str], str] | None:
    """Return the parameters and the body of the function called `name`, None when the page does not define it."""
    # The name stands first, for a literal is looked for much faster than anything that may come before it.
    exact = re.escape(name)
    found = re.search(rf"{exact}(?<![\w$.]{exact})\s*(?:=\s*function\s*)?\(([^()]*)\)\s*\{{", text)
    if not found:
        return None
    return [parameter.strip() for parameter in found[1].split(",") if parameter.strip()], _block(text, found.end())


def _block(text: str, start: int) -> str:
    depth, stop = 1, start + _LONGEST
    for brace in _BRACE.finditer(text, start, stop):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return text[start : brace.start()]
    return text[start:stop]


def evaluate(code: str, look_up: Callable[[str], str | None]) -> str | None:
    """Return the string that an expression such as `"index_" + (n + 1) + ".html"` makes; None for any other kind."""
    parts: list[str] = []
    code, at = code.strip(), 0
    while at < len(code):
        term = _TERM.match(code, at)
        part = _part(term, look_up) if term else None
        if term is None or part is None:
            return None
        parts.append(part)
        at = term.end()
    return "".join(parts) or None


def _part(term: re.Match[str], look_up: Callable[[str], str | None]) -> str | None:
    single, double, number, counted, sign, step, name = term.groups()
    if counted:
        found = look_up(counted)
        return str(int(found) + int(f"{sign}{step}")) if found and found.isdecimal() else None
    return look_up(name) if name else next(text for text in (single, double, number) if text is not None)
