"""Pages about people, roles, mail and one's own account."""

from __future__ import annotations

from accounts.views.account import account, end_session, locked_out, signed_in, whoami
from accounts.views.organisation import (
    add_member,
    add_role,
    change_level,
    choose_organisation,
    deactivate_member,
    people,
    policy,
    role_holders,
    roles,
)
from accounts.views.outbox import mail, outbox

__all__ = [
    "account",
    "add_member",
    "add_role",
    "change_level",
    "choose_organisation",
    "deactivate_member",
    "end_session",
    "locked_out",
    "mail",
    "outbox",
    "people",
    "policy",
    "role_holders",
    "roles",
    "signed_in",
    "whoami",
]
