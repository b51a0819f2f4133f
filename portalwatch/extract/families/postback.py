"""ASP.NET: every link of the pager sends the page's one form back, `__doPostBack('pager', '2')`."""

from collections.abc import Iterator

from lxml.etree import _Element as Element

from portalwatch.extract.families.forms import submit
from portalwatch.extract.families.links import pointers
from portalwatch.extract.families.scripts import bare, calls, code_of
from portalwatch.extract.page import Page
from portalwatch.items import Turn


def find(page: Page) -> Iterator[Turn]:
    """Yield the form with the pager as `__EVENTTARGET`; its hidden fields (`__VIEWSTATE` …) go along."""
    if "__doPostBack" not in page.text:
        return
    for form in filter(_is_servers, page.root.iter("form")):
        for node in pointers(page):
            for event in _events(page.outline.elements[node]):
                yield submit(page, form, event)


def _events(element: Element) -> Iterator[dict[str, str]]:
    for code in code_of(element):
        for name, given in calls(code):
            if name == "__doPostBack" and len(given) == 2:
                yield {"__EVENTTARGET": bare(given[0]), "__EVENTARGUMENT": bare(given[1])}


def _is_servers(form: Element) -> bool:
    return any((field.get("name") or "").startswith("__VIEWSTATE") for field in form.iter("input"))
