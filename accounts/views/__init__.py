"""Pages about people, roles, mail and one's own account."""

from __future__ import annotations

from accounts.views.account import account, end_session, locked_out, signed_in, whoami
from accounts.views.factors import factor_policy, second_factor
from accounts.views.inviting import (
    invitation,
    invite,
    revoke_invitation,
    send_invitation_again,
)
from accounts.views.notices import notices
from accounts.views.organisation import (
    add_role,
    change_level,
    people,
    policy,
    reactivate_member,
    review_again_policy,
    role_holders,
    roles,
    separation_policy,
)
from accounts.views.outbox import mail, outbox
from accounts.views.own_role import role
from accounts.views.sign_on import sign_on, sign_on_at, sign_on_back, sign_on_go
from accounts.views.sign_on_settings import release_link, sign_on_settings, test_sign_on
from accounts.views.switching import choose_all, choose_organisation, organisations
from accounts.views.tokens import revoke_token, tokens

__all__ = [
    "account",
    "add_role",
    "change_level",
    "choose_all",
    "choose_organisation",
    "end_session",
    "factor_policy",
    "invitation",
    "invite",
    "locked_out",
    "mail",
    "notices",
    "organisations",
    "outbox",
    "people",
    "policy",
    "reactivate_member",
    "release_link",
    "review_again_policy",
    "revoke_invitation",
    "revoke_token",
    "role",
    "role_holders",
    "roles",
    "second_factor",
    "send_invitation_again",
    "separation_policy",
    "sign_on",
    "sign_on_at",
    "sign_on_back",
    "sign_on_go",
    "sign_on_settings",
    "signed_in",
    "test_sign_on",
    "tokens",
    "whoami",
]
