"""What people do with specs: one function per deed, atomic, recorded in the trail."""

from __future__ import annotations

from specs.actions.amending import Accepted, Amended, amend
from specs.actions.archiving import archive, unarchive
from specs.actions.conflicts import settle_conflict
from specs.actions.drafting import (
    Edit,
    NotFit,
    OutOfDate,
    change_draft,
    copy_draft,
    copy_template,
    import_template,
    problems_of,
    publish_draft,
    restore_template,
    retire_template,
    roles_for,
    undo_change,
)
from specs.actions.fixing import Fixed, NothingToFix, fix_finding, take_back, undo_fix
from specs.actions.freezing import (
    NotReady,
    approve,
    return_to_draft,
    start_next_draft,
    submit,
    supersede,
)
from specs.actions.guests import invite_guest, remove_guest, renew_guest
from specs.actions.guiding import Guided, GuidedAnswer, GuidedRows, write_guided
from specs.actions.importing import Origin, import_spec
from specs.actions.items import Pasted, delete_item, move_item, restore_item, save_item
from specs.actions.limits import plain as plain_figure
from specs.actions.limits import set_limits
from specs.actions.looking_again import SeenOther, clear_suspect
from specs.actions.moving import CannotMove, change_template, copy_spec
from specs.actions.own_checks import (
    NotProven,
    change_check,
    create_check,
    publish_check,
    retire_check,
    why_not,
)
from specs.actions.pasting import paste_rows
from specs.actions.placing import DoesNotFit, dismiss_piece, place_piece, restore_piece
from specs.actions.reading import keep_marks, mark_read, mark_unread
from specs.actions.reviewing_again import (
    NotApproved,
    look_again,
    remind_of_review,
    set_review_day,
)
from specs.actions.risks import Unaccepted, accept_risk, add_risks, withdraw_acceptance
from specs.actions.saving import NotAsked, NotEditable, Saved, UnknownBase, save_answer
from specs.actions.starting import add_editor, remove_editor, start_spec
from specs.actions.suggesting import (
    Outdated,
    accept_suggestion,
    decline_suggestion,
    suggest,
)
from specs.actions.swift import save_answer_in
from specs.actions.talking import (
    assign_thread,
    edit_comment,
    open_thread,
    reopen_thread,
    reply,
    resolve_thread,
    see_mentions,
)
from specs.actions.waivers import LONGEST as LONGEST_WAIVER
from specs.actions.waivers import waive, withdraw_waiver
from specs.actions.watching import Link, find_link, link_risk, unlink_risk

__all__ = [
    "LONGEST_WAIVER",
    "Accepted",
    "Amended",
    "CannotMove",
    "DoesNotFit",
    "Edit",
    "Fixed",
    "Guided",
    "GuidedAnswer",
    "GuidedRows",
    "Link",
    "NotApproved",
    "NotAsked",
    "NotEditable",
    "NotFit",
    "NotProven",
    "NotReady",
    "NothingToFix",
    "Origin",
    "OutOfDate",
    "Outdated",
    "Pasted",
    "Saved",
    "SeenOther",
    "Unaccepted",
    "UnknownBase",
    "accept_risk",
    "accept_suggestion",
    "add_editor",
    "add_risks",
    "amend",
    "approve",
    "archive",
    "assign_thread",
    "change_check",
    "change_draft",
    "change_template",
    "clear_suspect",
    "copy_draft",
    "copy_spec",
    "copy_template",
    "create_check",
    "decline_suggestion",
    "delete_item",
    "dismiss_piece",
    "edit_comment",
    "find_link",
    "fix_finding",
    "import_spec",
    "import_template",
    "invite_guest",
    "keep_marks",
    "link_risk",
    "look_again",
    "mark_read",
    "mark_unread",
    "move_item",
    "open_thread",
    "paste_rows",
    "place_piece",
    "plain_figure",
    "problems_of",
    "publish_check",
    "publish_draft",
    "remind_of_review",
    "remove_editor",
    "remove_guest",
    "renew_guest",
    "reopen_thread",
    "reply",
    "resolve_thread",
    "restore_item",
    "restore_piece",
    "restore_template",
    "retire_check",
    "retire_template",
    "return_to_draft",
    "roles_for",
    "save_answer",
    "save_answer_in",
    "save_item",
    "see_mentions",
    "set_limits",
    "set_review_day",
    "settle_conflict",
    "start_next_draft",
    "start_spec",
    "submit",
    "suggest",
    "supersede",
    "take_back",
    "unarchive",
    "undo_change",
    "undo_fix",
    "unlink_risk",
    "waive",
    "why_not",
    "withdraw_acceptance",
    "withdraw_waiver",
    "write_guided",
]
