"""Follows `<meta http-equiv=refresh>`, where a page can be nothing else."""

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import Response

#: Bytes. A page that only sends on is a few hundred; Scrapy would decode every page to look, which costs as much as
#: reading it.
LONGEST = 4096


class Refresh(MetaRefreshMiddleware):
    """Scrapy's own, for short pages only."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Return where the page sends on to, else the page."""
        if len(response.body) > LONGEST:
            return response
        return super().process_response(request, response)
