"""What the pages of reviews share: the spec, its bars, how its last round stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from reviews.documents import frozen, latest_review
from reviews.standings import Matrix, load_matrix
from specs.access import WRITERS
from specs.models import State
from specs.views.frame import reading_or_404, spec_context

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from reviews.models import Review
    from specs.documents import Reading


@dataclass(frozen=True)
class Frame:
    """A spec as one person finds it, and its last round."""

    reading: Reading
    review: Review | None
    matrix: Matrix | None

    def context(self, **more: Any) -> dict[str, Any]:
        """Return what every page of a spec needs, with the bars told what reviews know."""
        context = spec_context(self.reading, **more)
        bar = context["bar"]
        if self.matrix and self.reading.spec.state in (State.IN_REVIEW, State.APPROVED):
            bar = replace(bar, sign_offs=self.matrix.progress)
            if mine := self.matrix.mine_to_sign:
                label = _("Sign as %(role)s") % {"role": mine.slot.label}
                url = reverse("reviews:sign", args=[self.reading.spec.pk, mine.slot.role])
                url += mine.query
                bar = replace(bar, next_label=label, next_url=url)
        amended = frozen(self.review.revision).amendments if self.review else ()
        known = {"review": self.review, "matrix": self.matrix, "amended": amended}
        return {**known, **context, "bar": bar}


def asked_for(request: AuthedRequest) -> str:
    """Return the id of the person in whose place somebody wants to sign; blank for no choice."""
    return (request.POST.get("for") or request.GET.get("for") or "")[:12]


def frame_or_404(request: AuthedRequest, spec_id: UUID) -> Frame:
    """Return a spec with its last round; who may not know of it gets a 404."""
    reading = reading_or_404(request, spec_id)
    review = latest_review(spec_id)
    matrix = None
    if review:
        matrix = load_matrix(review, request.user, may_write=reading.level in WRITERS)
    return Frame(reading, review, matrix)


def reviewed_or_404(request: AuthedRequest, spec_id: UUID) -> tuple[Frame, Review, Matrix]:
    """Return a spec that was submitted at least once; else there is nothing to see here."""
    frame = frame_or_404(request, spec_id)
    if frame.review is None or frame.matrix is None:
        raise Http404
    return frame, frame.review, frame.matrix
