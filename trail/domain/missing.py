"""What a sentence of the trail says where an event does not hold a fact."""

from __future__ import annotations

# A fact that may go by another name.
ELSE = {
    "label": ("title", "key", "code"),
    "role_label": ("role",),
    "person": ("name", "signer", "holder", "email", "to"),
    "change": ("changes", "policy"),
}
# What stands for a fact that an event does not hold.
GENERAL = {
    "label": "an answer",
    "item_label": "an entry",
    "title": "the spec",
    "code": "a finding",
    "revision": "(unnumbered)",
    "role_label": "a role",
    "stage_title": "a stage",
    "decision": "a decision",
    "person": "a person",
    "condition": "a condition",
    "kind": "a file",
    "outcome": "what was kept",
    "subject": "a message",
    "place": "a part of the spec",
    "suggested": "somebody",
    "level": "another level",
    "change": "a rule",
    "template": "a template",
    "former": "another template",
    "source": "another spec",
    "version": "(unnumbered)",
    "number": "(unnumbered)",
    "chains": "all",
    "email": "an unknown address",
    "file": "they had",
    "limit": "of a check",
    "check": "a check",
    "signal": "of the monitoring",
    "from": "another value",
    "to": "another one",
    "fix": "as the check offers",
    "expires_on": "an unknown day",
    "piece": "a piece",
    "blockers": "an unknown number of",
    "warnings": "an unknown number of",
    "factor": "their second factor",
    "inviter": "an administrator",
    "what": "some work",
    "taker": "somebody else",
}
