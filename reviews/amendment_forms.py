"""What people send about amendments: read, checked, and kept as typed when it is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.actions import Grounds, Upload, Value
from reviews.forms import Words
from reviews.models import AmendmentState, Stance
from specs.domain.attribute import Kind
from specs.domain.values import STATUSES, Invalid, clean_line, not_applicable, parse, parse_cell
from specs.domain.values.figures import figure_problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict

    from reviews.amendments import Entry
    from reviews.models import AmendmentChange
    from specs.domain.attribute import Json

LARGEST_FILE = 5 << 20
NOT_A_DAY = _("Not a date. Write year, month and day, like 2026-03-02.")
# What may be attached, by the ending of its name: what a browser shows as a page is not among it.
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "csv": "text/csv",
    "txt": "text/plain",
    "md": "text/markdown",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "parquet": "application/vnd.apache.parquet",
    "ipynb": "application/x-ipynb+json",
    "zip": "application/zip",
}
STARTS = {"pdf": b"%PDF-", "png": b"\x89PNG", "jpg": b"\xff\xd8", "jpeg": b"\xff\xd8"}
STARTS |= dict.fromkeys(("xlsx", "docx", "pptx", "zip"), b"PK")
ENDINGS = ", ".join(TYPES)


class Line(forms.CharField):
    """One line of text, cleaned as answers are."""

    def __init__(self, *, longest: int) -> None:
        super().__init__(required=False)
        self.longest = longest

    def clean(self, value: Any) -> str:
        """Return the line as it is stored."""
        try:
            line = clean_line(str(value or ""))
        except Invalid as error:
            raise forms.ValidationError(str(error)) from error
        if len(line) > self.longest:
            words = _("This is longer than %(most)d characters.")
            raise forms.ValidationError(words, params={"most": self.longest})
        return line


class GroundsForm(forms.Form):
    """Why something must change, and what was known when that was asked."""

    why = Words()
    known = Words()
    known_from = Line(longest=300)
    known_on = forms.DateField(required=False, error_messages={"invalid": NOT_A_DAY})
    due_on = forms.DateField(required=False, error_messages={"invalid": NOT_A_DAY})

    def clean_known_on(self) -> date | None:
        """Refuse a result of tomorrow."""
        day: date | None = self.cleaned_data["known_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet. Nothing can be known then."))
        return day

    def clean_due_on(self) -> date | None:
        """Refuse a day that has passed."""
        day: date | None = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose today or a later one."))
        return day

    def grounds(self) -> Grounds:
        """Return it as the action takes it."""
        return Grounds(**self.cleaned_data)


class EvidenceForm(forms.Form):
    """One piece of evidence: a text, a link or a file."""

    title = Line(longest=200)
    text = Words()
    url = Line(longest=1000)
    file = forms.FileField(required=False, allow_empty_file=True)

    @property
    def is_begun(self) -> bool:
        """Something was typed or chosen."""
        typed = any(str(self.data.get(name, "")).strip() for name in ("title", "text", "url"))
        return typed or bool(self.files.get("file"))

    def clean_url(self) -> str:
        """Take links of the web only: what is clicked leads nowhere else."""
        url: str = self.cleaned_data["url"]
        if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc):
            raise forms.ValidationError(_("Write the whole link, beginning with https://"))
        return url

    def clean_file(self) -> UploadedFile[bytes] | None:
        """Take small files of known kinds, by their name and by how they begin."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if file is None:
            return None
        ending = str(file.name).rpartition(".")[2].lower()
        if ending not in TYPES:
            words = _("Files of this kind are not taken. Attach one of: %(endings)s.")
            raise forms.ValidationError(words, params={"endings": ENDINGS})
        if not file.size:
            raise forms.ValidationError(_("This file is empty."))
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is larger than 5 MB. Link to it instead."))
        begins = file.read(8)
        file.seek(0)
        if not begins.startswith(STARTS.get(ending, b"")):
            raise forms.ValidationError(_("This file is not what its name says."))
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for a title and for exactly one thing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = [name for name in ("text", "url", "file") if cleaned.get(name)]
        if self.errors:
            return cleaned
        if len(given) != 1:
            words = _("Give one of the three: a text, a link or a file.")
            raise forms.ValidationError(words)
        if not cleaned.get("title"):
            file = cleaned.get("file")
            cleaned["title"] = str(file.name)[:200] if file else ""
        if not cleaned["title"]:
            self.add_error("title", _("Say in a few words what it is."))
        return cleaned

    def parts(self) -> dict[str, Any]:
        """Return it as the action takes it."""
        cleaned, upload = self.cleaned_data, None
        if file := cleaned.get("file"):
            name = clean_line(str(file.name))[-200:]
            ending = name.rpartition(".")[2].lower()
            upload = Upload(name, TYPES[ending], file.read())
        return {
            "title": cleaned["title"],
            "text": cleaned["text"],
            "url": cleaned["url"],
            "upload": upload,
        }


class PositionForm(forms.Form):
    """What one role says to a proposal."""

    role = forms.SlugField(max_length=60)
    seen = forms.IntegerField(min_value=1)
    stance = forms.ChoiceField(
        choices=Stance.choices,
        error_messages={
            "required": _("Choose one of the three."),
            "invalid_choice": _("Choose one of the three."),
        },
    )
    reason = Words()

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where it is needed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        needs = cleaned.get("stance") in (Stance.AGREE_IF, Stance.AGAINST)
        if needs and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say what it hangs on, or why not."))
        return cleaned


