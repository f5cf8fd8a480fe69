"""Every URL of Countersign."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("specs.urls")),
    path("", include("reviews.urls")),
]
