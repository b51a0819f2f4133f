"""What Scrapy's answers and failures say: who asked, whether anything has changed, whether it is the same page."""

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from portalwatch.crawl.failures import problem
from portalwatch.crawl.wanted import Wanted
from portalwatch.items import Problem, RawArticle, Validators
from portalwatch.normalize.fingerprints import is_kept
from portalwatch.normalize.texts import clean_body
from portalwatch.normalize.titles import alike


def explain(failure: Failure) -> tuple[Request, Problem]:
    """Return the request that failed, and why."""
    request: Request = failure.request  # type: ignore[attr-defined]
    assert failure.value is not None
    return request, problem(failure.value, request.url)


def is_still(wanted: Wanted, article: RawArticle) -> bool:
    """Whether a known article is still one, and the same: error pages and home pages are sent with 200 as well.

    An editor may give it a title that has nothing of the old one, and leave its text.
    """
    before = wanted.before
    if before is None or before.fingerprint is None:
        return True
    titles = (before.title, wanted.row.title)
    named = article.title is None or any(alike(title, article.title) for title in titles)
    if not (named or is_kept(before.body, clean_body(article.body))):
        return False
    return bool(article.body or article.attachments or not before.body)


def is_unchanged(response: Response) -> bool:
    """Whether the server says so, having been asked: a 304 that nobody asked for says nothing."""
    asked = response.request is not None and (
        "If-None-Match" in response.request.headers or "If-Modified-Since" in response.request.headers
    )
    return response.status == 304 and asked


def validators_of(response: Response) -> Validators:
    """Return what the server gave to ask with."""

    def said(name: str) -> str | None:
        return (response.headers.get(name) or b"").decode("latin-1") or None

    return Validators(etag=said("ETag"), last_modified=said("Last-Modified"))


def content_type(response: Response) -> str:
    """Return the declared type, in small letters."""
    return (response.headers.get("Content-Type") or b"").decode("latin-1").lower()


def conditional(validators: Validators) -> dict[str, str]:
    """Return the headers that ask "changed since?"."""
    named = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in named.items() if value}
