from __future__ import annotations

from typing import Any

import pytest

from config.forms import Choice, Field, application_form, form_of_kind, kinds
from config.vocabularies import VOCABULARIES, keys
from tests.behaviours import behaviour, case
from workflow.rules.answers import field_problem, problems
from workflow.rules.kinds import fields_of, submission_problems
from workflow.rules.partial_dates import PartialDate

KNOWN = {vocabulary: keys(vocabulary) for vocabulary in VOCABULARIES}
WHOLE: dict[str, Any] = {
    "title": "Handbook on assistance to migrants",
    "summary": "For case managers: how to assist migrants who are vulnerable to violence.",
    "languages": ["en"],
    "objectives": ["gcm-07"],
    "scope": "global",
    "links": ["https://publications.example.org/handbook"],
    "rights": "ours",
    "personal_data_checked": True,
}
OF_KIND: dict[str, dict[str, Any]] = {
    "document": {"document_type": "report", "publication_date": "2019"},
    "practice": {"implementer": "City of X", "focal_point": "the unit", "start_date": "2019", "innovation": "New."},
    "portal": {},
    "infographic": {"publication_date": "May 2019", "text_alternative": "A map of routes."},
    "event": {"event_date": "14 May, 1:15 – 2:45", "venue": "Online"},
    "project": {"implementer_unknown": True},
    "training-guidance": {"publication_date_unknown": True, "duration_hours": "12"},
    "video": {"duration_minutes": 3, "captions": ["ar"]},
}


def wrong(kind: str = "event", **changed: Any) -> dict[str, str]:
    values = {**WHOLE, **OF_KIND[kind], **changed}
    found = submission_problems(form_of_kind(kind), values, KNOWN)
    return {name: str(reason) for name, reason in found.items()}


@behaviour("S3")
@pytest.mark.parametrize("kind", kinds())
def test_a_whole_submission_of_each_kind_can_be_sent(kind: str) -> None:
    assert wrong(kind) == {}


@behaviour("S3")
@pytest.mark.parametrize("kind", kinds())
def test_an_empty_submission_lists_everything_that_is_missing(kind: str) -> None:
    found = submission_problems(form_of_kind(kind), {}, KNOWN)
    required = {field.name for field in form_of_kind(kind).fields if field.required}
    assert required <= set(found)
    assert set(found) - required <= {"languages", "links"}


@behaviour("S1")
@pytest.mark.parametrize("kind", kinds())
def test_an_empty_draft_has_no_problem(kind: str) -> None:
    assert submission_problems(form_of_kind(kind), {}, KNOWN, complete=False) == {}


@behaviour("S3")
@pytest.mark.parametrize(
    "changed",
    [
        {"scope": "global", "regions": ["global-scope"]},
        {"scope": "global", "countries": ["global"]},
        {"objectives": ["gcm-00"]},
        {"objectives": ["gcm-00", "gcm-07"]},
        {"scope": "regional", "regions": ["africa"]},
        {"scope": "regional", "countries": ["ken", "uga"]},
        {"scope": "national", "countries": ["ken"], "regions": ["africa"]},
        {"scope": "local", "countries": ["ken"], "place": "Kakuma"},
        {"scope": "unspecified"},
        {"languages": [], "other_language": "Portuguese"},
        {"links": [], "files": ["a-file"]},
        {"event_date": "", "event_date_unknown": True},
        {"title": "تقييم \u200fالهجرة"},
        {"rights": "open", "rights_note": "CC BY 4.0"},
    ],
)
def test_real_choices_are_taken(changed: dict[str, Any]) -> None:
    assert wrong(**changed) == {}


