"""The URLs of specs."""

from __future__ import annotations

from django.urls import path

from specs.views import (
    answers,
    calculators,
    conflicts,
    exchange,
    findings,
    items,
    life,
    lists,
    loose,
    new,
    pasting,
    pulse,
    read,
    reference,
    risks,
    templates,
    write,
)

app_name = "specs"
urlpatterns = [
    path("specs/<uuid:spec_id>/answers/<str:key>/", write.save_answer, name="save-answer"),
    path("specs/<uuid:spec_id>/write/<slug:section_key>/pulse/", pulse.pulse, name="pulse"),
    path(
        "specs/<uuid:spec_id>/write/<slug:section_key>/",
        write.write_section,
        name="write-section",
    ),
    path("", lists.my_work, name="my-work"),
    path("specs/", lists.spec_list, name="list"),
    path("specs/new/", new.new, name="new"),
    path("specs/new/import/", exchange.import_file, name="import"),
    path("specs/<uuid:spec_id>/export/<slug:ending>/", exchange.export, name="export"),
    path("specs/<uuid:spec_id>/to-place/", loose.to_place, name="to-place"),
    path("specs/<uuid:spec_id>/to-place/<int:piece_id>/place/", loose.place, name="place-piece"),
    path(
        "specs/<uuid:spec_id>/to-place/<int:piece_id>/dismiss/",
        loose.dismiss,
        name="dismiss-piece",
    ),
    path(
        "specs/<uuid:spec_id>/to-place/<int:piece_id>/restore/",
        loose.restore,
        name="restore-piece",
    ),
    path("specs/<uuid:spec_id>/read/", read.read, name="read"),
    path("specs/<uuid:spec_id>/risks/", risks.risks, name="risks"),
    path("specs/<uuid:spec_id>/risks/register.csv", risks.register_csv, name="risks-csv"),
    path("specs/<uuid:spec_id>/calculators/", calculators.calculators, name="calculators"),
    path(
        "specs/<uuid:spec_id>/calculators/<str:code>/",
        calculators.calculator,
        name="calculator",
    ),
    path(
        "specs/<uuid:spec_id>/calculators/<str:code>/write/",
        calculators.write_result,
        name="write-result",
    ),
    path("specs/<uuid:spec_id>/template/", templates.template, name="template"),
    path(
        "specs/<uuid:spec_id>/template/<int:template_id>/",
        templates.change_template,
        name="change-template",
    ),
    path("specs/<uuid:spec_id>/copy/<int:template_id>/", templates.copy, name="copy"),
    path("specs/<uuid:spec_id>/people/", life.people, name="people"),
    path("specs/<uuid:spec_id>/people/add/", life.add_editor, name="add-editor"),
    path("specs/<uuid:spec_id>/people/remove/", life.remove_editor, name="remove-editor"),
    path("specs/<uuid:spec_id>/archive/", life.archive, name="archive"),
    path("specs/<uuid:spec_id>/unarchive/", life.unarchive, name="unarchive"),
    path("specs/<uuid:spec_id>/reopen/", life.reopen, name="reopen"),
    path("specs/<uuid:spec_id>/supersede/", life.supersede, name="supersede"),
    path("specs/<uuid:spec_id>/check-note/", reference.check_note, name="check-note"),
    path("reference/", reference.index, name="reference"),
    path("reference/checks/<str:code>/", reference.check, name="check"),
    path("specs/<uuid:spec_id>/findings/", findings.findings, name="findings"),
    path("specs/<uuid:spec_id>/waivers/", findings.waive, name="waive"),
    path(
        "specs/<uuid:spec_id>/waivers/<int:waiver_id>/withdraw/",
        findings.withdraw_waiver,
        name="withdraw-waiver",
    ),
    path("specs/<uuid:spec_id>/write/", write.write, name="write"),
    path(
        "specs/<uuid:spec_id>/answers/<str:key>/not-applicable/",
        answers.not_applicable,
        name="not-applicable",
    ),
    path(
        "specs/<uuid:spec_id>/answers/<str:key>/example/",
        answers.insert_example,
        name="insert-example",
    ),
    path("specs/<uuid:spec_id>/rows/<str:key>/add/", items.add_item, name="add-item"),
    path("specs/<uuid:spec_id>/rows/<str:key>/offered/", items.offer_rows, name="offer-rows"),
    path("specs/<uuid:spec_id>/rows/<str:key>/paste/", pasting.paste_rows, name="paste-rows"),
    path("specs/<uuid:spec_id>/rows/<str:key>/<uuid:item_id>/", items.save_item, name="save-item"),
    path(
        "specs/<uuid:spec_id>/rows/<str:key>/<uuid:item_id>/move/",
        items.move_item,
        name="move-item",
    ),
    path(
        "specs/<uuid:spec_id>/rows/<str:key>/<uuid:item_id>/delete/",
        items.delete_item,
        name="delete-item",
    ),
    path(
        "specs/<uuid:spec_id>/rows/<str:key>/<uuid:item_id>/restore/",
        items.restore_item,
        name="restore-item",
    ),
    path("specs/<uuid:spec_id>/conflicts/next/", conflicts.next_conflict, name="next-conflict"),
    path(
        "specs/<uuid:spec_id>/conflicts/<uuid:conflict_id>/",
        conflicts.settle_conflict,
        name="settle-conflict",
    ),
]
