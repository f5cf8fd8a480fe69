"""What people send about reviews: checked, cleaned, and kept as typed when it is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reviews.decisions import Choice, Proof, Wish
from reviews.models import Decision
from specs.domain.values import Invalid, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet
    from django.http import QueryDict

    from reviews.domain.frozen import Frozen
    from reviews.domain.policy import Slot
    from reviews.domain.route import Stage

LONGEST = 4000
MOST_CONDITIONS = 20
DECISIONS = (Decision.APPROVED, Decision.CONDITIONS, Decision.BLOCKED)


class Words(forms.CharField):
    """Text of several lines, in NFC, without control characters."""

    def __init__(self, *, missing: Any = "", required: bool = False) -> None:
        messages = {"required": missing} if missing else {}
        super().__init__(required=required, error_messages=messages)

    def clean(self, value: Any) -> str:
        """Return the text as it is stored."""
        text = str(value or "").replace("\r\n", "\n").strip()
        if len(text) > LONGEST:
            raise forms.ValidationError(
                _("This is %(length)s characters long. Write at most %(most)s."),
                params={"length": f"{len(text):,}", "most": f"{LONGEST:,}"},
            )
        try:
            text = clean_text(text)
        except Invalid as error:
            raise forms.ValidationError(str(error)) from error
        if self.required and not text:
            raise forms.ValidationError(self.error_messages["required"])
        return text


class TakerForm(forms.Form):
    """Who takes over from somebody who leaves."""

    taker = forms.ModelChoiceField(
        label=_("Who takes over"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
        error_messages={"invalid_choice": _("This person cannot take over. Choose another one.")},
    )

    def __init__(self, *args: Any, takers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker"].queryset = takers.order_by("name")  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = Words(required=True, missing=_("Say why. The reason stays on record."))


class WaiverForm(ReasonForm):
    """Why a warning may stand, and until when."""

    expires_on = forms.DateField(
        required=False,
        error_messages={"invalid": _("Not a date. Write year, month and day, like 2026-03-02.")},
    )


class NoteForm(forms.Form):
    """How a condition was met."""

    note = Words(required=True, missing=_("Say how it was met, or where that can be seen."))


class DueForm(forms.Form):
    """By when the signers are asked to answer."""

    due_on = forms.DateField(
        required=False,
        error_messages={"invalid": _("Not a date. Write year, month and day, like 2026-03-02.")},
    )

    def clean_due_on(self) -> date | None:
        """Refuse a day that has passed."""
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on and due_on < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose today or a later one."))
        return due_on


@dataclass
class ConditionRow:
    """One condition as it was typed, with what is wrong about it."""

    text: str = ""
    owner: str = ""
    due_on: str = ""
    stage: str = ""
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing was typed: an owner stands chosen in every row."""
        return not (self.text.strip() or self.due_on)


