"""People, organisations, memberships and stakeholder roles."""

from __future__ import annotations

from accounts.models.invitation import Invitation, InvitationQuerySet
from accounts.models.mail import Mail, Notice, NoticeChoice, When
from accounts.models.organisation import Level, Membership, Organisation
from accounts.models.person import Session, User, UserManager
from accounts.models.role import RoleHolder, StakeholderRole, StakeholderRoleQuerySet
from accounts.models.sign_on import SignOn, SignOnDomain
from accounts.models.token import Token

__all__ = (
    "Invitation",
    "InvitationQuerySet",
    "Level",
    "Mail",
    "Membership",
    "Notice",
    "NoticeChoice",
    "Organisation",
    "RoleHolder",
    "Session",
    "SignOn",
    "SignOnDomain",
    "StakeholderRole",
    "StakeholderRoleQuerySet",
    "Token",
    "User",
    "UserManager",
    "When",
)
