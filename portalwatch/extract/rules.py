"""Selectors that a portal's description may give for a field, in place of inference."""

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Final

import cssselect
from cssselect.parser import FunctionalPseudoElement, PseudoElement, Selector
from lxml import etree
from lxml.etree import _Element as Element

from portalwatch.extract.records import JsonRules
from portalwatch.extract.text import fold, visible

#: All that may stand before "(" in XPath 1.0: its functions, node tests and operators. The rest are extensions.
_CALLABLE: Final = frozenset(
    [
        "last",
        "position",
        "count",
        "id",
        "local-name",
        "namespace-uri",
        "name",
        "string",
        "concat",
        "starts-with",
        "contains",
        "substring-before",
        "substring-after",
        "substring",
        "string-length",
        "normalize-space",
        "translate",
        "boolean",
        "not",
        "true",
        "false",
        "lang",
        "number",
        "sum",
        "floor",
        "ceiling",
        "round",
        "text",
        "comment",
        "node",
        "processing-instruction",
        "and",
        "or",
        "div",
        "mod",
    ]
)
_LITERAL: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALL: Final = re.compile(r"([\w.:-]+)\s*\(")
_FOREIGN: Final = re.compile(r"\$|(?<!:)\b[\w.-]+:(?![:\s])")
_XPATH: Final = ("/", "./", "(")


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled selector. `text` is what was written."""

    text: str
    path: etree.XPath

    def select(self, node: Element) -> list[Element | str]:
        """Return what the rule finds from `node`, in page order: elements, or the strings of attributes and text."""
        found = self.path(node)
        if isinstance(found, list):
            return [hit if isinstance(hit, Element) else str(hit) for hit in found]
        return [] if isinstance(found, bool) and not found else [str(found)]

    def elements(self, node: Element) -> list[Element]:
        """Return only the elements that the rule finds."""
        return [hit for hit in self.select(node) if isinstance(hit, Element)]

    def texts(self, node: Element) -> list[str]:
        """Return the folded text of each hit, empty ones left out."""
        shown = (visible(hit) if isinstance(hit, Element) else fold(hit) for hit in self.select(node))
        return [text for text in shown if text]

    def first(self, node: Element) -> str | None:
        """Return the first hit's text, None when nothing was found."""
        return next(iter(self.texts(node)), None)

    def link(self, node: Element) -> str | None:
        """Return the first address found: the `href` or `src` of an element or of what it holds, or a string."""
        for hit in self.select(node):
            href = _address(hit) if isinstance(hit, Element) else hit.strip()
            if href:
                return href
        return None


def _address(element: Element) -> str | None:
    holder = element if element.get("href") or element.get("src") else next(element.iter("a"), element)
    return holder.get("href") or holder.get("src")


@lru_cache(maxsize=4096)
def compile_rule(text: str) -> Rule:
    """Compile a CSS selector (with `::text` or `::attr(name)`) or an XPath 1.0 expression, which begins with / ./ or (.

    Raises ValueError saying why it cannot be used.
    """
    selector = text.strip()
    if not selector:
        raise ValueError("an empty selector selects nothing")
    expression = selector if selector.startswith(_XPATH) else _translate(selector)
    _refuse_extensions(expression)
    try:
        path = etree.XPath(expression, regexp=False, smart_strings=False)
        # Some expressions compile and can be evaluated nowhere.
        path(etree.Element("html"))
    except etree.XPathError as error:
        raise ValueError(f"not an XPath 1.0 expression: {selector!r} ({error})") from None
    return Rule(text=selector, path=path)


def _refuse_extensions(expression: str) -> None:
    bare = _LITERAL.sub("''", expression)
    for name in _CALL.findall(bare):
        if name.rpartition("::")[2] not in _CALLABLE:
            raise ValueError(f"{name}() is not a function of XPath 1.0")
    if foreign := _FOREIGN.search(bare):
        raise ValueError(f"{foreign[0]!r} needs a variable or namespace, which rules do not have")


def _translate(css: str) -> str:
    try:
        selectors = cssselect.parse(css)
        return " | ".join(_one(selector) for selector in selectors)
    except (cssselect.SelectorError, cssselect.ExpressionError) as error:
        hint = "; XPath begins with / ./ or (" if "(" in css or "@" in css else ""
        raise ValueError(f"not a CSS selector: {css!r} ({error}{hint})") from None


def _one(selector: Selector) -> str:
    path = cssselect.HTMLTranslator().selector_to_xpath(selector)
    return path + _suffix(selector.pseudo_element)


def _suffix(pseudo: PseudoElement | None) -> str:
    if pseudo is None:
        return ""
    if pseudo == "text":
        return "/text()"
    if isinstance(pseudo, FunctionalPseudoElement) and pseudo.name == "attr" and pseudo.argument_types() == ["IDENT"]:
        return f"/@{pseudo.arguments[0].value}"
    raise cssselect.ExpressionError("only ::text and ::attr(name) are known")


def _check(rules: "ArticleRules | Rules", *, within: frozenset[str] = frozenset()) -> None:
    for name in (field.name for field in fields(rules)):
        text = getattr(rules, name)
        if not isinstance(text, str):
            continue
        try:
            compile_rule(text)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
        if name in within and text.lstrip().startswith("/"):
            raise ValueError(f"{name}: {text!r} looks in the whole page, not in the row: begin it with ./")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRules:
    """Selectors for an article page; what has none is inferred. Raises ValueError naming the field that is wrong."""

    title: str | None = None
    published: str | None = None
    source: str | None = None
    author: str | None = None
    body: str | None = None
    attachments: str | None = None
    breadcrumb: str | None = None

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Selectors for a list page; `title`, `url`, `published` and `pinned` are looked up within each row.

    Raises ValueError naming the field that is wrong.
    """

    rows: str | None = None
    title: str | None = None
    url: str | None = None
    published: str | None = None
    pinned: str | None = None
    next: str | None = None
    json: JsonRules | None = None
    article: ArticleRules = ArticleRules()

    def __post_init__(self) -> None:
        _check(self, within=frozenset({"title", "url", "published", "pinned"}))
