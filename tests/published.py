"""Puts items into the hub at once, with any answers: for tests of what readers find there."""

from __future__ import annotations

import random
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from config.vocabularies import keys
from tests.builders import NOW, World, a_submission
from workflow.actions import publishing
from workflow.models import Submission

SCOPES = ("global", "regional", "national", "local")
COUNTRIES = ("per", "col", "ken", "eth", "jpn", "kosovo-unscr-1244")


def published(
    session: Session, world: World, *, kind: str = "document", reviewed: bool = True, **changes: Any
) -> Submission:
    """Give an item as it stands in the hub, without the reviews that a whole path would need readers for."""
    item = a_submission(session, "submitted", world=world, kind=kind, **changes)
    session.execute(update(Submission).where(Submission.id == item.id).values(state="published", published_at=NOW))
    session.refresh(item)
    publishing.show(session, item, NOW, reviewed=reviewed)
    return item


def some_answers(dice: random.Random) -> dict[str, Any]:
    """Give answers as they fall, with everything the hub sorts and narrows down by."""
    scope = dice.choice(SCOPES)
    places = {"national": 1, "local": 1, "regional": 2}.get(scope, 0)
    return {
        "title": dice.choice(("A guide", "Ein Leitfaden", "دليل", "指南", "b guide")),
        "scope": scope,
        "countries": dice.sample(COUNTRIES, places) or None,
        "objectives": dice.sample(("gcm-00", "gcm-01", "gcm-07", "gcm-23"), dice.randint(1, 3)),
        "principles": dice.sample(sorted(keys("principles")), dice.randint(0, 2)) or None,
        "languages": dice.sample(("en", "fr", "ar"), dice.randint(1, 2)),
        "publisher": dice.choice(("Office", "Ministry of “Quotes” & 50%", None)),
        "publication_date": dice.choice(("2019", "2021-05", "3 May 2021")),
        "document_type": dice.choice(("report", "analysis")),
    }
