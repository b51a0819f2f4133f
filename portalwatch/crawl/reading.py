"""An answer to a page, or the reason why it is none: the same for Scrapy's answers and those of `requests`."""

from urllib.parse import urlsplit

from portalwatch.config import Portal
from portalwatch.errors import PageError, ReplacedError, StatusError, WallError
from portalwatch.extract import Page, wall
from portalwatch.items import Turn
from portalwatch.normalize.urls import domain

#: What `wall` calls a page that is nobody's wall.
ERROR = "an error page"
#: What a page is called that broke off while it was made.
CUT = "the page ends in the middle"
#: What is offered as a row but is no page.
DOCUMENTS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".wps", ".ofd", ".zip", ".rar", ".7z")


def to_page(portal: Portal, body: bytes, *, url: str, status: int, content_type: str) -> Page:
    """Return the page. Raises StatusError, WallError, or PageError for one that cannot be read whole."""
    page = Page.of(body, url=url, content_type=content_type, encoding=portal.encoding)
    name = wall(page, status)
    if name and name != ERROR:
        raise WallError(name, url=url)
    if status >= 300:
        raise StatusError(status, url=url)
    if name:
        raise ReplacedError("an error page, sent as if all were well", url=url)
    if not body.strip():
        raise PageError("the page is blank", url=url)
    if not portal.unclosed and is_cut(page.text):
        raise PageError(CUT, url=url)
    if not is_own(portal, url):
        raise WallError(f"a redirect to {urlsplit(url).hostname}", url=url)
    return page


def is_cut(text: str) -> bool:
    """Whether a whole document began and never ended; of real portals' pages hardly any leaves its end out."""
    lower = text.lower()
    return "<html" in lower[:5000] and "</html" not in lower and "</body" not in lower


def is_own(portal: Portal, url: str) -> bool:
    """Whether an address is of this portal: of its host, one beneath it, an alias, or a host that a section names."""
    host = domain(url)
    named = [portal.url or "", *(f"http://{alias}/" for alias in portal.aliases)]
    named += [section.url for section in portal.sections if section.url]
    return any(host == own or host.endswith(f".{own}") for own in map(domain, named) if own)


def named_hosts(portal: Portal) -> list[str]:
    """Return the hosts that the description itself names."""
    urls = [portal.url or "", *(section.url or "" for section in portal.sections)]
    return sorted({urlsplit(url).hostname or "" for url in urls} | set(portal.aliases))


def manners(turn: Turn, column: str | None) -> dict[str, str]:
    """Return the headers with which a browser would ask for the next rows of the list that begins at `column`."""
    found = {} if turn.form is None else {"Content-Type": "application/x-www-form-urlencoded"}
    if turn.script and column:
        found |= {"X-Requested-With": "XMLHttpRequest", "Referer": column}
    return found


def is_document(url: str) -> bool:
    """Whether an address names a file by its ending."""
    return urlsplit(url).path.lower().endswith(DOCUMENTS)
