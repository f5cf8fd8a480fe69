"""The sorts of news that people get by mail, and when each comes unless somebody says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.models import When

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Sort:
    """One sort of news, and when it comes by itself: at once where somebody is held up."""

    label: _StrPromise
    when: When


SORTS: dict[str, Sort] = {
    "to_sign": Sort(_("Your signature is asked for"), When.AT_ONCE),
    "stand_in": Sort(_("Somebody stands in for you, or you for them"), When.AT_ONCE),
    "nudge": Sort(_("Somebody asks you once more to sign"), When.AT_ONCE),
    "sign_soon": Sort(_("Your signature is due soon"), When.AT_ONCE),
    "overdue": Sort(_("A review that you look after is overdue"), When.AT_ONCE),
    "condition": Sort(_("A condition is yours to meet, or is not met yet"), When.AT_ONCE),
    "condition_met": Sort(_("A condition that you set is met, for you to accept"), When.AT_ONCE),
    "edit_kept": Sort(_("A sign-off of yours is kept over a change of wording"), When.AT_ONCE),
    "review_ended": Sort(_("A review of your spec ends"), When.AT_ONCE),
    "amendment": Sort(_("Your position on an amendment is asked for, or one ends"), When.AT_ONCE),
    "stage_over": Sort(_("The time for a stage of your project is over"), When.AT_ONCE),
    "new_owner": Sort(_("Somebody gives you specs of theirs or of others"), When.AT_ONCE),
    "look_again": Sort(_("A spec of yours is to be looked at again"), When.AT_ONCE),
    "asked": Sort(_("Somebody asks you to answer"), When.AT_ONCE),
    "mention": Sort(_("Somebody names you in a comment"), When.DAILY),
    "comment": Sort(_("Somebody comments on your spec, or suggests an answer"), When.DAILY),
    "reply": Sort(_("Somebody replies or decides in a thread of yours"), When.DAILY),
}
