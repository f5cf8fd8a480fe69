"""``manage.py check_spec``: a file in, findings and an exit code out, without a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from specs import catalogue
from specs.domain.attribute import Json
from specs.domain.checks import run
from specs.management.check_file import Unreadable, read_document
from tests.specs.example import example_values, fixtures, the_example

ROOT = Path(__file__).parents[2]
BAD: list[Json] = ["", "x", "1", [], ["x"], [[]], [{}], [{"cells": "x"}], {}, {"value": []}, True]
BAD += [{"status": []}, {"not_applicable": ""}, {"not_applicable": ["x"]}, {"start": {}, "end": []}]


def write(path: Path, **held: Any) -> Path:
    """Write a file as people and programs do, with figures as numbers."""
    dump = json.dumps if path.suffix == ".json" else yaml.safe_dump
    path.write_text(dump({"template": "ml_model_spec", "evaluated_on": "2026-02-16", **held}))
    return path


def as_numbers(value: Json) -> Any:
    """Figures as numbers, as JSON and YAML of other programs hold them."""
    if isinstance(value, dict):
        return {key: as_numbers(held) for key, held in value.items()}
    if isinstance(value, list):
        return [as_numbers(held) for held in value]
    try:
        return float(value) if isinstance(value, str) and "." in value else int(str(value))
    except ValueError:
        return value


def ask(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Run the command; return exit code, output and errors."""
    try:
        call_command("check_spec", *arguments)
        code = 0
    except SystemExit as end:
        code = int(str(end.code))
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("ending", ["json", "yaml"])
@pytest.mark.parametrize("template", sorted(catalogue.templates()))
def test_the_running_example_is_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], template: str, ending: str
) -> None:
    answers = {
        key: value if catalogue.attributes()[key].kind.has_items else as_numbers(value)
        for key, value in example_values().items()
    }
    context = {"revision": 3, "purpose": "submit", "signers": dict(the_example().signers or {})}
    file = write(tmp_path / f"spec.{ending}", answers=answers, context=context)

    assert ask(str(file), "--template", template, capsys=capsys) == (0, "", "")


@pytest.mark.parametrize("family", ["IOC", "MET", "RSK", "MON", "TXT"])
def test_it_finds_what_the_application_finds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], family: str
) -> None:
    for fixture in fixtures(family):
        document = the_example(fixture.changes, template="full_spec")
        context = {"revision": 3, "signers": dict(document.signers or {})}
        file = write(
            tmp_path / "spec.json",
            template=document.template.key,
            answers=dict(document.values),
            context=context,
        )

        code, out, _ = ask(str(file), "--json", capsys=capsys)

        found = run(document)
        assert json.loads(out) == [
            {
                "code": finding.code,
                "severity": finding.severity,
                "key": finding.key,
                "message": finding.message,
                "fix": finding.fix,
            }
            for finding in found
        ]
        assert code == any(finding.severity == "blocker" for finding in found)


def test_a_line_says_code_severity_key_and_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {**example_values(), "evaluation.ship_threshold": 0.5, "project.owner": None}
    file = write(tmp_path / "spec.yaml", answers=answers)

    code, out, _ = ask(str(file), capsys=capsys)

    assert code == 1
    assert "REQ001 blocker project.owner Still needed: Spec owner.\n" in out
    assert (
        "MET004 blocker evaluation.ship_threshold "
        "Shipping at the target would not improve on what exists.\n"
    ) in out


