"""Sessions that bring their person along: one query where Django makes two on every request."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from django.contrib import auth
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from accounts.models import Level, Membership, Session, SignOn, User

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    Handler = Callable[[HttpRequest], HttpResponse]

ROWS, PEOPLE = Session._meta, User._meta  # noqa: SLF001 - Django's own name for it
MEMBERSHIPS, SIGN_ONS = Membership._meta.db_table, SignOn._meta.db_table  # noqa: SLF001
# What hardly any request looks at is left in the table, and read from there when one does.
LEFT = {"expire_date", "last_login", "joined_at"}
SESSION = [field for field in ROWS.concrete_fields if field.attname not in LEFT]
PERSON = [field for field in PEOPLE.concrete_fields if field.attname not in LEFT]
SESSION_NAMES = [field.attname for field in SESSION]
PERSON_NAMES = [field.attname for field in PERSON]
# Every request asks this; the ORM takes longer to write the question than PostgreSQL to answer.
FIND = f"""
SELECT {", ".join(f's."{field.column}"' for field in SESSION)},
       {", ".join(f'u."{field.column}"' for field in PERSON)},
       EXISTS (SELECT FROM {MEMBERSHIPS} m
                WHERE m.user_id = u.id AND m.is_active AND m.level <> '{Level.GUEST.value}'),
       EXISTS (SELECT FROM {SIGN_ONS} o
                WHERE o.organisation_id = u.managed_by_id AND o.is_active AND o.is_required)
  FROM {ROWS.db_table} s LEFT JOIN {PEOPLE.db_table} u ON u.id = s.user_id
 WHERE s.session_key = %s AND s.expire_date > %s
"""  # noqa: S608 - all of it is constant


class SessionStore(db.SessionStore):
    """Keeps sessions in the database, each with the person who is signed in."""

    user: User | None = None
    is_inside: bool | None = None  # the person belongs to an organisation, and is no guest there
    may_need_provider = False  # accounts.access.needed_sign_on() says for sure

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the model of a session."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        with connection.cursor() as cursor:
            cursor.execute(FIND, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        cut = len(SESSION)
        if row[cut] is not None:
            self.user = User.from_db("default", PERSON_NAMES, row[cut:-2])
            self.is_inside, self.may_need_provider = bool(row[-2]), bool(row[-1])
        return Session.from_db("default", SESSION_NAMES, row[:cut])

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return what a session holds; the same text was checked and unpacked before, mostly."""
        unpacked: dict[str, Any] = json.loads(_unpack(session_data))
        return unpacked

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row of a session, which names its person."""
        session = cast(Session, super().create_model_instance(data))
        number = data.get(auth.SESSION_KEY)
        session.user_id = int(number) if number else None
        return session


@lru_cache(maxsize=1024)
def _unpack(session_data: bytes | str) -> str:
    """Return a session's content as JSON; nothing of it for one that was tampered with."""
    return json.dumps(db.SessionStore().decode(session_data))


def know_the_person(get_response: Handler) -> Handler:
    """Set ``request.user`` to the person of the session, or to nobody."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: find_person(request))  # type: ignore[assignment]
        return get_response(request)

    return middleware


def is_inside(request: HttpRequest) -> bool:
    """Say whether the person signed in sees the inside of any organisation: guests do not."""
    known: bool | None = getattr(request.session, "is_inside", None)
    if known is not None or not request.user.is_authenticated:
        return bool(known)
    mine = Membership.objects.filter(user=request.user, is_active=True)
    return mine.exclude(level=Level.GUEST).exists()


def find_person(request: HttpRequest) -> User | AnonymousUser:
    """Return who is signed in.

    The person that the session brought counts only with the checks that Django makes: known
    back end, active, and a password that is still the one they signed in with. In every other
    case Django's own, longer way decides.
    """
    session = request.session
    number = session.get(auth.SESSION_KEY)
    user: User | None = getattr(session, "user", None)
    if (
        user is not None
        and str(user.pk) == number
        and user.is_active
        and constant_time_compare(
            session.get(auth.HASH_SESSION_KEY, ""), user.get_session_auth_hash()
        )
    ):
        user.backend = session[auth.BACKEND_SESSION_KEY]
        return user
    found: User | AnonymousUser = auth.get_user(request)
    return found
