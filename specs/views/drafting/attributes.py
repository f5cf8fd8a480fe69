"""One attribute of a draft: its wording, when it is asked, and those of one's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import render_page
from specs import access, actions
from specs.domain import stages
from specs.domain.attribute import Attribute, Kind
from specs.domain.conditions import keys_of
from specs.domain.drafting import conditions, edits
from specs.domain.drafting.examples import HINTS, WITHOUT
from specs.domain.drafting.own import SECTION, WORDS, Unclear, own_key, read_own, write_own
from specs.domain.editorial import is_material_by_rule, is_text, why_by_rule
from specs.views.drafting.frame import Tried, attempt, draft_to_edit, gone
from specs.views.drafting.sections import section_or_404

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.domain.attribute import Template, TemplateItem
    from specs.models import TemplateDraft

PAGE = "specs/drafting/edit_attribute.html"
SHAPES = {
    Kind.CHOICE: ("options",),
    Kind.MULTI_CHOICE: ("options",),
    Kind.CHECKLIST: ("items",),
    Kind.NUMBER: ("unit", "min", "max", "integer"),
    Kind.PERCENT: ("min", "max"),
    Kind.TABLE: ("columns", "fixed_rows", "allow_extra_rows", "default_rows", "min_rows"),
    Kind.RUBRIC: ("columns", "criteria"),
}
MATERIAL = {"material": True, "wording": False}  # what is chosen; else the rule decides
TYPED = ("title", "help", *dict.fromkeys(name for names in SHAPES.values() for name in names))


@dataclass(frozen=True, slots=True)
class Weight:
    """What the rule says of a change of an attribute, and whether a template may say otherwise."""

    can_choose: bool
    is_material: bool
    because: str

    @classmethod
    def of(cls, attribute: Attribute) -> Weight:
        return cls(is_text(attribute), is_material_by_rule(attribute), why_by_rule(attribute))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_attribute(request: AuthedRequest, draft_id: UUID, key: str) -> HttpResponse:
    """Show how an attribute is asked for, or change it."""
    draft = draft_to_edit(request, draft_id)
    item = draft.template.items.get(key)
    if item is None and request.method == "POST":
        return gone(request, draft)
    if item is None:
        raise Http404
    if request.method != "POST":
        return _page(request, Tried(draft), item.attribute, item)
    try:
        change = _read_change(request, draft, item)
    except Unclear as unclear:
        tried = Tried(draft, 422, {**unclear.wrong})
        return _page(request, tried, item.attribute, item)
    words = _("how it asks for “%(title)s”") % {"title": item.attribute.title}
    tried = attempt(request, draft, actions.Edit(words, change))
    if not tried.is_done:
        item = tried.draft.template.items.get(key)
        return _page(request, tried, item.attribute, item) if item else gone(request, draft)
    messages.success(request, _("Saved."))
    return redirect("specs:edit-section", draft.pk, tried.draft.template.section_of[key])


def _read_change(request: AuthedRequest, draft: TemplateDraft, item: TemplateItem) -> Any:
    """Return the change that was typed; raises Unclear."""
    attribute, posted = item.attribute, request.POST
    if attribute.is_own:
        typed = {name: posted.get(name, "") for name in (*TYPED, "example")}
        attribute = read_own(typed, attribute.kind, attribute.key)
    asked_when = _condition(draft, item.attribute, posted.get("asked_when", ""))
    is_new = asked_when != item.attribute.show_when
    wording = edits.Wording(
        title=posted.get("title", ""),
        material=MATERIAL.get(posted.get("material", "")),
        help=posted.get("help", ""),
        required=posted.get("required") in ("always", *stages.STAGES),
        required_from=posted["required"] if posted.get("required") in stages.STAGES else "",
        show_when=asked_when,
        required_when="" if is_new else _still_read(draft.template, item.attribute.required_when),
    )
    return partial(_change, attribute=attribute, wording=wording, to=posted.get("section", ""))


def _still_read(template: Template, condition: str) -> str:
    """Return a condition, unless nothing asks any more for what it reads."""
    return condition if keys_of(condition) <= template.items.keys() else ""


def _change(
    template: Template, *, attribute: Attribute, wording: edits.Wording, to: str
) -> Template:
    item = template.items.get(attribute.key)
    if item is not None:
        template = edits.put_item(template, replace(item, attribute=attribute))
    changed = edits.reword(template, attribute.key, wording)
    return edits.send_attribute(changed, attribute.key, to) if to else changed


def _condition(draft: TemplateDraft, attribute: Attribute, typed: str) -> str:
    """Return the condition that was chosen, if it is one of those in the list."""
    listed = conditions.offered(draft.template, attribute.key)
    if typed == attribute.show_when or any(
        typed == wish.text for wishes in listed for wish in wishes.choices
    ):
        return typed
    return ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_own(request: AuthedRequest, draft_id: UUID, section_key: str) -> HttpResponse:
    """Choose a kind, then describe an attribute of one's own."""
    draft = draft_to_edit(request, draft_id)
    section = draft.template.section(section_key)
    if section is None and request.method == "POST":
        return gone(request, draft)
    section = section_or_404(draft, section_key)
    named = request.POST.get("kind", request.GET.get("kind", ""))
    if named not in {kind.value for kind in Kind}:
        context = {"draft": draft, "section": section, "kinds": WORDS.items()}
        status = 422 if request.method == "POST" else 200
        return render_page(request, "specs/drafting/add_own.html", context, status=status)
    blank = _blank(draft, Kind(named), request.POST.get("title", ""))
    if request.method != "POST":
        return _page(request, Tried(draft), blank, None, section_key)
    typed = {name: request.POST.get(name, "") for name in (*TYPED, "example")}
    try:
        attribute = read_own(typed, blank.kind, blank.key)
    except Unclear as unclear:
        return _page(request, Tried(draft, 422, {**unclear.wrong}), blank, None, section_key)
    words = _("asks for “%(title)s”, an attribute of its own") % {"title": attribute.title}
    wanted = request.POST.get("required", "")

    def add(template: Template) -> Template:
        added = edits.add_attributes(template, section_key, [attribute])
        wording = edits.Wording(
            attribute.title,
            attribute.help,
            required=wanted in ("always", *stages.STAGES),
            required_from=wanted if wanted in stages.STAGES else "",
            show_when=_condition(draft, attribute, request.POST.get("asked_when", "")),
            material=MATERIAL.get(request.POST.get("material", "")),
        )
        return edits.reword(added, attribute.key, wording)

    tried = attempt(request, draft, actions.Edit(words, add))
    if not tried.is_done:
        return _page(request, tried, blank, None, section_key)
    messages.success(request, _("“%(title)s” is added.") % {"title": attribute.title})
    return redirect("specs:edit-section", draft.pk, section_key)