class SignForm(forms.Form):
    """A decision with all that belongs to it."""

    content_hash = forms.RegexField(
        r"[0-9a-f]{64}\Z",
        error_messages={
            "required": _("This page was sent without the revision it is about. Sign once more."),
            "invalid": _("This page was sent without the revision it is about. Sign once more."),
        },
    )
    nonce = forms.UUIDField(
        error_messages={
            "required": _("This page was sent in part only. Enter your password and sign again."),
            "invalid": _("This page was sent in part only. Enter your password and sign again."),
        }
    )
    decision = forms.ChoiceField(
        choices=[(decision.value, decision.label) for decision in DECISIONS],
        error_messages={
            "required": _("Choose one of the three."),
            "invalid_choice": _("Choose one of the three."),
        },
    )
    block_answer = Words()
    reason = Words()
    sections = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": _("Choose among the sections listed.")}
    )
    acknowledge = forms.BooleanField(required=False)
    password = forms.CharField(required=False, strip=False, max_length=4096)
    code = forms.CharField(required=False, max_length=40)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        revision: Frozen,
        slot: Slot,
        people: Sequence[User],
        initial: dict[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.revision, self.slot = revision, slot
        self.people = {str(person.pk): person for person in people}
        choices = [(s.key, s.heading) for s in revision.template.sections]
        self.fields["sections"].choices = choices  # type: ignore[attr-defined]
        self.rows = self._read_rows(data)

    def _read_rows(self, data: QueryDict | None) -> list[ConditionRow]:
        if data is None:
            return []
        texts = data.getlist("condition_text")
        columns = [data.getlist(f"condition_{name}") for name in ("owner", "due", "stage")]
        return [
            ConditionRow(text, *(given[n] if n < len(given) else "" for given in columns))
            for n, text in enumerate(texts)
        ]

    @property
    def later_stages(self) -> list[tuple[str, Stage]]:
        """The stages that a condition of this role can hold up, by what the browser sends."""
        stages = self.revision.policy.stages
        return [(str(one.number), one) for one in stages if one.number > self.slot.stage]

    @property
    def shown_rows(self) -> Iterable[ConditionRow]:
        """Rows to fill in: what was typed, and blank ones up to three."""
        typed = [row for row in self.rows if not row.is_blank or row.problem]
        return [*typed, *(ConditionRow() for _n in range(max(1, 3 - len(typed))))]

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs to the decision, and for nothing else."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        decision = cleaned.get("decision")
        if decision == Decision.BLOCKED:
            if not cleaned.get("reason") and "reason" not in self.errors:
                self.add_error("reason", _("Say what has to change before you can sign."))
            if not cleaned.get("sections") and "sections" not in self.errors:
                self.add_error("sections", _("Choose at least one section that it is about."))
        elif decision and not cleaned.get("block_answer") and "block_answer" not in self.errors:
            words = _("Answer in one sentence: it is part of what you sign.")
            self.add_error("block_answer", words)
        accepts = decision != Decision.BLOCKED and self.revision.findings_of(self.slot)
        if accepts and not cleaned.get("acknowledge"):
            self.add_error("acknowledge", _("Say that you have read them: you accept them."))
        if decision == Decision.CONDITIONS:
            self._clean_rows()
        return cleaned

    def _clean_rows(self) -> None:
        self.wishes = [wish for row in self.rows if (wish := self._clean_row(row)) is not None]
        if not self.wishes and not any(row.problem for row in self.rows):
            self.add_error(None, _("Write at least one condition, with an owner and a date."))
        elif any(row.problem for row in self.rows):
            self.add_error(None, _("A condition is not complete."))
        elif len(self.wishes) > MOST_CONDITIONS:
            words = _("These are %(given)d conditions. Set at most %(most)d, or block.")
            raise forms.ValidationError(
                words, params={"given": len(self.wishes), "most": MOST_CONDITIONS}
            )

    def _clean_row(self, row: ConditionRow) -> Wish | None:
        if row.is_blank:
            return None
        try:
            text = Words(required=True, missing=_("Say what has to be done.")).clean(row.text)
            due_on = date.fromisoformat(row.due_on)
        except forms.ValidationError as error:
            row.problem = error.messages[0]
        except ValueError:
            row.problem = str(_("Give it a date."))
        else:
            if due_on < timezone.localdate():
                row.problem = str(_("This day has passed. Choose today or a later one."))
            elif row.stage and row.stage not in dict(self.later_stages):
                row.problem = str(_("Choose approval or a later stage."))
            elif owner := self.people.get(row.owner):
                holds = dict(self.later_stages).get(row.stage)
                return Wish(text=text, owner=owner, due_on=due_on, holds=holds)
            else:
                row.problem = str(_("Say who closes it."))
        return None

    def choice(self) -> Choice:
        """Return the decision as the action takes it."""
        cleaned = self.cleaned_data
        return Choice(
            content_hash=cleaned["content_hash"],
            nonce=cleaned["nonce"],
            decision=cleaned["decision"],
            block_answer=cleaned["block_answer"],
            reason=cleaned["reason"],
            sections=tuple(cleaned["sections"]),
            conditions=tuple(getattr(self, "wishes", ())),
            person=self.data.get("for", "")[:12],
        )

    def proof(self) -> Proof:
        """Return what the signer gave to show that it is them."""
        return Proof(password=self.cleaned_data["password"], code=self.cleaned_data["code"])
