"""What a person types into the pages of a document, page by page, as a browser sends it."""

from __future__ import annotations

from typing import Any

PAGES: dict[str, dict[str, Any]] = {
    "about": {
        "title": "A guide to fair recruitment",
        "summary": "It shows in ten steps how recruiters and states keep workers from paying for a job.",
        "languages": ["en", "ar"],
    },
    "details": {"document_type": "analysis", "publication_date": "December 2019"},
    "topics": {"objectives": ["gcm-00", "gcm-06"], "principles": ["gender-responsive"]},
    "places": {"scope": "regional", "regions": ["africa"], "countries": ["dza", "ken"]},
    "people": {
        "publisher": "Office for Examples",
        "co_organisers-name": ["Second Office", "", "Third Office"],
        "contributors-name": ["Ada Author", ""],
        "contributors-affiliation": ["Office for Examples", ""],
        "contributors-orcid": ["0000-0002-1825-0097", ""],
    },
    "reviewers": {
        "suggested_reviewers-name": ["Sue Gest", ""],
        "suggested_reviewers-address": ["sue.gest@example.org", ""],
        "suggested_reviewers-organisation": ["Third Office", ""],
        "suggested_reviewers-reason": ["Knows the field.", ""],
    },
    "get": {"links-url": ["https://example.org/guide", ""], "links-label": ["The guide", ""]},
    "rights": {"rights": "ours", "personal_data_checked": "yes"},
}
KEPT: dict[str, Any] = {
    "title": "A guide to fair recruitment",
    "summary": "It shows in ten steps how recruiters and states keep workers from paying for a job.",
    "languages": ["en", "ar"],
    "document_type": "analysis",
    "publication_date": "December 2019",
    "objectives": ["gcm-00", "gcm-06"],
    "principles": ["gender-responsive"],
    "scope": "regional",
    "regions": ["africa"],
    "countries": ["dza", "ken"],
    "publisher": "Office for Examples",
    "co_organisers": ["Second Office", "Third Office"],
    "contributors": [
        {"name": "Ada Author", "affiliation": "Office for Examples", "orcid": "0000-0002-1825-0097"},
    ],
    "links": [{"url": "https://example.org/guide", "label": "The guide"}],
    "suggested_reviewers": [
        {
            "name": "Sue Gest",
            "address": "sue.gest@example.org",
            "organisation": "Third Office",
            "reason": "Knows the field.",
        },
    ],
    "rights": "ours",
    "personal_data_checked": True,
}
"""What is kept of it, of the answers that are not empty."""
