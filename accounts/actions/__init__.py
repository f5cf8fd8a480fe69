"""What people do with organisations, people, roles and mail."""

from __future__ import annotations

from accounts.actions.mail import note_mail_sent, queue_mail, queue_password_link
from accounts.actions.organisation import (
    add_member,
    change_level,
    change_policy,
    create_account,
    create_organisation,
    deactivate_member,
    end_session,
    make_password_link,
    restore_owner,
    update_profile,
)
from accounts.actions.roles import add_role, load_roles, set_role_holders

__all__ = [
    "add_member",
    "add_role",
    "change_level",
    "change_policy",
    "create_account",
    "create_organisation",
    "deactivate_member",
    "end_session",
    "load_roles",
    "make_password_link",
    "note_mail_sent",
    "queue_mail",
    "queue_password_link",
    "restore_owner",
    "set_role_holders",
    "update_profile",
]
