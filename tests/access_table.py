"""Who gets what: one line per address and method, one column per kind of person."""

from __future__ import annotations

from dataclasses import dataclass, field

# Columns, and the member of the cast that stands in each.
PEOPLE = {
    "nobody": "",  # not signed in
    "strange": "carla",  # owner of another organisation
    "guest": "noor",  # guest of these specs
    "guest2": "gil",  # guest of the organisation, of no spec
    "author": "dana",
    "editor": "yusuf",
    "member": "felix",  # of the organisation, with no part in the specs
    "signer": "piotr",
    "former": "tomas",  # signed the first revision, another person signs now
    "auditor": "greta",
    "admin": "jonas",
    "gone": "eva",  # deactivated, with a live cookie
}


@dataclass(frozen=True)
class Line:
    """What happens when each kind of person sends one request."""

    name: str
    method: str
    spec: str
    expected: tuple[str, ...]
    body: dict[str, str] = field(default_factory=dict)


def read(table: str) -> list[Line]:
    """Return the lines of a table: name, method, which spec (or -), and a cell per person.

    Three cells stand for nobody, everybody who is signed in, and who is gone.
    """
    lines = []
    for row in table.strip().splitlines()[1:]:
        name, method, spec, *cells = row.split()
        if len(cells) == len(("nobody", "everybody", "gone")):
            nobody, everybody, gone = cells
            cells = [nobody, *[everybody] * (len(PEOPLE) - 2), gone]
        assert len(cells) == len(PEOPLE), row
        lines.append(Line(name, method, spec, tuple(cells), BODIES.get(name, {})))
    return lines


