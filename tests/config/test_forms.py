from __future__ import annotations

import pytest

from config import forms, vocabularies
from config.calls import UnknownCall, call_data
from config.forms import UnknownForm, application_form, default_review_form, form_of_kind, kinds
from tests.behaviours import behaviour
from workflow.rules.affinity_terms import AffinityRule
from workflow.rules.dates import is_zone
from workflow.rules.dispute import DisputeRule
from workflow.rules.panel import PanelRule
from workflow.rules.quorum import QuorumRule


@behaviour("S3")
def test_every_kind_has_a_form_and_every_form_a_kind() -> None:
    assert kinds() == tuple(record.key for record in vocabularies.terms("content_kinds"))


@behaviour("S3")
@pytest.mark.parametrize(
    ("kind", "asked", "not_asked"),
    [
        ("document", {"publication_date", "document_type"}, {"venue", "event_date"}),
        ("practice", {"implementer", "focal_point", "start_date"}, {"venue", "publication_date"}),
        ("portal", {"updated_every"}, {"publication_date"}),
        ("infographic", {"publication_date", "text_alternative"}, {"venue"}),
        ("event", {"event_date", "venue", "registration_link"}, {"publication_date"}),
        ("project", {"implementer", "end_date"}, {"venue"}),
        ("training-guidance", {"duration_hours", "registration_link"}, {"venue"}),
        ("video", {"duration_minutes", "captions"}, {"venue"}),
    ],
)
def test_what_is_asked_depends_on_the_kind(kind: str, asked: set[str], not_asked: set[str]) -> None:
    names = [field.name for field in form_of_kind(kind).fields]
    assert len(names) == len(set(names))
    assert asked <= set(names)
    assert not not_asked & set(names)


def test_a_portal_is_a_link() -> None:
    required = {kind for kind in kinds() for f in form_of_kind(kind).fields if f.name == "links" and f.required}
    assert required == {"portal", "video"}


def test_fields_name_known_vocabularies() -> None:
    asked = [field for kind in kinds() for field in form_of_kind(kind).fields] + list(application_form().fields)
    assert {field.vocabulary for field in asked} - {""} <= set(vocabularies.VOCABULARIES)
    assert all(field.vocabulary for field in asked if field.kind in {"term", "terms", "expertise", "language_levels"})
    assert all(field.choices for field in asked if field.kind in {"choice", "choices"})


@behaviour("R9")
def test_the_review_form_says_who_sees_each_answer() -> None:
    form = default_review_form()
    seen = {field.name: field.seen_by for field in form.fields}
    assert seen["comment_to_office"] == seen["confidence"] == ("coordinators",)
    assert "author" in seen["comment_to_submitter"]
    assert all(criterion.seen_by == ("author", "reviewers", "coordinators") for criterion in form.criteria)


def test_the_criteria_are_those_of_the_hub_with_a_word_for_each_step() -> None:
    criteria = default_review_form().criteria
    assert [c.key for c in criteria] == [row["key"] for row in vocabularies.hub_policy()["criteria"]]
    assert all(c.most == len(set(c.anchors)) == 5 for c in criteria)
    assert {c.key for c in criteria if c.not_applicable} == {"methodology-transparency", "up-to-date"}
    assert [[level.key for level in c.levels] for c in criteria if c.levels] == [
        ["local", "national", "regional", "global"]
    ]


def test_a_stored_form_may_hide_a_criterion_from_the_author() -> None:
    stored = {
        "name": "journal",
        "criterion": [
            {
                "key": "novelty",
                "label": "Novelty",
                "question": "New?",
                "anchors": ["No", "Yes"],
                "seen_by": ["reviewers"],
            }
        ],
        "field": [],
    }
    (criterion,) = forms.review_form(stored).criteria
    assert (criterion.most, criterion.seen_by) == (2, ("reviewers",))


@behaviour("R1")
def test_the_application_asks_what_the_roster_call_names() -> None:
    names = {field.name for field in application_form().fields}
    assert {"expertise", "evidence", "cv", "languages", "regions", "side", "background", "experience_years"} <= names
    assert {"reviews_per_year", "conflict_organisations", "data_use", "gender"} <= names
    assert not next(field for field in application_form().fields if field.name == "gender").required


def test_the_reference_call_can_be_read_by_the_rules() -> None:
    call = call_data()
    assert PanelRule.from_data(call.panel).minimum == {"internal": 1, "external": 2}
    assert QuorumRule.from_data(call.quorum).minimum == {"internal": 1, "external": 1}
    assert DisputeRule.from_data(call.dispute) == DisputeRule()
    assert AffinityRule.from_data(call.affinity) == AffinityRule()
    assert forms.form_data(call.review_form)["name"] == call.review_form
    assert (call.due_days, call.answer_days, call.anonymity, is_zone(call.time_zone)) == (21, 7, "single", True)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UnknownForm):
        form_of_kind("poem")
    with pytest.raises(UnknownForm):
        forms.form_data("poem")
    with pytest.raises(UnknownCall):
        call_data("poem")
