"""The few tags that all templates use: state, marks, people, hashes, times."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from django import template
from django.conf import settings
from django.template.defaultfilters import date as format_date
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from lucide.templatetags.lucide import lucide

from accounts.choosing import NAME
from accounts.coming_back import BACK
from accounts.templatetags.drawing import (
    mark_of,
    mark_svg,
    meter_svg,
    product_svg,
    ring_svg,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.template.context import RequestContext

register = template.Library()

NOTHING = SafeString("")
HERE = SafeString(' aria-current="page"')
PEOPLE = 6
HOUR = 3600
DAY = 86400
WEEK = 7
STATES = {
    "draft": (gettext_lazy("Draft"), "pencil-line"),
    "in_review": (gettext_lazy("In review"), "eye"),
    "approved": (gettext_lazy("Approved"), ""),
    "blocked": (gettext_lazy("Blocked"), ""),
    "superseded": (gettext_lazy("Superseded"), "layers"),
    "archived": (gettext_lazy("Archived"), "archive"),
}
SAVES = {
    "saved": ("check", "saved"),
    "saving": ("loader", "saving"),
    "not-saved": ("cloud-off", "not-saved"),
    "conflict": ("git-compare", "conflict"),
}


class Person(Protocol):
    """Whoever has a name, initials and a colour."""

    pk: Any
    name: str
    initials: str


class Slot(Protocol):
    """One role's place in a strip of marks."""

    state: str
    label: str


@register.simple_tag
@cache
def fixed(name: str) -> SafeString:
    """Include a template that takes nothing: it comes out the same each time, so it is kept."""
    return SafeString(get_template(name).render())


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, size: int = 16, label: str = "") -> SafeString:
    """Inline a Lucide icon; without a label it is hidden from assistive technology."""
    named = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    drawn = lucide(name, size=size, stroke_width="1.75", **{"class": "icon"}, **named)
    return mark_safe(drawn)  # noqa: S308  the package escapes attributes


@register.simple_tag
def product_mark(size: int = 22, *, literal: bool = False) -> SafeString:
    """Draw the mark of the product."""
    return product_svg(size=size, literal=literal)


@register.simple_tag
def badge(state: str, revision: int | None = None, *, short: bool = False) -> SafeString:
    """Label the state of a spec: icon, word, revision."""
    word, symbol = STATES.get(state, (state, "circle"))
    words = str(word)
    if revision:
        words = _revision_words(state, words, revision, short=short)
    drawn = icon(symbol, 14) if symbol else mark_svg(state, size=13)
    return format_html(
        '<span class="state state-{}">{}<span>{}</span></span>',
        state.replace("_", "-"),
        drawn,
        words,
    )


def _revision_words(state: str, word: str, revision: int, *, short: bool) -> str:
    if state == "draft":
        return _("Draft of r%(number)s") % {"number": revision}
    if short:
        return _("%(word)s r%(number)s") % {"word": word, "number": revision}
    return _("%(word)s, revision %(number)s") % {"word": word, "number": revision}


@register.simple_tag
def mark(state: str, size: int = 16, *, named: bool = False, literal: bool = False) -> SafeString:
    """Draw one mark; ``named`` where no word stands beside it."""
    name = str(mark_of(state).word) if named else ""
    return mark_svg(state, size=size, name=name, literal=literal)


@register.simple_tag
def mark_word(state: str) -> SafeString:
    """Say a standing in the colour of its mark."""
    said = mark_of(state)
    word = str(said.word)
    return format_html('<span class="word-{}">{}</span>', said.token, word[0].upper() + word[1:])


@register.simple_tag
def marks(slots: Iterable[Slot], size: int = 13, *, literal: bool = False) -> SafeString:
    """Draw a strip of marks, one a role, in the template's order."""
    listed = list(slots)
    said = ", ".join(f"{slot.label}: {mark_of(slot.state).word}" for slot in listed)
    return format_html(
        '<span class="marks" role="img" aria-label="{}">{}</span>',
        said,
        format_html_join(
            "",
            "{}",
            ((mark_svg(slot.state, size=size, literal=literal),) for slot in listed),
        ),
    )


@register.simple_tag
def ring(answered: int, total: int, size: int = 16) -> SafeString:
    """Draw how much of a section is answered."""
    return ring_svg(answered, total, size=size)


@register.simple_tag
def meter(percent: int, width: int = 96) -> SafeString:
    """Draw completeness; the percentage stands beside it in words."""
    return meter_svg(percent, width=width)


@register.filter
def grouped(digest: str, groups: int = 16) -> str:
    """Write a hash in groups of four: ``9f2c 41ab …``."""
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4)[:groups])


