"""From a dossier to the bytes of its PDF, before the seal."""

from __future__ import annotations

from reviews.exports import bundle, pages, sandbox
from reviews.exports.dossier import Dossier


def render(dossier: Dossier) -> bytes:
    """Return the PDF; the same dossier gives the same bytes, on any day and any machine."""
    printed = pages.build_pages(dossier)
    return sandbox.run(
        html=printed.html,
        css=printed.css,
        bundle=bundle.build_bundle(dossier),
        made_at=dossier.made_at,
    )