def test_the_day_on_the_command_line_stands_above_the_file(tmp_path: Path) -> None:
    file = write(tmp_path / "spec.yaml", answers={}, context={"today": "2026-01-01"})

    assert read_document(file).on.isoformat() == "2026-02-16"
    assert read_document(file, on="2027-03-04").on.isoformat() == "2027-03-04"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.yaml", "answers:\n  - [\n b: ]]\n", "line 3: "),
        ("a.yaml", "answers:\n  project.title: A\n  project.title: B\n", "line 3: the key"),
        ("a.yaml", "- one\n", "expected a mapping"),
        ("a.yaml", "template: full_spec\nanswer: {}\n", "line 2: answer is not one of"),
        ("a.yaml", "template: full_spec\nanswers:\n  foo.bar: 1\n", "line 3: There is no"),
        ("a.yaml", "template: tiny\nanswers: {}\n", "line 1: tiny is none of one_page_kickoff"),
        ("a.yaml", "answers: {}\n", "The file names no template"),
        ("a.yaml", "template: full_spec\nanswers: [1]\n", "line 2: answers has to be a mapping"),
        ("a.yaml", "template: full_spec\nevaluated_on: soon\n", "line 2: evaluated_on: soon is"),
        ("a.yaml", "template: full_spec\ncontext:\n  revision: x\n", "line 3: revision: x is not"),
        ("a.json", '{"template": "full_spec",\n "answers": {,}}', "line 2: "),
        (
            "a.json",
            '{"template": "full_spec",\n "template": "x"}',
            "line 2: the key 'template' is there",
        ),
        ("a.json", '{"answers":\n{"a": NaN}}', "line 2: NaN is not a number"),
        ("a.json", "[" * 100_000, "line 1: the file is nested too deeply"),
        ("a.yaml", "", "line 1: expected a mapping"),
        ("a.yaml", "template: full_spec\n\0", "line 2: a character stands here"),
        ("a.yaml", "template: full_spec\nanswers:\n  ? [a]\n  : 1\n", "line 3: a key has to be"),
        ("a.yaml", "template: x\ncontext: {revision: x}\n", "line 1: x is none"),
        ("a.yaml", "template: full_spec\ncontext: {revision: x}\n", "line 2: revision: x is not"),
        ("a.yaml", "template: full_spec\ncontext: {purpose: {}}\n", "line 2: purpose is submit or"),
        ("a.yaml", "template: full_spec\ncontext: {signoffs: {}}\n", "line 2: signoffs has to be"),
    ],
)
def test_an_unreadable_file_ends_with_two_and_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text)

    code, out, err = ask(str(tmp_path / name), capsys=capsys)

    assert (code, out) == (2, "")
    assert said in err


def test_a_wrong_option_is_named(tmp_path: Path) -> None:
    file = write(tmp_path / "spec.yaml", answers={})

    with pytest.raises(Unreadable, match=r"^--template: tiny is none of"):
        read_document(file, template="tiny")
    with pytest.raises(Unreadable, match=r"^--on: soon is not a day"):
        read_document(file, on="soon")


def test_what_the_terminal_cannot_write_is_written_as_numbers(tmp_path: Path) -> None:
    answers = {"framing.output_type": "é\ud800"}
    file = write(tmp_path / "spec.json", answers=answers)
    command = [sys.executable, "manage.py", "check_spec", str(file)]
    environment = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "ascii"}

    for more, said in (([], "\\xe9\\ud800"), (["--json"], "\\u00e9\\ud800")):
        done = subprocess.run(
            [*command, *more],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, "")
        assert said in done.stdout


def test_a_file_that_is_not_there_or_not_text_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"template: full_spec\nanswers: {}\n# \xe9")

    with pytest.raises(Unreadable, match="No such file"):
        read_document(tmp_path / "none.yaml")
    with pytest.raises(Unreadable, match="line 3: the file is not UTF-8"):
        read_document(tmp_path / "latin.yaml")


@pytest.mark.parametrize("key", sorted(catalogue.attributes()))
def test_an_answer_of_any_shape_is_judged_and_raises_nothing(key: str, tmp_path: Path) -> None:
    for number, value in enumerate(BAD):
        file = write(tmp_path / f"{number}.json", answers={**example_values(), key: value})

        found = run(read_document(file, template="full_spec"))

        assert found == run(read_document(file, template="full_spec"))
        assert all(finding.code and finding.message for finding in found)


def test_it_needs_no_settings_and_no_server(tmp_path: Path) -> None:
    file = write(tmp_path / "spec.yaml", answers={})
    command = [sys.executable, "manage.py", "check_spec", str(file)]
    environment = {"PATH": os.environ["PATH"]}

    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("REQ001 blocker project.title Still needed: ")
