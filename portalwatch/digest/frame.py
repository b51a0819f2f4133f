"""What every mail has in common: the templates, the preheader, the footer's address."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from portalwatch.digest.cleaning import clean_line, shorten, wrap
from portalwatch.digest.entries import Link

_PREHEADER_LIMIT = 90
#: A command's words are kept together by blanks that do not break; in English it stands between backticks.
_TYPED = re.compile(r"`?([^\s`]+(?:\u00a0[^\s`]+)+)`?")

_TEMPLATES = Environment(
    loader=PackageLoader("portalwatch.digest"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    auto_reload=False,
)


def _typed(text: str) -> list[tuple[bool, str]]:
    """Return the parts of a text, and whether each is a command, to be shown as it is typed."""
    parts = [part.replace("\u00a0", " ") for part in _TYPED.split(text)]
    return [(place % 2 == 1, part) for place, part in enumerate(parts)]


_TEMPLATES.filters |= {"wrap": wrap, "typed": _typed}


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
