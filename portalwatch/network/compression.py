"""Decompresses what Scrapy receives, and stops at bodies that are made to exhaust memory."""

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response

from portalwatch.network.limits import LAYERS, growth_limit


class Compression(HttpCompressionMiddleware):
    """Scrapy's own, which knows a limit of size; this adds the limits of growth and of layers."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Raise DownloadCancelledError, which reaches the errback, for a body beyond the limits."""
        encodings = b",".join(response.headers.getlist("Content-Encoding"))
        if not encodings:
            return response
        if encodings.count(b",") >= LAYERS:
            raise DownloadCancelledError(f"{response.url}: compressed more than {LAYERS} times")
        limit = growth_limit(len(response.body), request.meta.get("download_maxsize", self._max_size))
        bounded = request.replace(meta={**request.meta, "download_maxsize": limit})
        # Scrapy would ask a text response for its encoding, and so guess it from compressed bytes, for nothing.
        plain = Response(**{name: getattr(response, name) for name in Response.attributes})
        try:
            return super().process_response(bounded, plain)
        except IgnoreRequest as error:
            size = f"{len(response.body)} bytes that decompress to more than {limit}"
            raise DownloadCancelledError(f"{response.url}: {size}") from error