@behaviour("S3")
@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"title": " \u202e\n"}, {"title": "Give a title."}),
        ({"title": "a\nb"}, {"title": "Write this on one line."}),
        ({"title": "t" * 301}, {"title": "Shorten this to 300 characters; it has 301."}),
        ({"title": 7}, {"title": "This answer is not understood."}),
        ({"summary": "Short."}, {"summary": "Write at least 40 characters; there are 6."}),
        ({"objectives": []}, {"objectives": "Choose at least one objective, or General."}),
        ({"objectives": ["gcm-24"]}, {"objectives": "“gcm-24” is not in the list."}),
        ({"objectives": "gcm-07"}, {"objectives": "This answer is not understood."}),
        ({"objectives": [None]}, {"objectives": "“None” is not in the list."}),
        ({"scope": "galactic"}, {"scope": "“galactic” is not in the list."}),
        ({"scope": None}, {"scope": "Choose the geographic scope."}),
        ({"languages": []}, {"languages": "Choose at least one language, or name another."}),
        ({"links": []}, {"links": "Give a link or a file."}),
        ({"links": ["https://ok.example.org", "nope"]}, {"links": "Begin the address with https://"}),
        ({"links": [{"url": "https://a.example.org", "label": "A"}, {}]}, {"links": "This answer is not understood."}),
        ({"links": ["https://a.example.org"] * 21}, {"links": "Give at most 20."}),
        ({"rights": None}, {"rights": "Say who holds the rights."}),
        ({"rights": "mine"}, {"rights": "“mine” is not in the list."}),
        ({"rights": "open"}, {"rights_note": "Name the licence."}),
        (
            {"rights": "link-only", "files": ["f"]},
            {"files": "The hub may only link to it, so send a link and no file."},
        ),
        ({"personal_data_checked": False}, {"personal_data_checked": "Tick this to go on."}),
        ({"personal_data_checked": "yes"}, {"personal_data_checked": "This answer is not understood."}),
        ({"event_date": "30 February"}, {"event_date": "There is no such day."}),
        ({"event_date": 2018}, {"event_date": "This answer is not understood."}),
        ({"event_date": ""}, {"event_date": "Answer this, or say that the source does not tell."}),
        ({"venue": None}, {"venue": "Answer this, or say that the source does not tell."}),
        ({"registration_link": "mailto:a@b.org"}, {"registration_link": "Begin the address with https://"}),
        ({"contributors": [{"name": " "}]}, {"contributors": "Give the name of each contributor."}),
        ({"contributors": ["A"]}, {"contributors": "Give the name of each contributor."}),
        ({"suggested_reviewers": [{"name": ""}]}, {"suggested_reviewers": "Give the name of each person."}),
        ({"suggested_reviewers": ["A"]}, {"suggested_reviewers": "This answer is not understood."}),
        ({"suggested_reviewers": [{"name": "A"}] * 6}, {"suggested_reviewers": "Give at most 5."}),
        (
            {"opposed_reviewers": [{"name": "A", "address": "a at b"}]},
            {"opposed_reviewers": "Write an address such as name@example.org."},
        ),
        (
            {"opposed_reviewers": [{"name": "A", "reason": "x" * 501}]},
            {"opposed_reviewers": "Shorten this to 500 characters; it has 501."},
        ),
        ({"publisher": {"name": ""}}, {"publisher": "Give the name of the organisation."}),
        ({"co_organisers": ["OHCHR", 3]}, {"co_organisers": "Give the name of the organisation."}),
        (
            {"scope": "national", "countries": ["ken", "uga"]},
            {"countries": "Choose the one country it is about, or a wider scope."},
        ),
        ({"scope": "local"}, {"countries": "Choose the one country it is about, or a wider scope."}),
        (
            {"scope": "regional", "countries": ["ken"]},
            {"regions": "Choose a region or several countries, or a narrower scope."},
        ),
        (
            {"scope": "national", "countries": ["global"]},
            {"countries": "Global is no country: choose the scope Global or take it out."},
        ),
    ],
)
def test_each_problem_is_a_sentence_at_its_field(changed: dict[str, Any], expected: dict[str, str]) -> None:
    assert wrong(**changed) == expected


@case("D-IN-13")
@pytest.mark.parametrize("name", ["title", "summary", "venue", "other_language", "publisher"])
def test_text_that_cannot_be_kept_is_refused_at_its_field(name: str) -> None:
    found = wrong(**{name: "A text that is long enough to be a summary\x00 of a resource."})
    assert list(found) == [name]
    assert found[name].startswith("The text holds 1 character that cannot be kept.")


