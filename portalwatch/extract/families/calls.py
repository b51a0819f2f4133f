"""Pagers that call a function which the page itself defines: `toPage(2)`, `executePage(2, 15, '/news')`."""

import re
from collections.abc import Iterator
from typing import Final

from portalwatch.extract.families.forms import submit
from portalwatch.extract.families.links import pointers
from portalwatch.extract.families.scripts import bare, body, calls, code_of, evaluate, loaded, opened
from portalwatch.extract.page import Page
from portalwatch.items import Turn

_SETS: Final = (
    re.compile(r"([\w$-]+)\.value\s*=(?!=)\s*([^;\n}]+)"),
    re.compile(r"['\"]#?([\w$-]+)['\"]\s*\]?\s*\)?\s*(?:\[0\])?\s*\.(?:value\s*=(?!=)|val\()\s*([^;\n)}]+)"),
)


def find(page: Page) -> Iterator[Turn]:
    """Yield what the next page's link would have asked for: an address, a fragment, or a form with a field set."""
    for node in pointers(page):
        for code in code_of(page.outline.elements[node]):
            yield from _submitted(page, code, {})
            for name, given in calls(code):
                if defined := body(page.text, name):
                    parameters, block = defined
                    yield from _run(page, block, dict(zip(parameters, map(bare, given), strict=False)))


def _run(page: Page, block: str, values: dict[str, str]) -> Iterator[Turn]:
    """What a function does with its arguments; what it does without them is the same for every page."""
    for found, script in ((opened(block), False), (loaded(block), True)):
        for code in found:
            told = any(re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", code) for name in values)
            if told and (href := evaluate(code, values.get)):
                yield Turn(url=page.absolute(href), script=script)
    yield from _submitted(page, block, values)


def _submitted(page: Page, block: str, values: dict[str, str]) -> Iterator[Turn]:
    """`document.pageForm.currpage.value = n; document.pageForm.submit()`, in its forms."""
    if "submit" not in block:
        return
    changed = {}
    for pattern in _SETS:
        for field, code in pattern.findall(block):
            if found := evaluate(code, values.get):
                changed[field] = found
    for form in page.root.iter("form") if changed else ():
        names = {each.get("id") or "": each.get("name") or "" for each in form.iter("input")}
        names |= {name: name for name in names.values()}
        if own := {names[field]: found for field, found in changed.items() if names.get(field)}:
            yield submit(page, form, own)
