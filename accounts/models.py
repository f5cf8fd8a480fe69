"""People, organisations, memberships and stakeholder roles."""

from __future__ import annotations

import uuid
from hashlib import sha256
from importlib import import_module
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.models import Job
from trail.domain.event import Actor


class Level(models.TextChoices):
    """What a person may do in an organisation."""

    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Administrator")
    MEMBER = "member", _("Member")
    AUDITOR = "auditor", _("Auditor")
    GUEST = "guest", _("Guest")


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


class Organisation(models.Model):
    """A tenant: nobody sees another organisation's data, ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    demand_all_sign_again = models.BooleanField(
        default=False, help_text=_("Every role signs each revision; nothing is carried over.")
    )
    signers_need_factor = models.BooleanField(
        default=False, db_default=False, help_text=_("Signing asks for a second factor.")
    )
    managers_need_factor = models.BooleanField(
        default=False, db_default=False, help_text=_("Managing people asks for a second factor.")
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """Name of this organisation's chain in the trail."""
        return f"organisation:{self.pk}"


class Membership(models.Model):
    """A person in an organisation at one level."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    level = models.CharField(max_length=12, choices=Level, default=Level.MEMBER)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(db_default=Now())
    chosen_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When this person turned to it last, among several.")
    )

    class Meta:
        ordering = ("user__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "user"],
                name="membership_one_per_person",
                violation_error_message=_("This person is already a member."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.organisation}"


class StakeholderRoleQuerySet(models.QuerySet["StakeholderRole"]):
    """Roles by who may use them."""

    def of(self, organisation: Organisation) -> Self:
        """Return the built-in roles and the organisation's own."""
        return self.filter(Q(organisation=None) | Q(organisation=organisation))


class StakeholderRole(models.Model):
    """What somebody signs as: built in (no organisation) or an organisation's own."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="roles"
    )
    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=80)
    is_core = models.BooleanField(default=False)
    cares_about = models.JSONField(default=list)
    block_prompt = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    objects = StakeholderRoleQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "key"],
                name="role_one_per_key",
                nulls_distinct=False,
                violation_error_message=_("There is a role with this key already."),
            ),
        )

    def __str__(self) -> str:
        return self.label


class RoleHolder(models.Model):
    """A person who signs for a role unless a spec names somebody else."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="role_holders"
    )
    role = models.SlugField(max_length=60, help_text=_("Key of the stakeholder role."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="held_roles"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "role", "user"], name="role_holder_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} as {self.role}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by what became of them."""

    def waiting(self) -> Self:
        """Return those neither accepted nor revoked; some may be too old."""
        return self.filter(accepted_at=None, revoked_at=None)

    def lock(self, invitation_id: int) -> Invitation:
        """Hold one, and its organisation before it."""
        found = self.get(pk=invitation_id)
        Organisation.objects.select_for_update().get(pk=found.organisation_id)
        whole = self.select_related("organisation", "invited_by")
        return whole.select_for_update(of=("self",)).get(pk=invitation_id)


class Invitation(models.Model):
    """The offer to one address to join an organisation; whoever reads its mail may take it once."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("mail address"))
    level = models.CharField(max_length=12, choices=Level, default=Level.MEMBER)
    roles = models.JSONField(default=list, help_text=_("Keys of the roles to sign for."))
    token_hash = models.CharField(max_length=64, unique=True, help_text=_("Of the mailed link."))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-invited_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_one_waiting_per_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None),
                name="invitation_accepted_or_revoked",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation}"

    @property
    def is_late(self) -> bool:
        """Its days are over."""
        return self.expires_at <= timezone.now()


class Mail(Job):
    """One mail to one person; asking twice with the same key gives one row and one mail."""

    task = "accounts.tasks.send_mail"
    queue = "mail"

    key = models.CharField(max_length=200, unique=True, help_text=_("What the mail is about."))
    kind = models.SlugField(max_length=40)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="mails"
    )
    to_address = models.EmailField(blank=True, help_text=_("Of somebody without an account."))
    chain = models.CharField(max_length=60, help_text=_("Of the trail that records it."))
    subject = models.CharField(max_length=300)
    body = models.TextField()
    url = models.CharField(
        max_length=500, blank=True, help_text=_("Where it leads; a path of ours, or whole.")
    )
    is_secret = models.BooleanField(
        default=False, help_text=_("The link signs somebody in; it is forgotten once sent.")
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta(Job.Meta):
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(to=None) ^ Q(to_address=""), name="mail_to_a_person_or_an_address"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} to {self.reader}"

    @property
    def reader(self) -> str:
        """Who gets it: a name, or the address of somebody without an account."""
        return self.to.name if self.to else self.to_address

    @property
    def message_id(self) -> str:
        """The same at every attempt, so that a mailbox shows a mail once even if it came twice."""
        return f"<{sha256(self.key.encode()).hexdigest()[:40]}@countersign>"

    @property
    def address(self) -> str:
        """Where the mail leads, whole: our own pages are stored without the name of the host."""
        return f"{settings.PUBLIC_URL}{self.url}" if self.url.startswith("/") else self.url

    @property
    def paragraphs(self) -> list[str]:
        """The body, to be set as a page."""
        return self.body.split("\n\n")

    @property
    def text(self) -> str:
        """The mail as it is read, its link on a line of its own."""
        return f"{self.body}\n\n{self.address}\n" if self.url else f"{self.body}\n"


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


class When(models.TextChoices):
    """When a person wants to hear of something by mail."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    NEVER = "never", _("Not by mail")


class NoticeChoice(models.Model):
    """When one person wants to hear of one sort of news, where they said so."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_choices"
    )
    kind = models.SlugField(max_length=40)
    when = models.CharField(max_length=8, choices=When)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.user}: {self.when}"


class Notice(models.Model):
    """A piece of news that waits for the next daily mail of its reader."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.SlugField(max_length=40)
    key = models.CharField(max_length=200, help_text=_("What it is about."))
    words = models.TextField()
    url = models.CharField(max_length=500)
    made_at = models.DateTimeField(db_default=Now())
    mail = models.ForeignKey(
        Mail, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="notice_once"),)
        indexes = (models.Index(fields=["user"], condition=Q(mail=None), name="notice_waiting"),)

    def __str__(self) -> str:
        return f"{self.kind} for {self.user}"