def _blank(draft: TemplateDraft, kind: Kind, title: str) -> Attribute:
    """Return an attribute that says nothing yet, under a key that no version of the draft has."""
    taken = {*draft.template.items}
    for version in access.versions_of(draft):
        taken |= {*version.template.items}
    key = own_key(title[:100], taken)
    return Attribute(key, title="", kind=kind, section=SECTION, help="", roles=(), source=SECTION)


def _page(
    request: AuthedRequest,
    tried: Tried,
    attribute: Attribute,
    item: TemplateItem | None,
    section_key: str = "",
) -> HttpResponse:
    draft = tried.draft
    home = section_or_404(draft, section_key or draft.template.section_of[attribute.key])
    stored = {**dict.fromkeys((*TYPED, "example"), ""), **write_own(attribute)}
    is_refused = request.method == "POST"
    typed = {n: request.POST.get(n, "") if is_refused else held for n, held in stored.items()}
    stands = {
        "required": (item.required_from or "always") if item and item.required else "",
        "material": next((n for n, held in MATERIAL.items() if item and held is item.material), ""),
        "asked_when": attribute.show_when,
        "section": home.key,
    }
    chosen = {n: request.POST.get(n, "") if is_refused else held for n, held in stands.items()}
    shape = SHAPES.get(attribute.kind, ()) if attribute.is_own else ()
    context = {
        "draft": draft,
        "home": home,
        "attribute": attribute,
        "is_new": item is None,
        "kind_words": WORDS[attribute.kind],
        "shape": shape,
        "has_example": attribute.is_own and attribute.kind not in WITHOUT,
        "example_hint": HINTS.get(attribute.kind, ""),
        "typed": typed,
        "stages": stages.WORDS.items(),
        "stage_words": stages.WORDS,
        "theirs": tried.theirs({**typed, **chosen}, {**stored, **stands} if item else {}),
        "weight": Weight.of(attribute),
        "wishes": conditions.offered(draft.template, attribute.key),
        **chosen,
        "wrong": tried.said,
        "notice": tried.notice,
        "problems": [p for p in actions.problems_of(draft) if p.key == attribute.key],
    }
    return render_page(request, PAGE, context, status=tried.status)
