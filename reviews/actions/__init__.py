"""What people do with reviews: one function per deed, atomic, recorded in the trail."""

from __future__ import annotations

from reviews.actions.amending import (
    Grounds,
    Overtaken,
    Value,
    begin_amendment,
    discard_amendment,
    pick_places,
    propose_amendment,
    write_grounds,
    write_values,
)
from reviews.actions.assigning import NotASigner, assign_signers
from reviews.actions.breaking_glass import (
    Shown,
    ask_to_break_glass,
    confirm_break_glass,
    take_back_break_glass,
)
from reviews.actions.conditions import (
    accept_condition,
    mark_condition_met,
    send_condition_back,
)
from reviews.actions.deciding import (
    Ruling,
    accept_amendment,
    end_amendment,
    withdraw_amendment,
)
from reviews.actions.disposing import dispose_comment
from reviews.actions.editorial import accept_edit, close_edits, object_to_edit
from reviews.actions.exporting import ask_for_export, finish_export, note_file
from reviews.actions.gates import StageMovedOn, decide_gate, note_figures, tell_overdue
from reviews.actions.handbook import ask_for_handbook, find_handbook, finish_handbook
from reviews.actions.leaving import NotATaker, end_membership
from reviews.actions.nudging import NotWaitedFor, TooSoon, nudge
from reviews.actions.outcomes import withdraw_review
from reviews.actions.positions import Upload, add_evidence, give_position, remove_evidence
from reviews.actions.proving import give_nonce
from reviews.actions.refusals import Refusal, Why
from reviews.actions.reminding import prompt_reviews
from reviews.actions.removing_roles import StillUsed, remove_role
from reviews.actions.routing import save_route
from reviews.actions.signing import sign, withdraw_sign_off
from reviews.actions.standing_in import end_stand_in, name_stand_in
from reviews.actions.submitting import NobodySigns, open_review
from reviews.decisions import Choice, Proof, Wish

__all__ = [
    "Choice",
    "Grounds",
    "NobodySigns",
    "NotASigner",
    "NotATaker",
    "NotWaitedFor",
    "Overtaken",
    "Proof",
    "Refusal",
    "Ruling",
    "Shown",
    "StageMovedOn",
    "StillUsed",
    "TooSoon",
    "Upload",
    "Value",
    "Why",
    "Wish",
    "accept_amendment",
    "accept_condition",
    "accept_edit",
    "add_evidence",
    "ask_for_export",
    "ask_for_handbook",
    "ask_to_break_glass",
    "assign_signers",
    "begin_amendment",
    "close_edits",
    "confirm_break_glass",
    "decide_gate",
    "discard_amendment",
    "dispose_comment",
    "end_amendment",
    "end_membership",
    "end_stand_in",
    "find_handbook",
    "finish_export",
    "finish_handbook",
    "give_nonce",
    "give_position",
    "mark_condition_met",
    "name_stand_in",
    "note_figures",
    "note_file",
    "nudge",
    "object_to_edit",
    "open_review",
    "pick_places",
    "prompt_reviews",
    "propose_amendment",
    "remove_evidence",
    "remove_role",
    "save_route",
    "send_condition_back",
    "sign",
    "take_back_break_glass",
    "tell_overdue",
    "withdraw_amendment",
    "withdraw_review",
    "withdraw_sign_off",
    "write_grounds",
    "write_values",
]
