"""What people read of each event."""

from __future__ import annotations

from trail.domain.kinds import Kind

# What is said where a fact says more: an answer that was made, a signature of a stand-in.
MADE_BY: dict[str, dict[str, str]] = {
    "suggested": {
        Kind.ANSWER_SAVED: "{actor} saved “{label}”: suggested by {suggested}, accepted by {actor}."
    },
    "months": {
        Kind.SPEC_REVIEW_DATE_SET: (
            "Revision {revision}, approved, is to be looked at again by {to}, {months} months after"
            " its approval."
        ),
    },
    "without": {
        Kind.REVIEW_APPROVED: (
            "Revision {revision} is approved without {without}, by break-glass; every other role"
            " that must sign has signed."
        ),
    },
    "stand_ins": {
        Kind.REVIEW_NUDGED: (
            "{actor} nudged {person}, and {stand_ins} in their place, to sign revision {revision}"
            " as {role_label}."
        ),
    },
    "instead_of": {
        Kind.REVIEW_REMINDED: (
            "{person}, who stands in for {instead_of}, was reminded to sign revision {revision}"
            " as {role_label}."
        ),
        Kind.SIGNOFF_GIVEN: (
            "{actor} signed revision {revision} as {role_label}, as stand-in for {instead_of}:"
            " {decision}."
        ),
        Kind.SIGNOFF_WITHDRAWN: (
            "{actor}, as stand-in for {instead_of}, withdrew the sign-off of revision {revision}"
            " as {role_label}."
        ),
    },
    "computed": {Kind.ANSWER_SAVED: "{actor} saved “{label}”, computed by {computed}."},
    "although": {
        Kind.GATE_PASSED: "{actor} decided that the {stage} passed although {although}.",
    },
    "taken_up": {
        Kind.GATE_EXTENDED: "{actor} took the {stage}, which was stopped, up again until {to}.",
    },
    "reopened": {
        Kind.GATE_EXTENDED: "{actor} took back that the {stage} passed: it goes on until {to}.",
    },
    "holds": {Kind.CONDITION_SET: "{actor} set a condition that holds up {holds}: {condition}."},
    "guide": {
        Kind.ANSWER_SAVED: "{actor} saved “{label}” from the guide “{guide}”.",
        Kind.ITEM_ADDED: "{actor} added {item_label} to “{label}” from the guide “{guide}”.",
        Kind.ITEM_SAVED: "{actor} changed {item_label} in “{label}” from the guide “{guide}”.",
    },
}
SENTENCES: dict[str, str] = {
    Kind.SPEC_CREATED: "{actor} started the spec “{title}”.",
    Kind.SPEC_COPIED: "{actor} started the spec “{title}” as a copy of “{source}”.",
    Kind.SPEC_TEMPLATE_CHANGED: (
        "{actor} moved the spec from {former} to {template}, version {version}."
    ),
    Kind.SPEC_IMPORTED: "{actor} started the spec “{title}” from the file {file}.",
    Kind.PIECE_PLACED: "{actor} placed “{piece}” of the imported file in “{label}”.",
    Kind.PIECE_DISMISSED: "{actor} dismissed “{piece}” of the imported file.",
    Kind.PIECE_RESTORED: "{actor} brought “{piece}” of the imported file back.",
    Kind.ANSWER_SAVED: "{actor} saved “{label}”.",
    Kind.ITEM_ADDED: "{actor} added {item_label} to “{label}”.",
    Kind.ITEM_SAVED: "{actor} changed {item_label} in “{label}”.",
    Kind.ITEM_MOVED: "{actor} moved {item_label} in “{label}”.",
    Kind.ITEM_DELETED: "{actor} deleted {item_label} from “{label}”.",
    Kind.ITEM_RESTORED: "{actor} restored {item_label} in “{label}”.",
    Kind.CONFLICT_KEPT: "{actor} wrote “{label}” while somebody else did; both texts were kept.",
    Kind.CONFLICT_SETTLED: "{actor} settled the two texts of “{label}”: {outcome}.",
    Kind.WAIVER_GIVEN: "{actor} accepted the finding {code}.",
    Kind.WAIVER_WITHDRAWN: "{actor} no longer accepts the finding {code}.",
    Kind.FINDING_FIXED: "{actor} fixed the finding {code} in “{label}” on one click: {fix}.",
    Kind.FIX_UNDONE: "{actor} took the fix of the finding {code} in “{label}” back.",
    Kind.WAIVER_EXPIRED: "The waiver of the finding {code} expired: it counts again.",
    Kind.RISK_ACCEPTED: "{actor} accepted the risk “{item_label}” until {expires_on}.",
    Kind.RISK_LINKED: (
        "{actor} linked the risk “{item_label}” to the signal “{signal}” on one click."
    ),
    Kind.RISK_UNLINKED: "{actor} took the link of “{item_label}” to the signal “{signal}” back.",
    Kind.RISK_ACCEPTANCE_WITHDRAWN: "{actor} no longer accepts the risk “{item_label}”.",
    Kind.THREAD_OPENED: "{actor} opened a thread on {place}.",
    Kind.THREAD_ASSIGNED: "{actor} asked {person} to answer the thread on {place}.",
    Kind.THREAD_RESOLVED: "{actor} resolved the thread on {place}.",
    Kind.THREAD_REOPENED: "{actor} reopened the thread on {place}.",
    Kind.COMMENT_ADDED: "{actor} replied in the thread on {place}.",
    Kind.COMMENT_EDITED: "{actor} edited a comment on {place}.",
    Kind.COMMENT_DISPOSED: "{actor} said what becomes of the comment on {place}: {decision}.",
    Kind.SUGGESTION_MADE: "{actor} suggested another answer to “{label}”.",
    Kind.SUGGESTION_ACCEPTED: "{actor} accepted what {suggested} suggested for “{label}”.",
    Kind.SUGGESTION_DECLINED: "{actor} declined what {suggested} suggested for “{label}”.",
    Kind.PRIVATE_THREAD_OPENED: "{actor} opened a private thread of {role_label}.",
    Kind.PRIVATE_THREAD_CHANGED: "{actor} went on with a private thread of {role_label}.",
    Kind.SPEC_SUBMITTED: "{actor} submitted revision {revision} for review.",
    Kind.SPEC_WITHDRAWN: "{actor} withdrew revision {revision} from review.",
    Kind.SPEC_REOPENED: "{actor} reopened the spec for writing.",
    Kind.SPEC_REVIEW_DATE_SET: (
        "{actor} moved the day by which revision {revision} is to be looked at again from {from}"
        " to {to}."
    ),
    Kind.SPEC_LOOKED_AT_AGAIN: (
        "{actor} looked at the approved revision {revision} again and left it as it is. The next"
        " look is due: {to}."
    ),
    Kind.SPEC_ARCHIVED: "{actor} archived the spec.",
    Kind.SPEC_UNARCHIVED: "{actor} took the spec out of the archive.",
    Kind.SPEC_SUPERSEDED: "{actor} marked the spec as superseded.",
    Kind.EDITOR_ADDED: "{actor} let {person} write in the spec.",
    Kind.EDITOR_REMOVED: "{actor} took the right to write in the spec from {person}.",
    Kind.GUEST_INVITED: "{actor} let {person} read the spec and comment until {expires_on}.",
    Kind.GUEST_REMOVED: "{actor} ended the guest access of {person}.",
    Kind.SIGNER_ASSIGNED: "{actor} asked {person} to sign as {role_label}.",
    Kind.SIGNOFF_GIVEN: "{actor} signed revision {revision} as {role_label}: {decision}.",
    Kind.SIGNOFF_WITHDRAWN: "{actor} withdrew the sign-off of revision {revision} as {role_label}.",
    Kind.SIGNOFF_KEPT: (
        "The sign-off of {person} as {role_label} was kept from revision {from_revision} to"
        " revision {revision} over a change of wording in {change}; the role may object until"
        " {until}."
    ),
    Kind.EDIT_AGREED: (
        "{actor} has no objection as {role_label} to the change of wording in {change} of"
        " revision {revision}."
    ),
    Kind.EDIT_OBJECTED: (
        "{actor} objected as {role_label} to the change of wording in {change} of revision"
        " {revision}: the sign-off lapsed."
    ),
    Kind.EDIT_UNOPPOSED: (
        "Nobody objected as {role_label} until {until} to the change of wording in {change} of"
        " revision {revision}."
    ),
    Kind.SIGNOFF_CARRIED_OVER: (
        "The sign-off of {person} as {role_label} was carried over to revision {revision}: "
        "the sections they signed did not change."
    ),
    Kind.SIGNOFF_IDENTITY_FAILED: "{actor} failed to confirm their identity when signing.",
    Kind.SIGNOFF_PAUSED: "Signing was paused for {actor} after repeated failures.",
    Kind.BREAK_GLASS_ASKED: (
        "{actor} asked that revision {revision} passes without {role_label}, by break-glass."
    ),
    Kind.BREAK_GLASS_CONFIRMED: (
        "{actor} confirmed what {person} asked: revision {revision} passes without {role_label},"
        " by break-glass."
    ),
    Kind.BREAK_GLASS_TAKEN_BACK: (
        "{actor} took the break-glass for {role_label} back: revision {revision} waits for it."
    ),
    Kind.CONDITION_SET: "{actor} set a condition: {condition}.",
    Kind.CONDITION_MET: "{actor} reported a condition as met: {condition}.",
    Kind.CONDITION_ACCEPTED: "{actor} accepted that a condition is met: {condition}.",
    Kind.CONDITION_SENT_BACK: (
        "{actor}, as {role_label}, did not accept that a condition is met: {condition}."
    ),
    Kind.REVIEW_STAGE_OPENED: "In the review of revision {revision}, {stage_title} opened.",
    Kind.REVIEW_REMINDED: "{person} was reminded to sign revision {revision} as {role_label}.",
    Kind.REVIEW_ESCALATED: (
        "In the review of revision {revision}, {stage_title} is overdue; told: {person}."
    ),
    Kind.REVIEW_NUDGED: "{actor} nudged {person} to sign revision {revision} as {role_label}.",
    Kind.REVIEW_APPROVED: "Revision {revision} is approved: every role that must sign has signed.",
    Kind.REVIEW_RETURNED: "Revision {revision} went back to its authors.",
    Kind.AMENDMENT_PROPOSED: (
        "{actor} proposed amendment {amendment} of revision {revision}: {changes}. "
        "Known then: {known}."
    ),
    Kind.AMENDMENT_CHANGED: (
        "{actor} changed the proposal of amendment {amendment} to version {version}: {changes}. "
        "Known then: {known}."
    ),
    Kind.AMENDMENT_POSITION_GIVEN: (
        "{actor} took a position on amendment {amendment} as {role_label}: {stance}."
    ),
    Kind.AMENDMENT_ACCEPTED: (
        "{actor} accepted amendment {amendment}, which makes revision {revision}: {changes}. "
        "Known then: {known}."
    ),
    Kind.AMENDMENT_ENDED: "{actor} ended amendment {amendment}: {outcome}.",
    Kind.EVIDENCE_ADDED: "{actor} added evidence to amendment {amendment}: {evidence}.",
    Kind.SUSPECT_CLEARED: (
        "{actor} looked at “{label}” again and left it as it is, after a change of {upstream}."
    ),
    Kind.GATE_MEASURED: "{actor} noted for the {stage}: {label}, {figure}. Source: {source}.",
    Kind.GATE_PASSED: "{actor} decided that the {stage} passed.",
    Kind.GATE_MISSED: "{actor} decided that the {stage} missed its gate.",
    Kind.GATE_EXTENDED: "{actor} moved the end of the {stage} from {from} to {to}.",
    Kind.GATE_STOPPED: "{actor} stopped the project in the {stage}.",
    Kind.EXPORT_ASKED: "{actor} asked for {kind} of revision {revision}.",
    Kind.EXPORT_FINISHED: "{kind} of revision {revision} was made.",
    Kind.HANDBOOK_ASKED: "{actor} asked for the handbook.",
    Kind.HANDBOOK_FINISHED: "The handbook was made.",
    Kind.CHECKS_FINISHED: "The checks found {blockers} blockers and {warnings} warnings.",
    Kind.MAIL_QUEUED: "A mail to {person} was queued: {subject}.",
    Kind.MAIL_SENT: "A mail to {person} was sent: {subject}.",
    Kind.ORGANISATION_CREATED: "{actor} created the organisation.",
    Kind.ORGANISATION_POLICY_CHANGED: "{actor} changed the organisation's policy: {change}.",
    Kind.ROUTE_CHANGED: "{actor} changed how {template} is signed: {change}.",
    Kind.LIMIT_CHANGED: "{actor} set the limit “{limit}” from {from} to {to}.",
    Kind.OWN_CHECK_DRAFTED: "{actor} began the organisation's check {code}: {check}.",
    Kind.OWN_CHECK_CHANGED: "{actor} changed the organisation's check {code}, a draft: {check}.",
    Kind.OWN_CHECK_PUBLISHED: (
        "{actor} published version {version} of the organisation's check {code}: {check}."
    ),
    Kind.OWN_CHECK_RETIRED: "{actor} retired the organisation's check {code}: {check}.",
    Kind.MEMBER_ADDED: "{actor} added {person} as {level}.",
    Kind.MEMBER_INVITED: "{actor} invited {email} as {level}.",
    Kind.INVITATION_SENT_AGAIN: "{actor} sent the invitation of {email} again.",
    Kind.INVITATION_REVOKED: "{actor} revoked the invitation of {email}.",
    Kind.MEMBER_JOINED: "{actor} joined as {level}, invited by {inviter}.",
    Kind.MEMBER_LEVEL_CHANGED: "{actor} made {person} {level}.",
    Kind.MEMBER_DEACTIVATED: "{actor} deactivated {person}.",
    Kind.MEMBER_LEFT: "{actor} left the organisation.",
    Kind.MEMBER_REACTIVATED: "{actor} made {person} {level} again.",
    Kind.STAND_IN_NAMED: (
        "{actor} named {stand_in} to stand in for {person} {roles},"
        " from {from_on} until {until_on}."
    ),
    Kind.STAND_IN_ENDED: "{actor} ended that {stand_in} stands in for {person} {roles}.",
    Kind.WORK_HANDED_ON: "{actor} handed {what} on from {person} to {taker}.",
    Kind.ROLE_ADDED: "{actor} added the role {role_label}.",
    Kind.ROLE_CHANGED: "{actor} changed the role {role_label}: {changes}.",
    Kind.ROLE_REMOVED: "{actor} removed the role {role_label}.",
    Kind.ROLE_HOLDER_CHANGED: "{actor} changed who signs as {role_label}: {person}.",
    Kind.TEMPLATE_PUBLISHED: "{actor} published version {version} of the template {template}.",
    Kind.TEMPLATE_DRAFTED: "{actor} began the template {template} as a copy of {source}.",
    Kind.TEMPLATE_IMPORTED: "{actor} began the template {template} from the file {file}.",
    Kind.TEMPLATE_CHANGED: "{actor} changed the draft of the template {template}: {change}.",
    Kind.TEMPLATE_RETIRED: "{actor} retired the template {template}: nothing new is made from it.",
    Kind.TEMPLATE_RESTORED: "{actor} offers the template {template} again.",
    Kind.SIGNED_IN: "{actor} signed in.",
    Kind.SIGN_IN_FAILED: "Somebody failed to sign in as {email}.",
    Kind.SIGNED_OUT: "{actor} signed out.",
    Kind.PASSWORD_CHANGED: "{actor} changed their password.",
    Kind.SECOND_FACTOR_CHANGED: "{actor} changed {factor}.",
    Kind.SIGN_ON_CHANGED: "{actor} set up single sign-on by {provider}: {state}.",
    Kind.SIGN_ON_LINKED: "{actor} was linked to {provider} by the address {email}.",
    Kind.SIGN_ON_RELEASED: "{actor} released the link of {person} to {provider}.",
    Kind.SIGN_ON_REFUSED: "Somebody came from {provider} and was not let in: {why}.",
    Kind.SIGN_ON_MEMBER_MADE: "{actor} became a member at the first sign-in by {provider}.",
    Kind.TOKEN_MADE: "{actor} made the token {token}, which begins with {start}.",
    Kind.TOKEN_REVOKED: "{actor} revoked the token {token}, which begins with {start}.",
    Kind.PROFILE_CHANGED: "{actor} changed how they are called or where they read the clock.",
    Kind.NOTICES_CHOSEN: "{actor} chose which news come by mail.",
    Kind.VIEW_SHARED: "{actor} shared the list view “{view}” with the organisation: {shows}.",
    Kind.VIEW_RENAMED: "{actor} renamed the shared list view “{former}” to “{view}”.",
    Kind.VIEW_CHANGED: "{actor} changed the shared list view “{view}” from {showed} to {shows}.",
    Kind.VIEW_REMOVED: "{actor} deleted the shared list view “{view}”.",
    Kind.VIEW_RESTORED: "{actor} brought the shared list view “{view}” back.",
    Kind.LIST_EXPORTED: "{actor} took a list of {count} as {file}: {filters}.",
    Kind.CHECKPOINT_MADE: "Checkpoint {number} was made over {chains} chains.",
}
