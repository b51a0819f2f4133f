"""What every mail has in common: the templates, the preheader, the footer's address."""

from collections.abc import Iterable
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from portalwatch.digest.cleaning import clean_line, shorten, wrap
from portalwatch.digest.entries import Link

_PREHEADER_LIMIT = 90

_TEMPLATES = Environment(
    loader=PackageLoader("portalwatch.digest"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    auto_reload=False,
)
_TEMPLATES.filters["wrap"] = wrap


def draw(template: str, **context: object) -> str:
    """Fill in a template; values are escaped in those named `.html`."""
    return _TEMPLATES.get_template(template).render(context)


def preview(parts: Iterable[str]) -> str:
    """Write the hidden line that mail programs show beside the subject, 40 to 90 characters."""
    return shorten(" · ".join(part for part in parts if part), _PREHEADER_LIMIT)


def mailto(address: str | None) -> Link | None:
    """Make a link to write to an address."""
    if not address:
        return None
    shown = clean_line(address, _PREHEADER_LIMIT)
    return Link(text=shown, url=shown, href="mailto:" + quote(shown, safe="@"))
