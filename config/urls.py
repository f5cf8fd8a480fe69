"""Every URL of Countersign."""

from __future__ import annotations

from django.urls import include, path

from config.views import healthz, readyz

handler400 = "config.too_large.bad_request"

# Those that are asked a thousand times a day stand first: patterns are tried in turn.
urlpatterns = [
    path("", include("specs.urls")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("reviews.urls")),
]
