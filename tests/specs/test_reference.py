"""The pages about checks and attributes, and whether results are current."""

from __future__ import annotations

import pytest
from django.test import Client

from jobs.health import note_worker
from jobs.models import WorkerStamp
from specs import catalogue
from specs.actions.checking import ask_for_checks
from specs.domain.calculators import CALCULATORS
from specs.domain.checks import CHECKS
from specs.looking_up import look_up
from specs.models import CheckRun, SpecTemplate
from specs.reference import checks
from specs.tasks import run_checks
from tests.cast import Cast
from tests.make import make_spec
from tests.specs.test_tasks import settle


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def test_every_check_has_a_page(dana: Client) -> None:
    index = dana.get("/reference/").content.decode()

    for check in CHECKS:
        page = dana.get(f"/reference/checks/{check.code}/")
        assert page.status_code == 200, check.code
        assert check.code in index


def test_a_check_says_why_it_matters(dana: Client) -> None:
    text = dana.get("/reference/checks/RSK003/").content.decode()

    assert "A risk is likely or costly, still open, and no role answers for it." in text
    assert "Choose an owner." in text
    assert "risk.register" in text


def test_a_code_that_there_is_not_is_not_found(dana: Client) -> None:
    assert dana.get("/reference/checks/XXX999/").status_code == 404


def test_results_are_said_to_wait_until_they_are_there(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = settle(make_spec(people, template))
    url = f"/specs/{spec.pk}/check-note/"
    WorkerStamp.objects.all().delete()  # a worker of another test may have said it was there

    away = dana.get(url).content.decode()
    note_worker("checks")
    waiting = dana.get(url).content.decode()
    ask_for_checks()
    run_checks(CheckRun.objects.get().pk)
    done = dana.get(url).content.decode()

    assert "the worker is away" in away
    assert "waiting until you pause" in waiting
    assert "All checks have run" in done


@pytest.mark.parametrize(
    ("page", "keys"),
    [
        ("attributes", [*catalogue.attributes()]),
        ("calculators", [one.code for one in CALCULATORS]),
        ("templates", [*catalogue.templates()]),
        ("roles", [*catalogue.roles()]),
    ],
)
def test_everything_has_a_page_that_the_index_names(
    dana: Client, page: str, keys: list[str]
) -> None:
    index = dana.get("/reference/").content.decode()

    for key in keys:
        address = f"/reference/{page}/{key}/"
        assert dana.get(address).status_code == 200, key
        assert f'href="{address}"' in index
    assert dana.get(f"/reference/{page}/no-such/").status_code == 404


def test_an_attribute_says_who_asks_for_it_and_what_reads_it(dana: Client) -> None:
    text = dana.get("/reference/attributes/evaluation.primary_metric/").content.decode()

    for part in (
        "/reference/checks/MET005/",
        "/reference/calculators/CALC-04/",
        "/reference/templates/full_spec/",
        "/reference/roles/data_scientist/",
        "From a spec for card payment fraud detection.",
    ):
        assert part in text


def test_a_check_shows_a_good_and_a_bad_answer(dana: Client) -> None:
    text = dana.get("/reference/checks/MET005/").content.decode()

    assert "Good and bad" in text
    assert "/reference/attributes/evaluation.primary_metric/" in text


def test_every_check_of_answers_has_a_bad_example() -> None:
    """Some look at sign-offs or at what was signed before, which no answer shows."""
    told = {
        code
        for code, changes in catalogue.bad_examples().items()
        if any(path.split(">")[0] in catalogue.attributes() for path in changes)
    }

    assert {code for code, (_, page) in checks().items() if page.changes} == told & {*checks()}
    assert len(told) > 280


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("MET005", "/reference/checks/MET005/"),
        ("risk.register", "/reference/attributes/risk.register/"),
        ("f-BETA ratio", "/reference/calculators/CALC-04/"),
        ("one-page kickoff", "/reference/templates/one_page_kickoff/"),
        ("on-call", "/reference/roles/sre_on_call/"),
    ],
)
def test_a_search_finds_pages_by_their_words(dana: Client, asked: str, first: str) -> None:
    assert first in dana.get("/reference/", {"q": asked}).content.decode()


def test_what_is_named_so_comes_first() -> None:
    [attribute, *_] = look_up("risk register")["attribute"]

    assert attribute.key == "risk.register"


@pytest.mark.parametrize("asked", ["zeppelin", "<script>", "x" * 5000, "\x00"])
def test_a_search_for_nothing_that_there_is_says_so(dana: Client, asked: str) -> None:
    response = dana.get("/reference/", {"q": asked})

    assert response.status_code == 200
    assert "Nothing holds" in response.content.decode()
    assert "<script>" not in response.content.decode().split("<main")[1].split("</main")[0]


def test_fields_findings_and_roles_lead_to_the_reference(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)

    field = dana.get(f"/specs/{spec.pk}/write/s1/").content.decode()
    roles = dana.get("/organisation/roles/").content.decode()

    assert "/reference/attributes/problem.statement/" in field
    assert "/reference/checks/REQ001/" in field
    assert "/reference/roles/finance/" in roles
