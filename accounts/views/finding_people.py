"""Finding somebody among the people of an organisation: by words, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from accounts.models import Membership

PER_PAGE = 50
LONGEST = 200


@dataclass(frozen=True)
class Found:
    """Some of the people, and which words they were looked for by."""

    words: str
    page: Page[Membership]

    @property
    def is_searchable(self) -> bool:
        """There are more than one looks through with the eye, or somebody was looked for."""
        return bool(self.words) or self.page.paginator.num_pages > 1

    @property
    def query(self) -> str:
        """The words as the beginning of an address."""
        return urlencode({"q": self.words}) + "&" if self.words else ""


def find_people(request: HttpRequest, members: QuerySet[Membership]) -> Found:
    """Return the page that was asked for, of those whose name, title or address has every word."""
    words = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]
    for word in words.split():
        members = members.filter(
            Q(user__name__icontains=word)
            | Q(user__title__icontains=word)
            | Q(user__email__icontains=word)
        )
    ordered = members.order_by("-is_active", "user__name", "pk")
    return Found(words, Paginator(ordered, PER_PAGE).get_page(request.GET.get("page")))
