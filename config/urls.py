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
    # Of the library's pages those that lead anywhere: nobody links accounts of others by hand.
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("", include("accounts.urls")),
    path("", include("reviews.urls")),
]
