"""What people do with organisations, people, roles and mail."""

from __future__ import annotations

from accounts.actions.admitting import Admitted, admit, find_linked, note_refused
from accounts.actions.factors import demand_factor
from accounts.actions.inviting import (
    Gone,
    NotOpen,
    accept_invitation,
    hand_on_invitation,
    invite,
    join_as_new,
    revoke_invitation,
    send_invitation_again,
    token_hash,
    why_gone,
)
from accounts.actions.mail import note_mail_sent, queue_mail, queue_password_link
from accounts.actions.notices import choose_notices, notify, send_digests, when_of
from accounts.actions.organisation import (
    LastOwner,
    add_member,
    admit_guest,
    change_level,
    change_policy,
    choose_organisation,
    create_account,
    create_organisation,
    deactivate_member,
    end_link_sessions,
    end_session,
    make_password_link,
    reactivate_member,
    restore_owner,
    update_profile,
)
from accounts.actions.reviewing_again import set_review_again
from accounts.actions.roles import (
    add_role,
    archive_role,
    change_role,
    hold_role,
    hold_roles,
    load_roles,
    set_role_holders,
)
from accounts.actions.separating import separate_duties
from accounts.actions.sign_on import SignOnWish, release_link, set_up_sign_on
from accounts.actions.tokens import find_token, make_token, revoke_token

__all__ = [
    "Admitted",
    "Gone",
    "LastOwner",
    "NotOpen",
    "SignOnWish",
    "accept_invitation",
    "add_member",
    "add_role",
    "admit",
    "admit_guest",
    "archive_role",
    "change_level",
    "change_policy",
    "change_role",
    "choose_notices",
    "choose_organisation",
    "create_account",
    "create_organisation",
    "deactivate_member",
    "demand_factor",
    "end_link_sessions",
    "end_session",
    "find_linked",
    "find_token",
    "hand_on_invitation",
    "hold_role",
    "hold_roles",
    "invite",
    "join_as_new",
    "load_roles",
    "make_password_link",
    "make_token",
    "note_mail_sent",
    "note_refused",
    "notify",
    "queue_mail",
    "queue_password_link",
    "reactivate_member",
    "release_link",
    "restore_owner",
    "revoke_invitation",
    "revoke_token",
    "send_digests",
    "send_invitation_again",
    "separate_duties",
    "set_review_again",
    "set_role_holders",
    "set_up_sign_on",
    "token_hash",
    "update_profile",
    "when_of",
    "why_gone",
]
