"""Lets the world of the access table grow: more of everything that a page could list."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.actions import make_token, queue_mail
from accounts.models import Membership, RoleHolder, StakeholderRole, User
from bench.seeding.copying import Copier, Original
from reviews.models import Condition, SignOff
from specs.domain.talk import Place
from specs.models import BulkChange, BulkItem, LeftOut, SavedView, Spec, SpecEditor, Thread
from tests.access_world import World
from tests.cast import make_people
from tests.make import change, make_invitation, make_thread, op

MANY = 8
PLACES = ("problem.statement", "evaluation.ship_threshold", "deployment.rollback_time")


def begin(here: World) -> None:
    """Let every spec hold what only some do: pages look for it where there is one."""
    for spec in Spec.objects.filter(pk__in=[one.pk for one in here.specs.values()]):
        make_thread(spec, here.people.dana)


def grow(here: World) -> None:
    """Add to every list there is."""
    people = grow_people(here)
    for spec in Spec.objects.filter(pk__in=[one.pk for one in here.specs.values()]):
        grow_spec(here, spec)
        for user in people[:MANY]:
            SpecEditor.objects.create(spec=spec, user=user)
    copy(here)
    grow_lists(here)


def grow_lists(here: World) -> None:
    """Add to what was done to many specs at once, and to the views that are kept."""
    change = BulkChange.objects.get(asked_by=here.people.dana)
    reasons = [LeftOut.NO_RIGHT, LeftOut.IN_REVIEW, ""]
    BulkItem.objects.bulk_create(
        BulkItem(change=change, spec=spec, left_out=reasons[number % 3], is_done=number % 3 == 2)
        for number, spec in enumerate(Spec.objects.all())
    )
    for number in range(MANY):
        for shared in (None, here.people.meridian):
            SavedView.objects.create(
                name=f"View {number}",
                query="state=draft",
                owner=here.people.dana,
                organisation=shared,
            )


def grow_people(here: World) -> list[User]:
    """Add members, guests, invitations, roles, tokens and mails."""
    cast = here.people
    names = {f"more{n}": (f"More People {n}", "Analyst") for n in range(MANY)}
    users = list(make_people(names, "meridian.example").values())
    Membership.objects.bulk_create(
        Membership(organisation=cast.meridian, user=user) for user in users
    )
    for number, user in enumerate(users):
        role = StakeholderRole.objects.create(
            organisation=cast.meridian, key=f"own_{number}", label=f"Own {number}", block_prompt="?"
        )
        RoleHolder.objects.create(organisation=cast.meridian, role=role.key, user=user)
        RoleHolder.objects.create(organisation=cast.meridian, role="finance", user=user)
        make_invitation(cast.meridian, f"invited{number}@meridian.example", cast.jonas)
        for holder in (cast.dana, cast.jonas):
            queue_mail(to=holder, kind="x", subject="More", lines=(), key=f"{holder.pk}:{number}")
            make_token(organisation=cast.meridian, name="CI", days=30, by=holder)
    return users


def grow_spec(here: World, spec: Spec) -> None:
    """Add events, comments and conditions to a spec."""
    cast = here.people
    for key in PLACES:
        grow_threads(make_thread(spec, cast.dana, place=Place(key=key)), cast.dana)
    if spec.state == "draft":
        for number in range(MANY):
            change(spec, "problem.statement", f"Alerts come late, {number} of 40.", cast.dana)
    for sign_off in SignOff.objects.filter(review__revision__spec=spec):
        Condition.objects.bulk_create(
            Condition(
                sign_off=sign_off,
                text=f"More {n}",
                owner=cast.dana,
                due_on=timezone.now().date() + timedelta(days=n),
            )
            for n in range(MANY)
        )


def grow_threads(thread: Thread, asked: User) -> None:
    """Begin the same thread again and again, with an answer in each, for somebody to look at."""
    [first] = thread.comments.all()
    for _ in range(MANY):
        Thread.objects.filter(pk=thread.pk).update(assignee=asked)
        thread.pk, thread._state.adding, thread.assignee = None, True, asked
        thread.save()
        for _turn in range(2):
            first.pk, first._state.adding = None, True
            first.thread, first.op_id = thread, op()
            first.save()


def copy(here: World) -> None:
    """Copy each spec, with all that hangs on it."""
    originals = [Original(Spec.objects.get(pk=spec.pk)) for spec in here.specs.values()]
    copier = Copier(originals, [])
    copier.copy([(original, {}, n) for original in originals for n in range(1, MANY)])
    copier.finish()
