"""The two views of the yardstick: one save, and one page of forty fields."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from bench.bare.models import Answer, Event, Membership
from bench.fields import FIELDS


@login_required
@require_POST
def save(request: HttpRequest, document: int, key: str) -> HttpResponse:
    """Save one answer unless it has another version, and say so in 300 bytes."""
    get_object_or_404(Membership, user=request.user, level="member")
    base, value = int(request.POST["base_version"]), request.POST["value"]
    with transaction.atomic():
        answers = Answer.objects.filter(document=document, key=key, version=base)
        if not answers.update(value=value, version=F("version") + 1):
            return HttpResponse("Somebody else saved this.", status=409)
        body = json.dumps({"key": key, "version": base + 1, "by": request.user.pk})
        Event.objects.create(
            document=document, key=key, user=request.user, kind="answer.saved", body=body
        )
    return render(request, "bare/saved.html", {"key": key, "version": base + 1})


@login_required
@require_GET
def page(request: HttpRequest, document: int) -> HttpResponse:
    """Show all fields."""
    get_object_or_404(Membership, user=request.user, level="member")
    answers = {answer.key: answer for answer in Answer.objects.filter(document=document)}
    fields = [{"attribute": field, "answer": answers[field.key]} for field in FIELDS]
    return render(request, "bare/page.html", {"fields": fields, "document": document})


urlpatterns = [
    path("<int:document>/answers/<str:key>/", save, name="save"),
    path("<int:document>/", page, name="page"),
]
