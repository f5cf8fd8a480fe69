"""Draws the control of a form's field in our look, also for the sign-in library's forms."""

from __future__ import annotations

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

BARE = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Render a field's widget; the words above it say what belongs in, so no placeholder does."""
    attrs: dict[str, str | bool] = (
        {} if isinstance(field.field.widget, BARE) else {"class": "control"}
    )
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs=attrs)