# What is posted; a name in braces is the number of that member of the cast.
BODIES: dict[str, dict[str, str]] = {
    "specs:add-editor": {"user": "{felix}"},
    "specs:remove-editor": {"user": "{yusuf}"},
    "specs:rename-view": {"name": "Too late"},
    "specs:change-many": {"deed": "archive", "why": "Not needed."},
    "specs:archive": {"why": "Not needed."},
    "specs:reopen": {"why": "The threshold changed."},
    "specs:supersede": {"why": "Replaced."},
    "reviews:withdraw": {"reason": "A mistake."},
    "reviews:object-to-edit": {"reason": "It says less."},
    "reviews:condition-met": {"note": "Done."},
    "reviews:send-condition-back": {"reason": "The report is missing."},
    "reviews:amendment-position": {"role": "sre_on_call"},
    "reviews:note-figures": {
        "revision": "1",
        "figure-0": "0.61",
        "source": "Run 12",
        "measured_on": "2026-01-02",
    },
    "reviews:decide-gate": {"revision": "1", "turn": "0", "move": "missed", "reason": "0.51."},
    "accounts:change-level": {"level": "auditor"},
    "reviews:route": {"do": "drop"},
    "reviews:nudge": {"person": "{piotr}"},
    "reviews:set-review-day": {"revision": "1", "on": "2026-01-02", "reason": "Too late."},
    "reviews:looked-at-again": {"revision": "1", "reason": "It holds."},
}
NOORS_LINK = "noor-reads-one-spec"
# Addresses that are asked about something else than the rest.
ARGUMENTS: dict[str, dict[str, str]] = {
    "accounts:role-holders": {"key": "finance"},
    "accounts:role": {"key": "quality_lead"},
    "reviews:remove-role": {"key": "quality_lead"},
    "reviews:route": {"key": "ml_model_spec"},
    "account_confirm_email": {"key": "none"},
    "account_reset_password_from_key": {"key": "none"},
    "specs:offer-rows": {"key": "risk.register"},
    "reviews:note-figures": {"stage": "poc"},
    "reviews:decide-gate": {"stage": "poc"},
    "specs:calculator": {"code": "CALC-02"},
    "specs:write-result": {"code": "CALC-02"},
    "specs:export": {"ending": "yaml"},
    "specs:export-list": {"ending": "csv"},
    "specs:about-calculator": {"code": "CALC-04"},
    "specs:about-template": {"key": "full_spec"},
    "specs:about-role": {"key": "finance"},
    "specs:visit": {"token": NOORS_LINK},
    **{f"reviews:{name}": {"board": "risks"} for name in ("behind", "behind-csv", "board-csv")},
    "specs:guide": {"name": "should-it-be-ml"},
    "specs:use-guide": {"name": "should-it-be-ml"},
} | {
    f"specs:{name}": {"key": "io.inputs"}
    for name in (
        "add-item",
        "paste-rows",
        "save-item",
        "move-item",
        "delete-item",
        "restore-item",
    )
}
# What only the page's own script asks for.
FRAGMENTS = {"specs:pulse"}
TABLE = """
# address                            spec     nob str gue gu2 aut edi mem sig for aud adm gone
healthz                         GET  -        200 200 200
healthz                         POST -        405 405 405
readyz                          GET  -        200 200 200
readyz                          POST -        405 405 405
account_login                   GET  -        200 go  200
account_login                   POST -        200 go  200
account_logout                  GET  -        go  200 go
account_logout                  POST -        go  go  go
account_inactive                GET  -        200 200 200
account_inactive                POST -        405 405 405
account_signup                  GET  -        200 go  200
account_signup                  POST -        200 go  200
account_reauthenticate          GET  -        in  200 in
account_reauthenticate          POST -        in  200 in
account_email                   GET  -        in  200 in
account_email                   POST -        in  go  in
account_email_verification_sent GET  -        200 200 200
account_email_verification_sent POST -        405 405 405
account_change_password         GET  -        in  200 in
account_change_password         POST -        in  200 in
account_set_password            GET  -        in  go  in
account_set_password            POST -        in  go  in
account_reset_password          GET  -        200 200 200
account_reset_password          POST -        200 200 200
account_confirm_login_code      GET  -        in  go  in
account_confirm_login_code      POST -        in  go  in
account_confirm_email           GET  -        200 200 200
account_confirm_email           POST -        404 404 404
account_reset_password_from_key_done GET  -        200 200 200
account_reset_password_from_key_done POST -        405 405 405
account_reset_password_from_key GET  -        200 200 200
account_reset_password_from_key POST -        200 200 200
account_reset_password_done     GET  -        200 200 200
account_reset_password_done     POST -        405 405 405
mfa_index                       GET  -        in  200 in
mfa_index                       POST -        in  405 in
mfa_authenticate                GET  -        in  go  in
mfa_authenticate                POST -        in  go  in
mfa_reauthenticate              GET  -        in  go  in
mfa_reauthenticate              POST -        in  go  in
mfa_activate_totp               GET  -        in  go  in
mfa_activate_totp               POST -        in  go  in
mfa_deactivate_totp             GET  -        in  404 in
mfa_deactivate_totp             POST -        in  404 in
mfa_view_recovery_codes         GET  -        in  404 in
mfa_view_recovery_codes         POST -        in  405 in
mfa_generate_recovery_codes     GET  -        in  go  in
mfa_generate_recovery_codes     POST -        in  go  in
mfa_download_recovery_codes     GET  -        in  404 in
mfa_download_recovery_codes     POST -        in  404 in
mfa_list_webauthn               GET  -        in  200 in
mfa_list_webauthn               POST -        in  405 in
mfa_add_webauthn                GET  -        in  go  in
mfa_add_webauthn                POST -        in  go  in
mfa_reauthenticate_webauthn     GET  -        in  go  in
mfa_reauthenticate_webauthn     POST -        in  go  in
mfa_remove_webauthn             GET  -        in  go  in
mfa_remove_webauthn             POST -        in  go  in
mfa_edit_webauthn               GET  -        in  go  in
mfa_edit_webauthn               POST -        in  go  in
mfa_login_webauthn              GET  -        in  go  in
mfa_login_webauthn              POST -        in  go  in
usersessions_list               GET  -        in  200 in
usersessions_list               POST -        in  go  in
accounts:sign-on                GET  -        200 200 200
accounts:sign-on                POST -        422 422 422
accounts:sign-on-at             GET  -        404 404 404
accounts:sign-on-at             POST -        405 405 405
accounts:sign-on-go             GET  -        404 404 404
accounts:sign-on-go             POST -        405 405 405
accounts:sign-on-back           GET  -        404 404 404
accounts:sign-on-back           POST -        405 405 405
accounts:sign-on-settings       GET  -        in  200 404 404 200 200 200 200 200 200 200 in
accounts:sign-on-settings       POST -        in  422 404 404 403 403 403 403 403 403 422 in
accounts:test-sign-on           GET  -        in  405 in
accounts:test-sign-on           POST -        in  404 404 404 403 403 403 403 403 403 404 in
accounts:release-link           GET  -        in  405 in
accounts:release-link           POST -        in  404 404 404 403 403 403 403 403 403 404 in
accounts:tokens                 GET  -        in  200 in
accounts:tokens                 POST -        in  422 in
accounts:revoke-token           GET  -        in  405 in
accounts:revoke-token           POST -        in  404 404 404 go  404 404 404 404 404 404 in
accounts:api-me                 GET  -        401 401 401
accounts:api-me                 POST -        405 405 405
accounts:account                GET  -        in  200 in
accounts:account                POST -        in  422 in
accounts:notices                GET  -        in  200 in
accounts:notices                POST -        in  422 in
accounts:signed-in              GET  -        in  200 in
accounts:signed-in              POST -        in  405 in
accounts:whoami                 GET  -        in  200 in
accounts:whoami                 POST -        in  405 in
accounts:end-session            GET  -        in  405 in
accounts:end-session            POST -        in  404 in
accounts:outbox                 GET  -        in  200 in
accounts:outbox                 POST -        in  405 in
accounts:mail                   GET  -        in  404 404 404 200 404 404 404 404 404 404 in
accounts:mail                   POST -        in  405 in
accounts:people                 GET  -        in  200 404 404 200 200 200 200 200 200 200 in
accounts:people                 POST -        in  405 in
accounts:invite                 GET  -        in  405 in
accounts:invite                 POST -        in  422 404 404 403 403 403 403 403 403 422 in
accounts:send-invitation-again  GET  -        in  405 in
accounts:send-invitation-again  POST -        in  404 404 404 403 403 403 403 403 403 go  in
accounts:revoke-invitation      GET  -        in  405 in
accounts:revoke-invitation      POST -        in  404 404 404 403 403 403 403 403 403 go  in
accounts:invitation             GET  -        200 409 200
accounts:invitation             POST -        422 409 422
accounts:change-level           GET  -        in  405 in
accounts:change-level           POST -        in  404 404 404 403 403 403 403 403 403 go  in
accounts:reactivate-member      GET  -        in  405 in
accounts:reactivate-member      POST -        in  404 404 404 403 403 403 403 403 403 403 in
reviews:hand-on                 GET  -        in  404 404 404 403 403 200 403 403 403 200 in
reviews:hand-on                 POST -        in  404 404 404 403 403 go  403 403 403 go  in
reviews:break-glass             GET  review   in  404 403 404 403 403 403 403 403 403 200 in
reviews:break-glass             POST review   in  404 403 404 403 403 403 403 403 403 422 in
reviews:confirm-break-glass     GET  review   in  404 403 404 403 403 403 403 403 403 404 in
reviews:confirm-break-glass     POST review   in  405 in
reviews:stand-ins               GET  -        in  200 404 404 200 200 200 200 200 200 200 in
reviews:stand-ins               POST -        in  422 404 404 422 422 422 422 422 403 422 in
reviews:end-stand-in            GET  -        in  405 in
reviews:end-stand-in            POST -        in  404 404 404 404 404 404 go  404 404 go  in
accounts:roles                  GET  -        in  200 404 404 200 200 200 200 200 200 200 in
accounts:roles                  POST -        in  405 in
accounts:add-role               GET  -        in  405 in
accounts:add-role               POST -        in  422 404 404 403 403 403 403 403 403 422 in
accounts:role-holders           GET  -        in  405 in
accounts:role-holders           POST -        in  422 404 404 403 403 403 403 403 403 422 in
accounts:role                   GET  -        in  404 404 404 403 403 403 403 403 403 200 in
accounts:role                   POST -        in  404 404 404 403 403 403 403 403 403 422 in
reviews:remove-role             GET  -        in  404 404 404 403 403 403 403 403 403 200 in
reviews:remove-role             POST -        in  404 404 404 403 403 403 403 403 403 go  in
accounts:second-factor          GET  -        in  200 in
accounts:second-factor          POST -        in  405 in
accounts:factor-policy          GET  -        in  405 in
accounts:factor-policy          POST -        in  422 404 404 403 403 403 403 403 403 422 in
accounts:review-again-policy    GET  -        in  405 in
accounts:review-again-policy    POST -        in  422 404 404 403 403 403 403 403 403 422 in
accounts:separation-policy      GET  -        in  405 in
accounts:separation-policy      POST -        in  422 404 404 403 403 403 403 403 403 422 in
accounts:policy                 GET  -        in  405 in
accounts:policy                 POST -        in  422 404 404 403 403 403 403 403 403 422 in
accounts:choose-organisation    GET  -        in  405 in
accounts:choose-organisation    POST -        in  404 go  go  go  go  go  go  go  go  go  in
accounts:organisations          GET  -        in  200 in
accounts:organisations          POST -        in  405 in
accounts:choose-all             GET  -        in  405 in
accounts:choose-all             POST -        in  go  in
specs:my-work                   GET  -        in  200 in
specs:my-work                   POST -        in  405 in
specs:list                      GET  -        in  200 in
specs:list                      POST -        in  405 in
specs:choose-columns            GET  -        in  go  in
specs:choose-columns            POST -        in  405 in
specs:usual-columns             GET  -        in  405 in
specs:usual-columns             POST -        in  go  in
specs:export-list               GET  -        in  405 in
specs:export-list               POST -        in  200 403 403 200 200 200 200 200 200 200 in
specs:change-many               GET  -        in  200 403 403 200 200 200 200 200 403 200 in
specs:change-many               POST -        in  go  403 403 go  go  go  go  go  403 go  in
specs:bulk-change               GET  -        in  404 404 404 200 404 404 404 404 404 404 in
specs:bulk-change               POST -        in  405 in
specs:undo-bulk-change          GET  -        in  405 in
specs:undo-bulk-change          POST -        in  404 404 404 403 404 404 404 404 404 404 in
specs:views                     GET  -        in  200 in
specs:views                     POST -        in  405 in
specs:save-view                 GET  -        in  200 in
specs:save-view                 POST -        in  422 in
specs:open-with-view            GET  -        in  405 in
specs:open-with-view            POST -        in  go  in
specs:rename-view               GET  -        in  405 in
specs:rename-view               POST -        in  404 404 404 403 403 403 403 403 403 go  in
specs:change-view               GET  -        in  405 in
specs:change-view               POST -        in  404 404 404 403 403 403 403 403 403 go  in
specs:remove-view               GET  -        in  405 in
specs:remove-view               POST -        in  404 404 404 403 403 403 403 403 403 go  in
specs:restore-view              GET  -        in  405 in
specs:restore-view              POST -        in  404 404 404 403 403 403 403 403 403 go  in
specs:new                       GET  -        in  200 403 403 200 200 200 200 200 403 200 in
specs:new                       POST -        in  422 403 403 422 422 422 422 422 403 422 in
specs:import                    GET  -        in  200 403 403 200 200 200 200 200 403 200 in
specs:import                    POST -        in  422 403 403 422 422 422 422 422 403 422 in
specs:export                    GET  draft    in  404 403 404 200 200 200 200 200 200 200 in
specs:export                    POST draft    in  405 in
specs:to-place                  GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:to-place                  POST draft    in  405 in
specs:place-piece               GET  draft    in  405 in
specs:place-piece               POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:dismiss-piece             GET  draft    in  405 in
specs:dismiss-piece             POST draft    in  404 403 404 go  go  403 403 403 403 403 in
specs:restore-piece             GET  draft    in  405 in
specs:restore-piece             POST draft    in  404 403 404 go  go  403 403 403 403 403 in
specs:read                      GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:read                      POST draft    in  405 in
specs:mark-read                 POST draft    in  404 go  404 go  go  go  go  go  go  go  in
specs:mark-read                 GET  draft    in  405 in
reviews:organisation-trail      GET  -        in  200 404 404 403 403 403 403 403 200 200 in
reviews:organisation-trail      POST -        in  405 in
reviews:organisation-trail-csv  GET  -        in  200 404 404 403 403 403 403 403 200 200 in
reviews:organisation-trail-csv  POST -        in  405 in
reviews:dashboard               GET  -        in  200 403 403 200 200 200 200 200 200 200 in
reviews:dashboard               POST -        in  405 in
reviews:behind                  GET  -        in  200 403 403 200 200 200 200 200 200 200 in
reviews:behind                  POST -        in  405 in
reviews:behind-csv              GET  -        in  200 403 403 200 200 200 200 200 200 200 in
reviews:behind-csv              POST -        in  405 in
reviews:board-csv               GET  -        in  200 403 403 200 200 200 200 200 200 200 in
reviews:board-csv               POST -        in  405 in
specs:all-risks                 GET  -        in  200 in
specs:all-risks                 POST -        in  405 in
specs:all-risks-csv             GET  -        in  200 in
specs:all-risks-csv             POST -        in  405 in
specs:risks                     GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:risks                     POST draft    in  405 in
specs:risks-csv                 GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:risks-csv                 POST draft    in  405 in
specs:calculators               GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:calculators               POST draft    in  405 in
specs:calculator                GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:calculator                POST draft    in  405 in
specs:write-result              GET  draft    in  405 in
specs:write-result              POST draft    in  404 403 404 404 404 403 403 403 403 403 in
specs:guides                    GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:guides                    POST draft    in  405 in
specs:guide                     GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:guide                     POST draft    in  405 in
specs:use-guide                 GET  draft    in  405 in
specs:use-guide                 POST draft    in  404 403 404 200 200 403 403 403 403 403 in
specs:own-templates             GET  -        in  200 404 404 200 200 200 200 200 200 200 in
specs:own-templates             POST -        in  405 in
specs:copy-template             GET  -        in  405 in
specs:copy-template             POST -        in  404 404 404 403 403 403 403 403 403 404 in
specs:import-template           GET  -        in  200 404 404 403 403 403 403 403 403 200 in
specs:import-template           POST -        in  422 404 404 403 403 403 403 403 403 422 in
specs:export-template           GET  -        in  404 404 404 403 403 403 403 403 403 200 in
specs:export-template           POST -        in  405 in
specs:edit-template             GET  -        in  404 404 404 403 403 403 403 403 403 200 in
specs:edit-template             POST -        in  404 404 404 403 403 403 403 403 403 409 in
specs:arrange-template          GET  -        in  405 in
specs:arrange-template          POST -        in  404 404 404 403 403 403 403 403 403 422 in
specs:publish-template          GET  -        in  405 in
specs:publish-template          POST -        in  404 404 404 403 403 403 403 403 403 409 in
specs:retire-template           GET  -        in  405 in
specs:retire-template           POST -        in  404 404 404 403 403 403 403 403 403 go  in
specs:restore-template          GET  -        in  405 in
specs:restore-template          POST -        in  404 404 404 403 403 403 403 403 403 go  in
specs:preview-template          GET  -        in  404 404 404 200 200 200 200 200 200 200 in
specs:preview-template          POST -        in  405 in
specs:edit-section              GET  -        in  404 404 404 403 403 403 403 403 403 200 in
specs:edit-section              POST -        in  404 404 404 403 403 403 403 403 403 409 in
specs:add-attributes            GET  -        in  404 404 404 403 403 403 403 403 403 200 in
specs:add-attributes            POST -        in  404 404 404 403 403 403 403 403 403 422 in
specs:add-own                   GET  -        in  404 404 404 403 403 403 403 403 403 200 in
specs:add-own                   POST -        in  404 404 404 403 403 403 403 403 403 422 in
specs:edit-attribute            GET  -        in  404 404 404 403 403 403 403 403 403 200 in
specs:edit-attribute            POST -        in  404 404 404 403 403 403 403 403 403 409 in
specs:template                  GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:template                  POST draft    in  405 in
specs:change-template           GET  draft    in  404 403 404 200 200 403 403 403 403 403 in
specs:change-template           POST draft    in  404 403 404 go  go  403 403 403 403 403 in
specs:copy                      GET  draft    in  404 403 404 200 200 200 200 200 403 200 in
specs:copy                      POST draft    in  404 403 404 422 422 422 422 422 403 422 in
specs:comments                  GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:comments                  POST draft    in  405 in
specs:comments-panel            GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:comments-panel            POST draft    in  405 in
specs:talk                      GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:talk                      POST draft    in  404 422 404 422 422 422 422 422 403 422 in
specs:thread                    GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:thread                    POST draft    in  404 422 404 422 422 422 422 422 403 422 in
specs:edit-comment              GET  draft    in  405 in
specs:edit-comment              POST draft    in  404 403 404 422 403 403 403 403 403 403 in
specs:resolve-thread            GET  draft    in  405 in
specs:resolve-thread            POST draft    in  404 403 404 go  go  403 403 403 403 403 in
specs:reopen-thread             GET  draft    in  405 in
specs:reopen-thread             POST draft    in  404 go  404 go  go  go  go  go  403 go  in
specs:assign-thread             GET  draft    in  405 in
specs:assign-thread             POST draft    in  404 go  404 go  go  go  go  go  403 go  in
specs:see-mention               GET  draft    in  405 in
specs:see-mention               POST draft    in  404 go  404 go  go  go  go  go  go  go  in
specs:suggest                   GET  draft    in  405 in
specs:suggest                   POST draft    in  404 422 404 422 422 422 422 422 403 422 in
specs:accept-suggestion         GET  draft    in  405 in
specs:accept-suggestion         POST draft    in  404 403 404 404 404 403 403 403 403 403 in
specs:decline-suggestion        GET  draft    in  405 in
specs:decline-suggestion        POST draft    in  404 403 404 404 404 403 403 403 403 403 in
specs:people-to-name            GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:people-to-name            POST draft    in  405 in
specs:people                    GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:people                    POST draft    in  405 in
specs:add-editor                GET  draft    in  405 in
specs:add-editor                POST draft    in  404 403 404 go  403 403 403 403 403 go  in
specs:add-guest                 GET  draft    in  405 in
specs:add-guest                 POST draft    in  404 403 404 422 403 403 403 403 403 422 in
specs:renew-guest               GET  draft    in  405 in
specs:renew-guest               POST draft    in  404 403 404 go  403 403 403 403 403 go  in
specs:remove-guest              GET  draft    in  405 in
specs:remove-guest              POST draft    in  404 403 404 go  403 403 403 403 403 go  in
specs:visit                     GET  -        200 409 go  409 409 409 409 409 409 409 409 200
specs:visit                     POST -        200 409 go  409 409 409 409 409 409 409 409 200
specs:remove-editor             GET  draft    in  405 in
specs:remove-editor             POST draft    in  404 403 404 go  403 403 403 403 403 go  in
specs:archive                   GET  draft    in  405 in
specs:archive                   POST draft    in  404 403 404 go  403 403 403 403 403 go  in
specs:unarchive                 GET  draft    in  405 in
specs:unarchive                 POST draft    in  404 403 404 403 403 403 403 403 403 403 in
specs:reopen                    GET  approved in  405 in
specs:reopen                    POST approved in  404 403 404 go  go  403 403 403 403 403 in
specs:supersede                 GET  approved in  405 in
specs:supersede                 POST approved in  404 403 404 go  403 403 403 403 403 go  in
specs:check-note                GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:check-note                POST draft    in  405 in
specs:reference                 GET  -        in  200 in
specs:reference                 POST -        in  405 in
specs:check                     GET  -        in  200 in
specs:check                     POST -        in  405 in
specs:about-attribute           GET  -        in  200 in
specs:about-attribute           POST -        in  405 in
specs:about-calculator          GET  -        in  200 in
specs:about-calculator          POST -        in  405 in
specs:about-template            GET  -        in  200 in
specs:about-template            POST -        in  405 in
specs:about-role                GET  -        in  200 in
specs:about-role                POST -        in  405 in
specs:risk-library              GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:risk-library              POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:accept-risk               GET  draft    in  405 in
specs:accept-risk               POST draft    in  404 403 404 422 422 403 422 422 403 422 in
specs:link-risk                 GET  draft    in  405 in
specs:link-risk                 POST draft    in  404 403 404 go  go  403 403 403 403 403 in
specs:unlink-risk               GET  draft    in  405 in
specs:unlink-risk               POST draft    in  404 403 404 go  go  403 403 403 403 403 in
specs:withdraw-acceptance       GET  draft    in  405 in
specs:withdraw-acceptance       POST draft    in  404 403 404 go  go  403 go  go  403 go  in
specs:look-again                GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:look-again                POST draft    in  405 in
specs:still-right               GET  draft    in  405 in
specs:still-right               POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:findings                  GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:findings                  POST draft    in  405 in
specs:own-checks                GET  -        in  200 404 404 200 200 200 200 200 200 200 in
specs:own-checks                POST -        in  405 in
specs:check-language            GET  -        in  200 404 404 200 200 200 200 200 200 200 in
specs:check-language            POST -        in  405 in
specs:check-problems            GET  -        in  405 in
specs:check-problems            POST -        in  200 404 404 403 403 403 403 403 403 200 in
specs:new-check                 GET  -        in  200 404 404 403 403 403 403 403 403 200 in
specs:new-check                 POST -        in  422 404 404 403 403 403 403 403 403 422 in
specs:own-check                 GET  -        in  404 404 404 200 200 200 200 200 200 200 in
specs:own-check                 POST -        in  405 in
specs:edit-check                GET  -        in  404 404 404 403 403 403 403 403 403 200 in
specs:edit-check                POST -        in  404 404 404 403 403 403 403 403 403 422 in
specs:publish-check             GET  -        in  405 in
specs:publish-check             POST -        in  404 404 404 403 403 403 403 403 403 409 in
specs:retire-check              GET  -        in  405 in
specs:retire-check              POST -        in  404 404 404 403 403 403 403 403 403 422 in
specs:check-of-spec             GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
specs:check-of-spec             POST draft    in  405 in
reviews:routes                  GET  -        in  200 404 404 200 200 200 200 200 200 200 in
reviews:routes                  POST -        in  405 in
reviews:route                   GET  -        in  200 404 404 200 200 200 200 200 200 200 in
reviews:route                   POST -        in  go  404 404 403 403 403 403 403 403 go  in
specs:limits                    GET  -        in  200 404 404 200 200 200 200 200 200 200 in
specs:limits                    POST -        in  go  404 404 403 403 403 403 403 403 go  in
specs:fix                       GET  draft    in  405 in
specs:fix                       POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:fix-field                 GET  draft    in  405 in
specs:fix-field                 POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:undo-fix-field            GET  draft    in  405 in
specs:undo-fix-field            POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:undo-fix                  GET  draft    in  405 in
specs:undo-fix                  POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:waive                     GET  draft    in  405 in
specs:waive                     POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:withdraw-waiver           GET  draft    in  405 in
specs:withdraw-waiver           POST draft    in  404 403 404 go  go  403 403 403 403 403 in
specs:write                     GET  draft    in  404 go  404 go  go  go  go  go  go  go  in
specs:write                     POST draft    in  405 in
specs:write-section             GET  draft    in  404 go  404 200 200 go  go  go  go  go  in
specs:write-section             POST draft    in  405 in
specs:pulse                     GET  draft    401 404 200 404 200 200 200 200 200 200 200 401
specs:pulse                     POST draft    401 405 401
specs:save-answer               GET  draft    in  405 in
specs:save-answer               POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:not-applicable            GET  draft    in  405 in
specs:not-applicable            POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:insert-example            GET  draft    in  405 in
specs:insert-example            POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:add-item                  GET  draft    in  405 in
specs:add-item                  POST draft    in  404 403 404 go  go  403 403 403 403 403 in
specs:offer-rows                GET  draft    in  405 in
specs:offer-rows                POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:paste-rows                GET  draft    in  405 in
specs:paste-rows                POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:save-item                 GET  draft    in  405 in
specs:save-item                 POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:move-item                 GET  draft    in  405 in
specs:move-item                 POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:delete-item               GET  draft    in  405 in
specs:delete-item               POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:restore-item              GET  draft    in  405 in
specs:restore-item              POST draft    in  404 403 404 422 422 403 403 403 403 403 in
specs:next-conflict             GET  draft    in  404 go  404 go  go  go  go  go  go  go  in
specs:next-conflict             POST draft    in  405 in
specs:settle-conflict           GET  draft    in  405 in
specs:settle-conflict           POST draft    in  404 403 404 422 422 403 403 403 403 403 in
reviews:verify                  GET  -        200 200 200
reviews:verify                  POST -        422 422 422
reviews:handbook                GET  -        in  200 in
reviews:handbook                POST -        in  go  in
reviews:download-handbook       GET  -        in  404 in
reviews:download-handbook       POST -        in  405 in
reviews:marks                   GET  -        in  200 in
reviews:marks                   POST -        in  405 in
reviews:to-sign-panel           GET  -        in  200 in
reviews:to-sign-panel           POST -        in  405 in
reviews:submit                  GET  draft    in  404 403 404 200 200 403 403 403 403 403 in
reviews:submit                  POST draft    in  404 403 404 409 409 403 403 403 403 403 in
reviews:assign                  GET  draft    in  405 in
reviews:assign                  POST draft    in  404 403 404 422 403 403 403 403 403 422 in
reviews:review                  GET  review   in  404 200 404 200 200 200 200 200 200 200 in
reviews:review                  POST review   in  405 in
reviews:withdraw                GET  review   in  405 in
reviews:withdraw                POST review   in  404 403 404 go  go  403 403 403 403 403 in
reviews:facts-panel             GET  draft    in  404 in
reviews:facts-panel             POST draft    in  405 in
reviews:sign-offs-panel         GET  review   in  404 200 404 200 200 200 200 200 200 200 in
reviews:sign-offs-panel         POST review   in  405 in
reviews:template-panel          GET  draft    in  404 200 404 200 200 200 200 200 200 200 in
reviews:template-panel          POST draft    in  405 in
reviews:sign                    GET  review   in  404 403 404 403 403 403 200 403 403 403 in
reviews:sign                    POST review   in  404 403 404 403 403 403 422 403 403 403 in
reviews:confirm                 GET  review   in  404 403 404 403 403 403 404 403 403 403 in
reviews:confirm                 POST review   in  405 in
reviews:signing-nonce           GET  review   in  404 403 404 403 403 403 200 403 403 403 in
reviews:signing-nonce           POST review   in  405 in
reviews:withdraw-sign-off       GET  review   in  405 in
reviews:withdraw-sign-off       POST review   in  404 403 404 403 403 403 403 403 403 403 in
reviews:nudge                   GET  review   in  405 in
reviews:nudge                   POST review   in  404 403 404 go  go  403 403 403 403 go  in
reviews:condition-met           GET  review   in  405 in
reviews:condition-met           POST review   in  404 403 404 go  403 403 403 403 403 403 in
reviews:accept-condition        GET  review   in  405 in
reviews:accept-condition        POST review   in  404 403 404 403 403 403 403 403 403 403 in
reviews:send-condition-back     GET  review   in  405 in
reviews:send-condition-back     POST review   in  404 403 404 403 403 403 403 403 403 403 in
reviews:dispose                 GET  draft    in  405 in
reviews:dispose                 POST draft    in  404 403 404 403 403 403 403 403 403 403 in
reviews:amendments              GET  approved in  404 200 404 200 200 200 200 200 200 200 in
reviews:amendments              POST approved in  405 in
reviews:propose-amendment       GET  approved in  404 403 404 200 200 403 200 200 403 200 in
reviews:propose-amendment       POST approved in  404 403 404 422 422 403 422 422 403 422 in
reviews:amendment               GET  approved in  404 200 404 200 200 200 200 200 200 200 in
reviews:amendment               POST approved in  405 in
reviews:amendment-places        GET  approved in  404 403 404 go  403 403 403 403 403 403 in
reviews:amendment-places        POST approved in  404 403 404 go  403 403 403 403 403 403 in
reviews:amendment-grounds       GET  approved in  404 403 404 200 403 403 403 403 403 403 in
reviews:amendment-grounds       POST approved in  404 403 404 go  403 403 403 403 403 403 in
reviews:amendment-values        GET  approved in  404 403 404 200 403 403 403 403 403 403 in
reviews:amendment-values        POST approved in  404 403 404 200 403 403 403 403 403 403 in
reviews:discard-amendment       GET  approved in  405 in
reviews:discard-amendment       POST approved in  404 403 404 403 403 403 403 403 403 403 in
reviews:amendment-position      GET  approved in  405 in
reviews:amendment-position      POST approved in  404 403 404 403 403 403 422 403 403 403 in
reviews:decide-amendment        GET  approved in  405 in
reviews:decide-amendment        POST approved in  404 403 404 422 403 403 403 403 403 422 in
reviews:withdraw-amendment      GET  approved in  405 in
reviews:withdraw-amendment      POST approved in  404 403 404 422 403 403 403 403 403 403 in
reviews:evidence-file           GET  approved in  404 404 404 200 200 200 200 200 200 200 in
reviews:evidence-file           POST approved in  405 in
reviews:remove-evidence         GET  approved in  405 in
reviews:remove-evidence         POST approved in  404 403 404 403 403 403 403 403 403 403 in
reviews:again-panel             GET  -        in  200 in
reviews:again-panel             POST -        in  405 in
reviews:set-review-day          GET  approved in  405 in
reviews:set-review-day          POST approved in  404 403 404 422 403 403 403 403 403 422 in
reviews:looked-at-again         GET  approved in  405 in
reviews:looked-at-again         POST approved in  404 403 404 go  403 403 403 403 403 go  in
reviews:gates-panel             GET  -        in  200 in
reviews:gates-panel             POST -        in  405 in
reviews:gates                   GET  approved in  404 200 404 200 200 200 200 200 200 200 in
reviews:gates                   POST approved in  405 in
reviews:note-figures            GET  approved in  405 in
reviews:note-figures            POST approved in  404 403 404 go  go  403 go  go  403 go  in
reviews:decide-gate             GET  approved in  405 in
reviews:decide-gate             POST approved in  404 403 404 go  403 403 403 403 403 go  in
reviews:accept-edit             POST review   in  404 403 404 403 403 403 403 403 403 403 in
reviews:accept-edit             GET  review   in  405 in
reviews:object-to-edit          POST review   in  404 403 404 403 403 403 403 403 403 403 in
reviews:object-to-edit          GET  review   in  405 in
reviews:compare                 GET  review   in  404 200 404 200 200 200 200 200 200 200 in
reviews:compare                 POST review   in  405 in
reviews:history                 GET  review   in  404 200 404 200 200 200 200 200 200 200 in
reviews:history                 POST review   in  405 in
reviews:life                    GET  review   in  404 200 404 200 200 200 200 200 200 200 in
reviews:life                    POST review   in  405 in
reviews:exports                 GET  approved in  404 200 404 200 200 200 200 200 200 200 in
reviews:exports                 POST approved in  404 403 404 go  go  go  go  go  go  go  in
reviews:download                GET  approved in  404 404 404 200 200 200 200 200 200 200 in
reviews:download                POST approved in  405 in
"""