ENDS = (
    AmendmentState.ACCEPTED,
    AmendmentState.MORE_DATA,
    AmendmentState.NEW_SCOPE,
    AmendmentState.STOPPED,
)


class RulingForm(forms.Form):
    """How an amendment ends, and why."""

    how = forms.ChoiceField(
        choices=[(end.value, end.label) for end in ENDS],
        error_messages={
            "required": _("Choose how it ends."),
            "invalid_choice": _("Choose how it ends."),
        },
    )
    seen = forms.IntegerField(min_value=1)
    why = Words(required=True, missing=_("Say why. The reason stays on record."))
    without_waiting = forms.BooleanField(required=False)
    reopen = forms.BooleanField(required=False)
    due_on = forms.DateField(required=False, error_messages={"invalid": NOT_A_DAY})


PARTS = ("value", "unit", "start", "end", "status", "note", "name", "role")


@dataclass
class Control:
    """What stands in the inputs of one change, and what is wrong with it."""

    entry: Entry
    sent: dict[str, Any] = field(default_factory=dict)
    reached: str = ""
    low: str = ""
    high: str = ""
    problem: str = ""
    reached_problem: str = ""

    @property
    def kind(self) -> str:
        return self.entry.kind.value

    @property
    def name(self) -> str:
        """The name under which the form sends it."""
        return f"p{self.entry.row.pk}"

    @property
    def parts(self) -> dict[str, Any]:
        """What stands in each input, blank where nothing does."""
        return dict.fromkeys(PARTS, "") | self.sent

    @property
    def statuses(self) -> Sequence[str]:
        """The colours of a traffic light."""
        return STATUSES

    @property
    def unit(self) -> str:
        """The unit that stands beside a figure."""
        old = self.entry.row.old
        if isinstance(old, dict) and "unit" in old:
            return str(old["unit"])
        shape = self.entry.column or self.entry.attribute
        return "%" if self.entry.kind is Kind.PERCENT else shape.unit

    @property
    def options(self) -> Sequence[tuple[str, str]]:
        shape = self.entry.column or self.entry.attribute
        return [(option.value, option.label) for option in shape.options]


def parts_of(value: Json) -> dict[str, Any]:
    """Return a stored value as the inputs hold it."""
    if value is None or not_applicable(value) is not None:
        return {}
    if isinstance(value, dict):
        return {str(name): part for name, part in value.items()}
    if isinstance(value, bool):
        return {"value": "yes" if value else "no"}
    return {"value": value}


class ValuesForm:
    """What is proposed for each place of an amendment, as typed or as it is kept."""

    def __init__(self, entries: Sequence[Entry], data: QueryDict | None = None) -> None:
        self.data = data
        self.controls = [self._control(entry) for entry in entries]
        self.values: dict[int, Value] = {}
        if data is not None:
            for control in self.controls:
                self._read(control)

    @property
    def is_valid(self) -> bool:
        return not any(one.problem or one.reached_problem for one in self.controls)

    @property
    def metrics(self) -> list[Control]:
        return [one for one in self.controls if one.entry.is_metric]

    @property
    def others(self) -> list[Control]:
        return [one for one in self.controls if not one.entry.is_metric]

    def rows(self) -> list[AmendmentChange]:
        """Return the changes as they would be with what was typed; what is wrong stays as kept."""
        rows = []
        for control in self.controls:
            row = control.entry.row
            if value := self.values.get(row.pk):
                row.reached, row.reached_low = value.reached, value.low
                row.reached_high, row.proposed = value.high, value.proposed
            rows.append(row)
        return rows

    def _control(self, entry: Entry) -> Control:
        row, pk = entry.row, entry.row.pk
        if self.data is None:
            reached = str(parts_of(row.reached).get("value", ""))
            low, high = row.reached_low, row.reached_high
            return Control(entry, parts_of(row.proposed), reached, low, high)
        sent = {
            name.partition("-")[2]: self.data.getlist(name)
            for name in self.data
            if name.startswith(f"p{pk}-")
        }
        many = entry.kind is Kind.MULTI_CHOICE
        parts: dict[str, Any] = {name: texts if many else texts[-1] for name, texts in sent.items()}
        typed = [self.data.get(f"{letter}{pk}", "").strip() for letter in "rlh"]
        return Control(entry, parts, *typed)

    def _read(self, control: Control) -> None:
        entry, row = control.entry, control.entry.row
        try:
            proposed = self._proposed(control)
        except Invalid as fault:
            control.problem = fault.message
            proposed = row.proposed
        reached = self._reached(control) if entry.is_figure else row.reached
        self.values[row.pk] = Value(reached, control.low, control.high, proposed)

    def _proposed(self, control: Control) -> Json:
        entry = control.entry
        if entry.column is not None:
            return parse_cell(entry.column, str(control.sent.get("value", "")))
        typed = cast("Mapping[str, Any]", control.sent)
        value = parse(entry.attribute, typed)
        is_excused = not_applicable(entry.row.old) is not None
        return entry.row.old if value is None and is_excused else value

    def _reached(self, control: Control) -> Json:
        texts = (control.reached, control.low, control.high)
        for text in texts:
            if text and (problem := figure_problem(text)):
                control.reached_problem = problem
        if bool(control.low) != bool(control.high):
            control.reached_problem = str(_("Give both ends of the interval, or none."))
        if (control.low or control.high) and not control.reached:
            control.reached_problem = str(_("Say what was reached as well."))
        if control.reached_problem or not control.reached:
            return None
        old = control.entry.row.old
        if isinstance(old, dict) and "unit" in old:
            return {"value": control.reached, "unit": old["unit"]}
        return control.reached
