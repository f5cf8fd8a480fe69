"""Addresses of the pages about people."""

from __future__ import annotations

from django.urls import path

from accounts import api, views

app_name = "accounts"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/signed-in/", views.signed_in, name="signed-in"),
    path("account/whoami/", views.whoami, name="whoami"),
    path("account/sessions/<int:session_id>/end/", views.end_session, name="end-session"),
    path("account/mails/", views.notices, name="notices"),
    path("account/tokens/", views.tokens, name="tokens"),
    path("account/tokens/<int:token_id>/revoke/", views.revoke_token, name="revoke-token"),
    path("api/me/", api.me, name="api-me"),
    path("mail/", views.outbox, name="outbox"),
    path("mail/<int:mail_id>/", views.mail, name="mail"),
    path("organisation/people/", views.people, name="people"),
    path("organisation/people/invite/", views.invite, name="invite"),
    path(
        "organisation/invitations/<int:invitation_id>/again/",
        views.send_invitation_again,
        name="send-invitation-again",
    ),
    path(
        "organisation/invitations/<int:invitation_id>/revoke/",
        views.revoke_invitation,
        name="revoke-invitation",
    ),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("organisation/people/<int:membership_id>/level/", views.change_level, name="change-level"),
    path(
        "organisation/people/<int:membership_id>/reactivate/",
        views.reactivate_member,
        name="reactivate-member",
    ),
    path("organisation/roles/", views.roles, name="roles"),
    path("organisation/roles/add/", views.add_role, name="add-role"),
    path("organisation/roles/<slug:key>/", views.role, name="role"),
    path("organisation/roles/<slug:key>/holders/", views.role_holders, name="role-holders"),
    path("second-factor/", views.second_factor, name="second-factor"),
    path("organisation/policy/second-factor/", views.factor_policy, name="factor-policy"),
    path("organisation/policy/again/", views.review_again_policy, name="review-again-policy"),
    path("organisation/policy/separation/", views.separation_policy, name="separation-policy"),
    path("organisation/policy/", views.policy, name="policy"),
    path("sign-in/", views.sign_on, name="sign-on"),
    path("sign-in/<uuid:organisation_id>/", views.sign_on_at, name="sign-on-at"),
    path("sign-in/<uuid:organisation_id>/go/", views.sign_on_go, name="sign-on-go"),
    path("sign-in/<uuid:organisation_id>/back/", views.sign_on_back, name="sign-on-back"),
    path("organisation/sign-on/", views.sign_on_settings, name="sign-on-settings"),
    path("organisation/sign-on/test/", views.test_sign_on, name="test-sign-on"),
    path(
        "organisation/sign-on/links/<int:link_id>/release/",
        views.release_link,
        name="release-link",
    ),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/all/", views.choose_all, name="choose-all"),
    path(
        "organisation/<uuid:organisation_id>/choose/",
        views.choose_organisation,
        name="choose-organisation",
    ),
]
