"""Pagers that are forms: a hidden field holds the page's number, and a script sends the form."""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlencode

from lxml.etree import _Element as Element

from portalwatch.extract.families.links import pointers
from portalwatch.extract.families.scripts import bare, calls, code_of
from portalwatch.extract.page import Page, split
from portalwatch.items import Turn

#: What the field is called that holds the page's number.
_FIELDS: Final = frozenset(
    ["cpage", "curpage", "currentpage", "currpage", "p", "page", "pageindex", "pageno", "pagenow", "pagenum"]
)
_SENT: Final = frozenset({"", "hidden", "text", "search"})


def find(page: Page) -> Iterator[Turn]:
    """Read `goPage(2)` beside a form that hides a field such as `currpage`; the function may stand in another file."""
    holders = [(form, name) for form in page.root.iter("form") if (name := _number_field(form))]
    for node in pointers(page) if holders else ():
        for code in code_of(page.outline.elements[node]):
            for _, given in calls(code):
                if given and bare(given[0]).isdecimal():
                    yield from (submit(page, form, {name: bare(given[0])}) for form, name in holders)


def _number_field(form: Element) -> str | None:
    names = [field.get("name") or "" for field in form.iter("input") if _kind(field) == "hidden"]
    return next((name for name in names if name.lower().replace("_", "") in _FIELDS), None)


def submit(page: Page, form: Element, changed: Mapping[str, str]) -> Turn:
    """Return what a browser would send of `form`, with these fields changed: no button, no box that is not ticked."""
    sent = tuple({**dict(_fields(form)), **changed}.items())
    url = page.absolute(form.get("action") or page.url)
    if (form.get("method") or "").lower() == "post":
        return Turn(url=url, form=sent)
    return Turn(url=split(url)._replace(query=urlencode(sent)).geturl())


def _fields(form: Element) -> Iterator[tuple[str, str]]:
    for field in form.iter("input"):
        if (name := field.get("name")) and _kind(field) in _SENT:
            yield name, field.get("value") or ""


def _kind(field: Element) -> str:
    return (field.get("type") or "").strip().lower()
