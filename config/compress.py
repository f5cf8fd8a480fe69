"""Compresses whole pages; files are stored compressed, and a save's reply is too short for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.middleware.gzip import GZipMiddleware

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class CompressPages(GZipMiddleware):
    """Django's, for pages only; it hides the length of what is secret in them by padding."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave fragments and downloads as they are."""
        is_page = response.get("Content-Type", "").startswith("text/html")
        if not is_page or "HX-Request" in request.headers:
            return response
        return super().process_response(request, response)