@case("D-IN-13")
def test_a_long_or_broken_key_is_repeated_tidily() -> None:
    assert wrong(scope="x\x00\u202e" + "y" * 100) == {"scope": f"“x{'y' * 59}…” is not in the list."}


@behaviour("S3")
@pytest.mark.parametrize(
    ("start", "end", "problem"),
    [
        ("2019", "2018", True),
        ("2019", "2019", False),
        ("May 2019", "2019", False),
        ("May 2019", "2018", True),
        ("14 May 2019", "May 2019", False),
        ("14 May 2019", "13 May 2019", True),
        ("14 May 2019", "April 2019", True),
        ("14 May", "13 May", False),
        ("2019", "", False),
    ],
)
def test_an_end_does_not_come_before_its_start(start: str, end: str, problem: bool) -> None:
    assert ("end_date" in wrong("project", start_date=start, end_date=end)) == problem


def test_a_date_that_was_read_already_is_taken() -> None:
    assert wrong(event_date=PartialDate("14 May", month=5, day=14)) == {}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("12", None),
        (12, None),
        (" 12 ", None),
        ("1", None),
        ("6000", None),
        ("0", "Give 1 or more."),
        (0, "Give 1 or more."),
        ("6001", "Give 6000 or less."),
        ("1.5", "Give a whole number."),
        ("9" * 5000, "Give a whole number."),
        (True, "Give a whole number."),
        ("²", "Give a whole number."),
    ],
)
def test_numbers_are_whole_and_within_bounds(value: object, problem: str | None) -> None:
    reason = field_problem(fields_of(form_of_kind("video"))["duration_minutes"], value, KNOWN)
    assert (str(reason) if reason else None) == problem


REVIEW_FIELDS = {
    "score": Field("score", "score", "Score", most=5),
    "choices": Field("levels", "choices", "Levels", choices=(Choice("local", "Local"), Choice("global", "Global"))),
}


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("score", 5, None),
        ("score", 6, "Choose a score from 1 to 5."),
        ("score", 0, "Choose a score from 1 to 5."),
        ("score", "4", "Choose a score from 1 to 5."),
        ("score", True, "Choose a score from 1 to 5."),
        ("choices", ["local", "global"], None),
        ("choices", ["orbital"], "“orbital” is not in the list."),
        ("choices", "local", "This answer is not understood."),
    ],
)
def test_scores_and_choices_are_checked(kind: str, value: object, problem: str | None) -> None:
    reason = field_problem(REVIEW_FIELDS[kind], value, KNOWN)
    assert (str(reason) if reason else None) == problem


APPLICATION: dict[str, Any] = {
    "position": "Statistician in a national statistical office",
    "side": "external",
    "background": "technical",
    "experience_years": "12",
    "expertise": {"migration-statistics": "3", "data-protection": 2},
    "evidence": "Survey of 2019",
    "languages": {"fr": "native", "en": "reads"},
    "regions": ["africa"],
    "reviews_per_year": 2,
    "keeps_confidence": True,
    "data_use": True,
}


@behaviour("R1")
@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, {}),
        ({"experience_years": 0}, {}),
        ({"evidence": "", "cv": ["a-file"]}, {}),
        ({"evidence": ""}, {"evidence": "Give at least one publication, link or file."}),
        ({"expertise": {}}, {"expertise": "Answer this."}),
        ({"expertise": ["trafficking"]}, {"expertise": "This answer is not understood."}),
        ({"expertise": {"alchemy": "3"}}, {"expertise": "“alchemy” is not in the list."}),
        ({"expertise": {"trafficking": "4"}}, {"expertise": "“4” is not in the list."}),
        ({"languages": {"fr": "perfectly"}}, {"languages": "“perfectly” is not in the list."}),
        ({"data_use": None}, {"data_use": "Tick this to go on."}),
        ({"side": "both"}, {"side": "“both” is not in the list."}),
        ({"cv": ["a", "b"]}, {"cv": "Give at most 1."}),
    ],
)
def test_an_application_is_checked_by_the_same_rules(changed: dict[str, Any], expected: dict[str, str]) -> None:
    found = problems(application_form().fields, {**APPLICATION, **changed}, KNOWN)
    assert {name: str(reason) for name, reason in found.items()} == expected
