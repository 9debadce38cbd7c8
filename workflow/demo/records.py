"""What the forms of the demo's items say: the seed records' own words, and nothing that the seed does not say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.demo import objective_page, samples
from config.demo.stories import Story
from config.forms import form_of_kind

MASKED = "Registration: a contact at the host; the published address is masked."
SHORT = 180


def kind_of(story: Story) -> str:
    """Give the kind of resource a story is about; the parts of the objective page are documents."""
    return str(_record(story.subject).get("kind", "document"))


def answers_of(story: Story) -> dict[str, Any]:
    """Give the answers of a story's item; the draft that is called unfinished lacks most of them."""
    record = _record(story.subject)
    title = record.get("title") or (record.get("suggested") or {}).get("title")
    answers = {"title": title or story.title, "working_title": title is None, "summary": record["description"]}
    if story.subject == "unfinished":
        return {**answers, "languages": ["en"]}
    answers |= _about(record) | _details(record) | _source(story.subject, record)
    names = {field.name for field in form_of_kind(kind_of(story)).fields}
    allowed = names | {f"{name}_unknown" for name in names}
    return {name: value for name, value in answers.items() if name in allowed and value not in (None, [], "")}


def longer_summary(story: Story) -> str:
    """Give the summary with what the seed says of the participants."""
    record = _record(story.subject)
    return f"{record['description']}\n\n{record['participants']}"


def _record(subject: str) -> Mapping[str, Any]:
    """Give a seed record, or a part of the objective page as one."""
    found = next((record for record in samples() if record["id"] == subject), None)
    if found is not None:
        return {**found, "description": _masked(found)}
    text = _part_of_page(subject)
    return {"kind": "document", "description": text, "languages": ["en"], "objectives": ["gcm-07"], "suggested": PAGE}


def _masked(record: Mapping[str, Any]) -> str:
    """Give the description; where the record published a contact, a line says that there is one."""
    parts = [str(record["description"]), MASKED if record.get("contact") else ""]
    return "\n\n".join(part for part in parts if part)


def _part_of_page(subject: str) -> str:
    page, about = objective_page(), objective_page()["about"]
    parts = {
        "commitment": page["commitment"],
        "introduction": page["introduction"][0],
        "about": about["what_content"],
        "roster": about["peer_review_roster"],
        "unfinished": about["what_is_the_hub"][:SHORT],
        "compact": f"{page['title']}: {page['subtitle']}. {page['introduction'][0]}",
        **{f"action-{action['letter']}": action["text"] for action in page["actions"]},
    }
    return str(parts[subject])


PAGE = {
    "principles": ["human-rights"], "global_scope": True, "document_type": "guidelines-toolkits-manuals",
    "expertise": ["human-rights-law", "migrants-vulnerable-situations"],
}  # fmt: skip
"""What is suggested for the parts of the objective page."""


def _about(record: Mapping[str, Any]) -> dict[str, Any]:
    suggested = record["suggested"]
    countries, regions = suggested.get("countries"), suggested.get("regions")
    return {
        "languages": record.get("languages"),
        "objectives": suggested.get("objectives") or record.get("objectives"),
        "principles": suggested.get("principles"),
        "expertise": suggested.get("expertise"),
        "scope": suggested.get("scope") or ("global" if suggested.get("global_scope") else "unspecified"),
        "countries": countries,
        "regions": regions,
    }


def _details(record: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the kind asks for; what the seed does not say is marked as unknown, never made up."""
    published, held = record.get("date_of_publication"), record.get("date")
    return {
        "document_type": record["suggested"].get("document_type") or "other",
        "publication_date": published,
        "publication_date_unknown": True if published is None else None,
        "event_date": held["as_written"] if held else None,
        "event_date_unknown": None if held else True,
        "venue": record.get("venue"),
        "venue_unknown": None if record.get("venue") else True,
        "implementer_unknown": True,
    }


def _source(subject: str, record: Mapping[str, Any]) -> dict[str, Any]:
    names = [organiser["name"] for organiser in record.get("organisers") or ()]
    return {
        "publisher": names[0] if names else None,
        "co_organisers": names[1:],
        "links": [{"url": f"https://example.org/seed/{subject}", "label": ""}],
        "rights": "link-only",
        "personal_data_checked": True,
    }
