"""Specs with all that is written and said in them, and what was made of them."""

from __future__ import annotations

from specs.models.answer import Answer, AnswerVersion
from specs.models.bulk import BulkChange, BulkItem, Deed, LeftOut
from specs.models.check_run import CheckRun
from specs.models.conflict import Conflict
from specs.models.holder import RoleHere
from specs.models.item import Item, ItemVersion
from specs.models.limit import OrganisationLimit
from specs.models.listing import NEVER, SpecListing
from specs.models.loose_piece import LoosePiece, Outcome
from specs.models.open_finding import OpenFinding
from specs.models.organisation_check import (
    CheckState,
    OrganisationCheck,
    OrganisationCheckVersion,
    OwnFindings,
)
from specs.models.reader import ReadMark, SeenText, SpecReader
from specs.models.revision import Revision
from specs.models.risk_acceptance import RiskAcceptance
from specs.models.saved_view import ListChoice, SavedView
from specs.models.search import SpecText
from specs.models.spec import FormerTemplate, Spec, SpecEditor, SpecGuest, State
from specs.models.suggestion import Suggestion, SuggestionState
from specs.models.suspect import SuspectCleared
from specs.models.template import SpecTemplate, parse_template
from specs.models.template_draft import TemplateDraft
from specs.models.thread import Comment, CommentVersion, Disposition, Mention, Thread
from specs.models.waiver import Waiver

__all__ = (
    "NEVER",
    "Answer",
    "AnswerVersion",
    "BulkChange",
    "BulkItem",
    "CheckRun",
    "CheckState",
    "Comment",
    "CommentVersion",
    "Conflict",
    "Deed",
    "Disposition",
    "FormerTemplate",
    "Item",
    "ItemVersion",
    "LeftOut",
    "ListChoice",
    "LoosePiece",
    "Mention",
    "OpenFinding",
    "OrganisationCheck",
    "OrganisationCheckVersion",
    "OrganisationLimit",
    "Outcome",
    "OwnFindings",
    "ReadMark",
    "Revision",
    "RiskAcceptance",
    "RoleHere",
    "SavedView",
    "SeenText",
    "Spec",
    "SpecEditor",
    "SpecGuest",
    "SpecListing",
    "SpecReader",
    "SpecTemplate",
    "SpecText",
    "State",
    "Suggestion",
    "SuggestionState",
    "SuspectCleared",
    "TemplateDraft",
    "Thread",
    "Waiver",
    "parse_template",
)
