"""Lists that are plain JSON, read by JMESPath expressions (https://jmespath.org) that a description gives."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import lru_cache
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import jmespath
from jmespath.exceptions import JMESPathError, JMESPathTypeError
from jmespath.parser import ParsedResult

from portalwatch.errors import PageError
from portalwatch.extract.page import Page
from portalwatch.extract.text import fold
from portalwatch.items import RawList, RawRow, Turn

#: How an address with values in it begins; a JMESPath expression begins otherwise.
_TEMPLATE: Final = re.compile(r"https?://|[/?]|\.{1,2}/", re.IGNORECASE)
_BLANK: Final = re.compile(r"\{([^{}]*)\}")
#: What a search marks its finds with.
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonRules:
    """JMESPath expressions: `rows`, `next` and `total` of the whole answer, the others of one row.

    `url` and `next` may also be addresses with expressions in braces, such as `/detail?id={id}`. `page` names the
    query parameter that counts pages, for an answer that does not say what comes next; `total` how many rows there
    are in all. Raises ValueError naming the field that is wrong.
    """

    rows: str
    title: str
    url: str
    published: str | None = None
    next: str | None = None
    page: str | None = None
    total: str | None = None

    def __post_init__(self) -> None:
        for name in (field.name for field in fields(self) if field.name != "page"):
            rule = getattr(self, name)
            try:
                check_expression("@" if rule is None else rule)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None


def check_expression(text: str) -> str:
    """Return a JMESPath expression, or an address with some in it. Raises ValueError where one cannot be used."""
    for expression in _BLANK.findall(text) if _TEMPLATE.match(text) else [text]:
        compile_expression(expression)
    return text


@lru_cache(maxsize=1024)
def compile_expression(text: str) -> ParsedResult:
    """Compile a JMESPath expression. Raises ValueError saying why it cannot be used."""
    try:
        compiled = jmespath.compile(text)
        with suppress(JMESPathTypeError):  # an empty answer holds nothing of the right type
            compiled.search({})
    except JMESPathError as error:
        raise ValueError(f"not a JMESPath expression: {text!r} ({_first(error)})") from None
    return compiled


def _first(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(" :")


def read_records(page: Page, rules: JsonRules) -> RawList:
    """Return the rows of an answer and what comes next. Raises PageError when the answer is not what it used to be.

    An answer whose rows are an empty list is the end of the list.
    """
    try:
        answer = json.loads(page.text)
        found = compile_expression(rules.rows).search(answer)
        rows = [_row(page, rules, each) for each in found] if isinstance(found, list) else None
        following = _next(page, rules, answer, len(rows or ()))
    except (ValueError, RecursionError) as error:
        raise PageError(f"is not the JSON that its rules are for ({_first(error)})", url=page.url) from error
    if rows is None:
        raise PageError(f"is not the JSON that its rules are for: {rules.rows!r} finds no list in it", url=page.url)
    kept = tuple(row for row in rows if row.title and row.url)
    if rows and not kept:
        raise PageError("no list: no row has a title and an address", url=page.url)
    total = _total(rules, answer)
    return RawList(rows=kept, next=following if kept else None, total=total)


def _row(page: Page, rules: JsonRules, each: Any) -> RawRow:  # noqa: ANN401
    title = fold(unescape(_TAG.sub("", _text(rules.title, each))))
    url = _address(rules.url, each)
    published = fold(_text(rules.published, each)) if rules.published else ""
    return RawRow(title=title, url=page.absolute(url) if url else "", published=published or None)


def _text(expression: str, value: Any) -> str:  # noqa: ANN401
    found = compile_expression(expression).search(value)
    return str(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else ""


def _address(rule: str, value: Any) -> str:  # noqa: ANN401
    """An address read, or made; one of whose values is missing is none."""
    if not _TEMPLATE.match(rule):
        return _text(rule, value).strip()
    values = [quote(_text(expression, value), safe="/:?=&,") for expression in _BLANK.findall(rule)]
    filled = iter(values)
    return _BLANK.sub(lambda _: next(filled), rule) if all(values) else ""


def _next(page: Page, rules: JsonRules, answer: Any, shown: int) -> Turn | None:  # noqa: ANN401
    if rules.next:
        url = _address(rules.next, answer)
        return Turn(url=page.absolute(url)) if url and page.absolute(url) != page.url else None
    if not rules.page:
        return None
    parts = urlsplit(page.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    given = query.get(rules.page, "")
    number = int(given[:9]) if given.isdecimal() else 1
    # The last page may be a short one, and then one more is asked for: how long pages are, nobody says for sure.
    total = _total(rules, answer)
    if total is not None and number * shown >= total:
        return None
    return Turn(url=parts._replace(query=urlencode({**query, rules.page: str(number + 1)})).geturl())


def _total(rules: JsonRules, answer: Any) -> int | None:  # noqa: ANN401
    total = _text(rules.total, answer) if rules.total else ""
    return int(total[:12]) if total.isdecimal() else None