@register.simple_tag(name="hash")
def hash_tag(digest: str, groups: int = 4) -> SafeString:
    """Print the beginning of a hash; the whole of it is in the title."""
    return format_html(
        '<span class="hash hash-{}" title="{}">{}</span>',
        groups,
        grouped(digest),
        grouped(digest, groups),
    )


@register.simple_tag
def initials(person: Person, size: str = "", *, here: bool = False) -> SafeString:
    """Draw a person as a round mark with their initials and colour."""
    classes = f"person person-{person_colour(person.pk)}"
    classes += f" person-{size}" if size else ""
    classes += " is-here" if here else ""
    return format_html(
        '<span class="{}" title="{}" role="img" aria-label="{}">{}</span>',
        classes,
        person.name,
        person.name,
        person.initials,
    )


@register.filter
def person_colour(key: object) -> int:
    """Return 1 to 6, always the same for the same person."""
    digits = "".join(filter(str.isdigit, str(key))) or "0"
    return int(digits[-9:]) % PEOPLE + 1


@register.simple_tag
def when(moment: datetime | None) -> SafeString:
    """Say how long ago, with the exact time and zone on hover."""
    if moment is None:
        return NOTHING
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}" data-relative>{}</time>',
        moment.isoformat(),
        format_date(local, "j F Y, H:i:s T"),
        relative(moment),
    )


def relative(moment: datetime) -> str:
    """Return "now", "12 min", "3 h", "yesterday", "4 days", "16 Feb"."""
    now = timezone.now()
    seconds = int((now - moment).total_seconds())
    local, today = timezone.localtime(moment), timezone.localtime(now)
    if seconds < 60:
        return _("now")
    if seconds < HOUR:
        return _("%(n)s min") % {"n": seconds // 60}
    days = (today.date() - local.date()).days
    if seconds < DAY and days == 0:
        return _("%(n)s h") % {"n": seconds // HOUR}
    if days <= 1:
        return _("yesterday")
    if days < WEEK:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return day(local)


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a date as "16 Feb", with the year when it is another one."""
    if value is None:
        return ""
    form = "j M" if value.year == timezone.localtime().year else "j M Y"
    return format_date(value, form)


@register.filter
def clock(moment: datetime | None) -> str:
    """Write the time of day: "12:04"."""
    return format_date(timezone.localtime(moment), "H:i") if moment else ""


@register.filter
def exact(moment: datetime) -> str:
    """Write day and time: "16 Feb, 12:04"; the time alone where ``when`` says the day already."""
    said = day(timezone.localtime(moment))
    return clock(moment) if said == relative(moment) else f"{said}, {clock(moment)}"


@register.simple_tag
def saved_state(state: str, words: str) -> SafeString:
    """Say whether a text is saved: icon and words."""
    symbol, name = SAVES.get(state, SAVES["saving"])
    return format_html(
        '<span class="saved-state is-{}">{}<span>{}</span></span>', name, icon(symbol, 14), words
    )


@register.simple_tag(takes_context=True)
def current(context: RequestContext, *names: str) -> SafeString:
    """Mark the link to the page one is on: ``{% current "specs:list" %}``."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    is_here = match is not None and match.view_name in names
    return HERE if is_here else NOTHING


@register.filter
def stated_day(value: str) -> str:
    """Say a day that a revision keeps as text, like 2026-11-21."""
    return day(date.fromisoformat(value[:10])) if value else ""


@register.simple_tag(takes_context=True)
def current_under(context: RequestContext, path: str) -> SafeString:
    """Mark the link to the part one is in, by its address: ``{% current_under "/specs/" %}``."""
    request = context.get("request")
    return HERE if request is not None and request.path.startswith(path) else NOTHING


@register.simple_tag(takes_context=True)
def chosen_organisation(context: RequestContext) -> str:
    """Name the organisation that somebody with several looks at."""
    session = getattr(context.get("request"), "session", None)
    return str(session.get(NAME, "")) if session is not None else ""


@register.simple_tag(takes_context=True)
def way_back(context: RequestContext) -> str:
    """Return where a second factor was asked for, while it is being set up."""
    session = getattr(context.get("request"), "session", None)
    return str(session.get(BACK, "")) if session is not None else ""


@register.simple_tag
def is_demo() -> bool:
    """Tell whether mail goes into a folder that everybody can read."""
    return bool(settings.DEMO)


@register.simple_tag(takes_context=True)
def theme(context: RequestContext) -> SafeString:
    """Set the theme that was chosen; none follows the system."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme") if request else None
    if chosen not in ("light", "dark"):
        return NOTHING
    return format_html(' data-theme="{0}" data-bs-theme="{0}"', chosen)
