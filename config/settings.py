"""Settings from the environment; the demo's defaults hold only where COUNTERSIGN_DEMO is on."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.logs import hide_links

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"
env = environ.Env()

# The embedded set-up of `make run` and the tests switch DEMO on; production never does.
DEMO = env.bool("COUNTERSIGN_DEMO", default=False)
DEBUG = env.bool("DJANGO_DEBUG", default=False)
VAR = Path(env.str("COUNTERSIGN_VAR", default=str(BASE_DIR / "var")))


def needed(name: str, demo: str) -> str:
    """Return a setting that has a default in the demo only."""
    value: str = env.str(name, default=demo if DEMO else "")
    if not value:
        message = f"Set {name} in the environment (see README.md, Deploy)."
        raise ImproperlyConfigured(message)
    return value


SECRET_KEY = needed("SECRET_KEY", "demo-only-" + "0" * 50)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if DEMO else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PUBLIC_URL = needed("PUBLIC_URL", "http://localhost:8000")

INSTALLED_APPS = [
    "config",
    "reviews",
    "specs",
    "accounts",
    "trail",
    "jobs",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
    "lucide",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.too_large.read_to_the_end",
    "config.compress.CompressPages",
    "config.policies.send_content_policy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.sessions.know_the_person",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.busy.BusyMiddleware",
    "accounts.middleware.ask_to_sign_in",
    "accounts.middleware.ask_provider",
    "accounts.middleware.keep_visitors_out",
    "accounts.coming_back.AskForFactor",
    "accounts.middleware.in_their_time_zone",
    "config.requests.log_request",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "accounts.templatetags.ui",
                "specs.templatetags.pictures",
                "specs.templatetags.specs_tags",
                "lucide.templatetags.lucide",
            ],
        },
    }
]

# Milliseconds; migrations of a large database set it to 0.
STATEMENT_TIMEOUT = env.int("DATABASE_STATEMENT_TIMEOUT", default=5000)
DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"] |= {
    "ENGINE": "django.db.backends.postgresql",
    "OPTIONS": {
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=4), "timeout": 5},
        "server_side_binding": True,
        "prepare_threshold": 5,  # PostgreSQL plans what is asked again and again once
        "options": f"-c lock_timeout=3000 -c statement_timeout={STATEMENT_TIMEOUT}",
    },
}
REDIS_URL = env.str("REDIS_URL")
# Tries are counted in the database, so limits hold while Valkey is away (a migration of accounts
# makes the table).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    },
    "volatile": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["accounts.hashers.PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_NAME = "countersign_session"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Addresses are vouched for by the administrator, and reached by the link that sets the password.
ACCOUNT_EMAIL_VERIFICATION = "none"
# Nobody changes their own address: it is printed on what they sign.
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Wrong passwords are counted by axes below; this limit is for wrong one-time codes.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/900s/key"}
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Countersign"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO

SOCIALACCOUNT_ADAPTER = "accounts.single_sign_on.adapter.SignOnAdapter"
# Providers of single sign-on are asked at public addresses only, unless they stand in one's own
# network: who administers an organisation must not look round in it from here.
SIGN_ON_PRIVATE_ADDRESSES = env.bool("SIGN_ON_PRIVATE_ADDRESSES", default=DEMO)

AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "accounts.adapter.name_tried"
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Countersign <countersign@localhost>")
MAIL_ROOT = VAR / "mail"
if env.str("EMAIL_URL", default=""):
    globals().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "accounts.folder.FolderBackend"
EMAIL_TIMEOUT = 10  # seconds; less than a worker may hold a job

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Hashed names may be kept for ever by browsers; compressed once, when they are collected.
    "staticfiles": {"BACKEND": "config.files.HashedStorage"},
}
EXPORTS_ROOT = Path(env.str("EXPORTS_ROOT", default=str(VAR / "exports")))
KEYS_ROOT = Path(env.str("KEYS_ROOT", default=str(VAR / "keys")))
TRAIL_WITNESSES = ("reviews.evidence",)  # hold their rows against the trail when it is verified

# Celery has other words for a socket, and for the number of a database on it.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace(
    "?db=", "?virtual_host="
)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 0,
    "visibility_timeout": 120,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 3,  # a broker that hangs holds nobody up for longer
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 90
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "checks"
QUEUES = ("checks", "exports", "mail")
# What is not taken in time is dropped: the next one is on its way.
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "sweep": {"task": "jobs.tasks.sweep", "schedule": 3.0, "options": {"expires": 3}},
    "check-settled": {
        "task": "specs.tasks.check_settled",
        "schedule": 3.0,
        "options": {"expires": 3},
    },
    "index-settled": {
        "task": "specs.tasks.index_settled",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "expire-waivers": {
        "task": "specs.tasks.expire_waivers",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "close-edits": {
        "task": "reviews.tasks.close_edits",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "remind-of-review": {
        "task": "specs.tasks.remind_of_review",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "tell-overdue-stages": {
        "task": "reviews.tasks.tell_overdue",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "prompt-reviews": {
        "task": "reviews.tasks.prompt_reviews",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "send-digests": {
        "task": "accounts.tasks.send_digests",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "checkpoint": {
        "task": "trail.tasks.make_checkpoint",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
} | {
    f"answer-{queue}": {
        "task": "jobs.tasks.answer",
        "schedule": 5.0,
        "args": (queue,),
        "options": {"queue": queue, "expires": 5},
    }
    for queue in QUEUES
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if not DEMO:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    if env.bool("BEHIND_PROXY", default=False):
        # Only a proxy that sets this header itself may be believed.
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide_links,
        structlog.processors.JSONRenderer(),
    ],
    wrapper_class=structlog.make_filtering_bound_logger(LOG_LEVEL),
    # Straight to the stream: the way through logging takes three times as long, once a request.
    logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    cache_logger_on_first_use=True,
)
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                hide_links,
                structlog.processors.JSONRenderer(),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
