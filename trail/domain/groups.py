"""Which sorts of events there are, in the words of those who look for one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from trail.domain.kinds import Kind


class Group(NamedTuple):
    """Kinds that one looks for together; they are known by how their names begin."""

    key: str
    label: str
    begins: tuple[str, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(kind.value for kind in Kind if group_of(kind) is self)


OTHER = Group("other", "Everything else", ())
MAILS = Group("mails", "Mails", ("mail.",))
GROUPS = (
    Group("writing", "Writing", ("answer.", "item.", "conflict.", "finding.", "piece.")),
    Group("comments", "Comments and suggestions", ("thread.", "comment.", "suggestion.")),
    Group("life", "Life of the spec", ("spec.", "review.")),
    Group(
        "sign-offs",
        "Sign-offs and conditions",
        ("signoff.", "edit.", "break_glass.", "condition.", "signer."),
    ),
    Group("amendments", "Amendments and gates", ("amendment.", "evidence.", "gate.")),
    Group("findings", "Findings, waivers and risks", ("waiver.", "risk.", "checks.", "suspect.")),
    Group("files", "Files and lists", ("export.", "handbook.", "list.", "view.")),
    MAILS,
    Group(
        "people",
        "People",
        ("member.", "invitation.", "work.", "editor.", "guest.", "organisation.created"),
    ),
    Group("roles", "Roles and stand-ins", ("role.", "stand_in.")),
    Group(
        "policies",
        "Policies, routes, limits and checks",
        ("organisation.", "route.", "limit.", "own_check."),
    ),
    Group(
        "signing-in",
        "Signing in and tokens",
        (
            "signed_",
            "sign_in_",
            "sign_on.",
            "token.",
            "password_",
            "second_factor_",
            "profile_",
            "notices_",
        ),
    ),
    Group("templates", "Templates", ("template.",)),
    OTHER,
)


def group_of(kind: str) -> Group:
    """Return the group of a kind: the first that knows it, or the last of all."""
    return next((one for one in GROUPS if kind.startswith(one.begins)), OTHER)


def find_group(key: str) -> Group | None:
    return next((one for one in GROUPS if one.key == key), None)


def named(keys: Iterable[str]) -> tuple[Group, ...]:
    """Return the groups of that name, in the order in which they are offered."""
    wanted = set(keys)
    return tuple(one for one in GROUPS if one.key in wanted)
