"""The built-in stakeholder roles, as people read them."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "product_manager": "Product manager",
    "data_scientist": "Data scientist",
    "ml_engineer": "ML engineer",
    "data_engineer": "Data engineer",
    "sre_on_call": "SRE / on-call",
    "legal_compliance": "Legal / compliance",
    "finance": "Finance",
    "executive_sponsor": "Executive sponsor / client",
    "platform_engineer": "Platform engineer",
    "domain_expert": "Domain expert / annotator",
}


def label_in(labels: Mapping[str, str], role: str) -> str:
    """What a role is called in a list of labels; else one of the organisation's own by its key."""
    return labels.get(role) or role_label(role)


def role_label(role: str) -> str:
    """What a role is called; one of the organisation's own by its key."""
    return LABELS.get(role) or role.replace("_", " ").capitalize()
