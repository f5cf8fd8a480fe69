"""People, and the browsers in which they are signed in."""

from __future__ import annotations

from importlib import import_module
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from trail.domain.event import Actor


class UserManager(BaseUserManager["User"]):
    """Creates people by mail address."""

    def create_user(self, email: str, name: str, password: str | None = None, **extra: Any) -> User:
        """Create a person; the address is the name they sign in with."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person, known by mail address. What they may do hangs on their memberships."""

    email = models.EmailField(_("mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("job title"), max_length=120, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(db_default=Now())
    managed_by = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Whose single sign-on opens the account; it belongs to that one alone."),
    )

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(Lower("email"), name="user_one_per_address"),)

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Two letters for the round mark of a person."""
        words = self.name.split() or ["?"]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

    def as_actor(self, authenticated_by: str = "session") -> Actor:
        """Return who acts, as the trail records it."""
        return Actor(id=str(self.pk), name=self.name, authenticated_by=authenticated_by)


class Session(AbstractBaseSession):
    """A browser that is signed in, or about to be, and whose it is."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions"
    )

    objects = BaseSessionManager()  # type: ignore[misc]  # the stubs of Django differ

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Return the back end that keeps sessions in this table."""
        engine = import_module(settings.SESSION_ENGINE)
        store: type[SessionBase] = engine.SessionStore
        return store
