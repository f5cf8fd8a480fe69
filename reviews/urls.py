"""The URLs of reviews."""

from __future__ import annotations

from django.urls import path

from reviews.views import (
    amending,
    amendments,
    breaking_glass,
    comparing,
    confirming,
    dashboard,
    disposing,
    editorial,
    exports,
    facts,
    gates,
    handbook,
    history,
    leaving,
    life,
    marks,
    organisation_trail,
    panels,
    removing_roles,
    review,
    review_again,
    routes,
    signing,
    standing_in,
    submitting,
    verifying,
)

app_name = "reviews"
urlpatterns = [
    path("verify/", verifying.verify, name="verify"),
    path("organisation/people/<int:membership_id>/hand-on/", leaving.hand_on, name="hand-on"),
    path("organisation/stand-ins/", standing_in.stand_ins, name="stand-ins"),
    path(
        "organisation/stand-ins/<int:stand_in_id>/end/",
        standing_in.end_stand_in,
        name="end-stand-in",
    ),
    path("organisation/routes/", routes.routes, name="routes"),
    path("organisation/routes/<slug:key>/", routes.route, name="route"),
    path(
        "specs/<uuid:spec_id>/review/break-glass/<slug:role>/confirm/",
        confirming.confirm_break_glass,
        name="confirm-break-glass",
    ),
    path("organisation/roles/<slug:key>/remove/", removing_roles.remove_role, name="remove-role"),
    path("reference/handbook/", handbook.handbook, name="handbook"),
    path("reference/handbook/file/", handbook.download_handbook, name="download-handbook"),
    path("organisation/trail/", organisation_trail.organisation_trail, name="organisation-trail"),
    path(
        "organisation/trail/trail.csv",
        organisation_trail.organisation_trail_csv,
        name="organisation-trail-csv",
    ),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/<slug:board>/", dashboard.behind, name="behind"),
    path("dashboard/<slug:board>/list.csv", dashboard.behind_csv, name="behind-csv"),
    path("dashboard/<slug:board>/table.csv", dashboard.board_csv, name="board-csv"),
    path("marks/", marks.marks, name="marks"),
    path("to-sign/", panels.to_sign_panel, name="to-sign-panel"),
    path("specs/<uuid:spec_id>/submit/", submitting.submit, name="submit"),
    path(
        "specs/<uuid:spec_id>/template/<int:template_id>/sign-offs/",
        panels.template_panel,
        name="template-panel",
    ),
    path("specs/<uuid:spec_id>/signers/<slug:role>/", submitting.assign, name="assign"),
    path("specs/<uuid:spec_id>/review/", review.review, name="review"),
    path("specs/<uuid:spec_id>/review/withdraw/", review.withdraw, name="withdraw"),
    path("specs/<uuid:spec_id>/review/nudge/<slug:role>/", review.nudge, name="nudge"),
    path("specs/<uuid:spec_id>/facts/<slug:role>/", facts.facts_panel, name="facts-panel"),
    path(
        "specs/<uuid:spec_id>/review/break-glass/<slug:role>/",
        breaking_glass.break_glass,
        name="break-glass",
    ),
    path("specs/<uuid:spec_id>/review/sign-offs/", panels.sign_offs_panel, name="sign-offs-panel"),
    path("specs/<uuid:spec_id>/sign/<slug:role>/", signing.sign, name="sign"),
    path("specs/<uuid:spec_id>/sign/<slug:role>/confirm/", confirming.confirm, name="confirm"),
    path("specs/<uuid:spec_id>/sign/<slug:role>/nonce/", signing.nonce, name="signing-nonce"),
    path(
        "specs/<uuid:spec_id>/sign/<slug:role>/withdraw/",
        signing.withdraw,
        name="withdraw-sign-off",
    ),
    path(
        "specs/<uuid:spec_id>/conditions/<int:condition_id>/met/",
        review.condition_met,
        name="condition-met",
    ),
    path(
        "specs/<uuid:spec_id>/conditions/<int:condition_id>/accept/",
        review.accept,
        name="accept-condition",
    ),
    path(
        "specs/<uuid:spec_id>/conditions/<int:condition_id>/send-back/",
        review.send_back,
        name="send-condition-back",
    ),
    path(
        "specs/<uuid:spec_id>/comments/<int:thread_id>/dispose/",
        disposing.dispose,
        name="dispose",
    ),
    path("specs/<uuid:spec_id>/amendments/", amendments.amendments, name="amendments"),
    path("specs/<uuid:spec_id>/amendments/new/", amending.propose, name="propose-amendment"),
    path(
        "specs/<uuid:spec_id>/amendments/<int:amendment_id>/",
        amendments.amendment,
        name="amendment",
    ),
    path(
        "specs/<uuid:spec_id>/amendments/<int:amendment_id>/places/",
        amending.places,
        name="amendment-places",
    ),
    path(
        "specs/<uuid:spec_id>/amendments/<int:amendment_id>/grounds/",
        amending.grounds,
        name="amendment-grounds",
    ),
    path(
        "specs/<uuid:spec_id>/amendments/<int:amendment_id>/values/",
        amending.values,
        name="amendment-values",
    ),
    path(
        "specs/<uuid:spec_id>/amendments/<int:amendment_id>/discard/",
        amending.discard,
        name="discard-amendment",
    ),
    path(
        "specs/<uuid:spec_id>/amendments/<int:amendment_id>/position/",
        amendments.position,
        name="amendment-position",
    ),
    path(
        "specs/<uuid:spec_id>/amendments/<int:amendment_id>/decide/",
        amendments.decide,
        name="decide-amendment",
    ),
    path(
        "specs/<uuid:spec_id>/amendments/<int:amendment_id>/withdraw/",
        amendments.withdraw_amendment,
        name="withdraw-amendment",
    ),
    path(
        "specs/<uuid:spec_id>/amendments/<int:amendment_id>/evidence/<int:evidence_id>/",
        amendments.evidence_file,
        name="evidence-file",
    ),
    path(
        "specs/<uuid:spec_id>/amendments/<int:amendment_id>/evidence/<int:evidence_id>/remove/",
        amending.remove_evidence,
        name="remove-evidence",
    ),
    path("again/", review_again.again_panel, name="again-panel"),
    path("specs/<uuid:spec_id>/again/day/", review_again.set_review_day, name="set-review-day"),
    path("specs/<uuid:spec_id>/again/seen/", review_again.look_again, name="looked-at-again"),
    path("stages/", gates.gates_panel, name="gates-panel"),
    path("specs/<uuid:spec_id>/gates/", gates.gates, name="gates"),
    path(
        "specs/<uuid:spec_id>/gates/<slug:stage>/figures/", gates.note_figures, name="note-figures"
    ),
    path("specs/<uuid:spec_id>/gates/<slug:stage>/decide/", gates.decide_gate, name="decide-gate"),
    path(
        "specs/<uuid:spec_id>/edits/<slug:role>/accept/", editorial.accept_edit, name="accept-edit"
    ),
    path(
        "specs/<uuid:spec_id>/edits/<slug:role>/object/",
        editorial.object_to_edit,
        name="object-to-edit",
    ),
    path("specs/<uuid:spec_id>/compare/", comparing.compare, name="compare"),
    path("specs/<uuid:spec_id>/history/", history.history, name="history"),
    path("specs/<uuid:spec_id>/history/life/", life.life, name="life"),
    path("specs/<uuid:spec_id>/exports/", exports.exports, name="exports"),
    path("specs/<uuid:spec_id>/exports/<int:export_id>/", exports.download, name="download"),
]
