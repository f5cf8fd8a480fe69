"""Loads the catalogue's roles and templates; a changed template makes the next version."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Max

from accounts.actions import load_roles
from specs import catalogue
from specs.actions.checking import ask_for_new_rules
from specs.domain.attribute import Template
from specs.models import SpecTemplate
from trail.actions import append
from trail.domain.canonical import canonical, digest
from trail.domain.event import SYSTEM, Kind


class Command(BaseCommand):
    """Safe to run at every start: what is loaded already is left alone."""

    help = "Load the catalogue's roles and templates; a changed template makes the next version."

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load what is new and say what that was."""
        said = []
        if roles := load_roles(roles=catalogue.roles()):
            said.append(f"Stakeholder roles written: {roles}.")
        published = [publish(template) for template in catalogue.templates().values()]
        said += [f"Published: {template}." for template in published if template is not None]
        if drafts := ask_for_new_rules():
            said.append(f"Drafts to be checked by new rules: {drafts}.")
        if said and options["verbosity"]:
            self.stdout.write("\n".join(said))


@transaction.atomic
def publish(template: Template) -> SpecTemplate | None:
    """Store the next version of a template, or None when the newest says the same."""
    definition = canonical(template.definition())
    newest = SpecTemplate.objects.filter(organisation=None, key=template.key)
    if newest.order_by("-version").values_list("digest", flat=True).first() == digest(definition):
        return None
    last = newest.aggregate(last=Max("version"))["last"] or 0
    published = SpecTemplate.objects.create(
        key=template.key,
        version=last + 1,
        title=template.title,
        definition=definition,
        digest=digest(definition),
    )
    append(
        chain="instance",
        kind=Kind.TEMPLATE_PUBLISHED,
        by=SYSTEM,
        object=f"template:{template.key}",
        after=published.digest,
        facts={"template": template.title, "version": published.version},
    )
    return published
