"""What people do with organisations, people, roles and mail."""

from __future__ import annotations

from accounts.actions.inviting import (
    Gone,
    NotOpen,
    accept_invitation,
    invite,
    join_as_new,
    revoke_invitation,
    send_invitation_again,
    token_hash,
    why_gone,
)
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
    "Gone",
    "NotOpen",
    "accept_invitation",
    "add_member",
    "add_role",
    "change_level",
    "change_policy",
    "create_account",
    "create_organisation",
    "deactivate_member",
    "end_session",
    "invite",
    "join_as_new",
    "load_roles",
    "make_password_link",
    "note_mail_sent",
    "queue_mail",
    "queue_password_link",
    "restore_owner",
    "revoke_invitation",
    "send_invitation_again",
    "set_role_holders",
    "token_hash",
    "update_profile",
    "why_gone",
]
