"""What people in tests type into forms: complete answers of every kind of submission, application and review."""

from __future__ import annotations

from typing import Any

from config.forms import default_review_form
from workflow.actions.reviews import Answers

COMMON: dict[str, Any] = {
    "title": "A guide to fair recruitment",
    "summary": "It shows in ten steps how recruiters, employers and states keep migrant workers from paying for a job.",
    "languages": ["en"],
    "objectives": ["gcm-06", "gcm-07"],
    "scope": "global",
    "publisher": "Office for Examples",
    "contributors": [{"name": "Ada Author"}],
    "links": [{"url": "https://example.org/guide", "label": "The guide"}],
    "rights": "ours",
    "personal_data_checked": True,
}
OF_KIND: dict[str, dict[str, Any]] = {
    "document": {"document_type": "analysis", "publication_date": "2019"},
    "practice": {
        "implementer": "Ministry of Examples",
        "focal_point": "Frida Focal",
        "start_date": "2019",
        "innovation": "Workers rate recruiters, and everybody can read the ratings.",
    },
    "portal": {},
    "infographic": {"publication_date": "2019", "text_alternative": "Three arrows lead from a fee to a debt."},
    "event": {"event_date": "14 May 2018", "venue": "Online"},
    "project": {"implementer": "Office for Examples"},
    "training-guidance": {"publication_date_unknown": True},
    "video": {},
}
APPLICATION: dict[str, Any] = {
    "position": "Statistician in a national office",
    "affiliation": "National Office of Examples",
    "side": "external",
    "background": "technical",
    "experience_years": 9,
    "gender": "woman",
    "expertise": {"migration-statistics": "3", "data-protection": "1"},
    "objectives": ["gcm-01"],
    "evidence": "Counting people on the move, 2019",
    "languages": {"en": "native", "fr": "reads"},
    "regions": ["africa"],
    "reviews_per_year": 2,
    "keeps_confidence": True,
    "data_use": True,
}


def complete_answers(kind: str = "document", **changes: Any) -> dict[str, Any]:
    """Give answers that a submission of this kind can be sent in with; None takes an answer out."""
    return _changed({**COMMON, **OF_KIND[kind]}, changes)


def application_answers(**changes: Any) -> dict[str, Any]:
    """Give answers that an application can be sent in with; None takes an answer out."""
    return _changed(APPLICATION, changes)


def review_answers(*, score: int | None = 4, recommendation: str = "approve", **changes: Any) -> Answers:
    """Give a complete review with the same score for every criterion."""
    whole: dict[str, Any] = {
        "scores": {criterion.key: score for criterion in default_review_form().criteria},
        "texts": {"comment_to_submitter": "Clear and useful.", "comment_to_office": "I know the source well."},
        "comments": [{"weight": "must-change", "place": "page 3", "text": "Give the year of the figures."}],
        "recommendation": recommendation,
        "confidence": 2,
    }
    return Answers(**{**whole, **changes})


def _changed(answers: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**answers, **changes}.items() if value is not None}
