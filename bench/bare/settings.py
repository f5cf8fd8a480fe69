"""Settings of the yardstick: what `django-admin startproject` writes, and a pool of connections."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config.settings import DATABASES as OURS
from config.settings import SECRET_KEY  # noqa: F401 - a setting

DATABASE = "bare"
# The pool stays: without one each request connects anew, and anything looks fast beside that.
TUNED = ("server_side_binding", "prepare_threshold", "options")
OPTIONS = {k: held for k, held in OURS["default"]["OPTIONS"].items() if k not in TUNED}
DATABASES: dict[str, Any] = {
    "default": {**OURS["default"], "NAME": DATABASE, "OPTIONS": OPTIONS},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "bench.bare",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "bench.bare.views"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
USE_TZ = True
