"""The template that the demo's organisation began to write for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs import actions
from specs.domain.attribute import Kind, Template
from specs.domain.drafting.edits import add_attributes, add_section
from specs.domain.drafting.own import read_own

if TYPE_CHECKING:
    from reviews.management.demo.people import Stage
    from specs.models import TemplateDraft


def begin_template(stage: Stage) -> TemplateDraft:
    """Begin a template with a section that nobody signs yet, so it cannot be published."""
    by = stage["jonas"]
    draft = actions.copy_template(
        organisation=stage.organisation, source=stage.template("one_page_kickoff"), by=by
    )
    edit = actions.Edit("the section “Model risk” was added", with_model_risk)
    return actions.change_draft(draft=draft, version=draft.version, edit=edit, by=by)


def with_model_risk(template: Template) -> Template:
    """Return a template with a section that asks what only this organisation has to know."""
    told = {"title": "Model class", "help": "As our policy on model risk names it."}
    committees = {
        "title": "Committees",
        "help": "Who looked at it, and when.",
        "columns": "Result | choice: passed, sent back | required\nOn | date\nVotes | number",
        "fixed_rows": "Model risk\nOutsourcing",
        "allow_extra_rows": "yes",
    }
    own = [
        read_own({**told, "options": "Low\nHigh", "example": "High"}, Kind.CHOICE, "own.class"),
        read_own(committees, Kind.TABLE, "own.committees"),
    ]
    return add_attributes(add_section(template, title="Model risk"), "model_risk", own)
