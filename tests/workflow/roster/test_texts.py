"""The texts in the ranking: who wrote on it comes first, in words; who has nothing on file is flagged, never 0."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, World, a_panel, a_submission, a_world
from workflow.actions import panels, texts, works
from workflow.kernel.ids import PublicId
from workflow.models import AffinityBasis, Assignment, Membership, MemberWork, Submission, TextEmbedding
from workflow.roster.affinity.evidence import Evidence
from workflow.roster.candidate import Candidate
from workflow.roster.candidates import candidates

ABOUT = "Recruitment fees of migrant workers and the duties of recruiters in labour corridors"
ELSE = "Coral reefs and the temperature of the sea"


def an_item(session: Session, world: World) -> Submission:
    """Give an open item about recruitment."""
    return a_submission(
        session, "screened", world=world, title="Fair recruitment", summary=f"{ABOUT}.", objectives=["gcm-07"]
    )


def wrote(session: Session, world: World, n: int, title: str, **typed: str) -> MemberWork:
    """Give the n-th member a work whose words are counted."""
    work = works.add_work(session, world.members[n], world.membership_ids[n], {"title": title, **typed}, now=NOW)
    for text in texts.uncounted(session):
        texts.count_text(session, text, now=NOW)
    return work


def ranked(session: Session, world: World, item: Submission) -> dict[str, Candidate]:
    """Give everybody who can be asked, in their order."""
    found = candidates(session, world.coordinator, item, now=NOW, limit=100)
    return {str(candidate.membership): candidate for candidate in found.best}


def said(candidate: Candidate) -> list[str]:
    """Give the reasons in words."""
    return [f"{point.kind} {point.words}" for point in candidate.points]


@behaviour("C3")
def test_who_wrote_on_it_comes_before_who_names_the_same_topic(session: Session) -> None:
    world = a_world(session)
    item = an_item(session, world)
    work = wrote(session, world, 2, "Recruitment fees in labour corridors", abstract=ABOUT, year="2024")
    wrote(session, world, 1, ELSE)
    found = ranked(session, world, item)
    author, other, nobody = (found[world.membership_ids[n]] for n in (2, 1, 4))
    assert next(iter(c for c in found.values() if c.side == "external")) == author
    assert "+ Wrote on this: «Recruitment fees in labour corridors» (2024)" in said(author)
    assert any(line.startswith("+ In common with the publications: ") and "recruit" in line for line in said(author))
    assert not [line for line in said(other) if "Wrote on this" in line]
    assert "- No publications on file: the score rests on what the reviewer declares" in said(nobody)
    assert author.affinity.works[0].work == work.public_id
    assert nobody.affinity.parts.lexical is None
    assert nobody.score == pytest.approx(other.score - (other.affinity.parts.lexical or 0))


@behaviour("C3")
def test_the_score_of_the_list_is_that_of_the_evidence_and_does_not_depend_on_who_else_is_there(
    session: Session,
) -> None:
    world = a_world(session)
    item = an_item(session, world)
    wrote(session, world, 2, ABOUT)
    before = ranked(session, world, item)[world.membership_ids[2]]
    for n in (1, 3, 4):
        wrote(session, world, n, f"{ABOUT} {n}")
    after = ranked(session, world, item)[world.membership_ids[2]]
    assert (before.score, before.affinity.parts) == (after.score, after.affinity.parts)
    assert before.affinity.score == pytest.approx(before.score)


def test_what_is_excluded_not_counted_or_in_another_language_is_not_compared(session: Session) -> None:
    world = a_world(session)
    item = an_item(session, world)
    left_out = wrote(session, world, 1, ABOUT)
    left_out.is_excluded = True
    wrote(session, world, 2, ABOUT, language="fr")
    works.add_work(session, world.members[4], world.membership_ids[4], {"title": f"{ABOUT} again"}, now=NOW)
    found = ranked(session, world, item)
    flags = {n: found[world.membership_ids[n]].affinity.flags for n in (1, 2, 4)}
    assert flags == {1: ("no_publications",), 2: ("no_comparable_works",), 4: ("no_comparable_works",)}
    assert {found[world.membership_ids[n]].affinity.parts.lexical for n in flags} == {None}


def test_an_author_without_a_common_topic_is_still_a_match(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "screened", world=world, title=ABOUT, summary=f"{ABOUT}.", objectives=["gcm-21"])
    wrote(session, world, 2, ABOUT, abstract=ABOUT)
    found = ranked(session, world, item)
    assert (found[world.membership_ids[2]].band, found[world.membership_ids[1]].band) != ("none", "none")
    assert found[world.membership_ids[1]].band == "none"


def test_vectors_count_once_the_basis_names_their_model(session: Session) -> None:
    world = a_world(session)
    item = an_item(session, world)
    work = wrote(session, world, 2, ELSE)
    data = json.dumps({"model": "m", "values": "/38AAA=="})
    for key in (work.text_key, item.current_version.text_key):
        session.add(TextEmbedding(key=key, model="m", data=data))
    session.flush()
    assert ranked(session, world, item)[world.membership_ids[2]].affinity.parts.text is None
    session.add(AffinityBasis(corpus="{}", texts=2, model="m", counted_at=NOW))
    session.flush()
    assert ranked(session, world, item)[world.membership_ids[2]].affinity.parts.text == pytest.approx(1.0)


@behaviour("C3")
def test_the_evidence_is_kept_with_the_assignment_and_stays(session: Session) -> None:
    world = a_world(session)
    item = an_item(session, world)
    wrote(session, world, 2, "Recruitment fees in labour corridors", abstract=ABOUT)
    who = world.members[2]
    (chosen,) = candidates(session, world.coordinator, item, now=NOW, only=[PublicId(who.public_id)]).best
    panels.assign_panel(
        session, world.coordinator, item.public_id, [PublicId(who.public_id)],
        evidence={chosen.public_id: chosen.evidence}, now=NOW,
    )  # fmt: skip
    member = session.scalars(select(Membership).where(Membership.person_id == who.person_id)).one()
    works.remove_work(session, who, member.public_id, member.works[0].public_id, now=NOW)
    session.expire_all()
    kept = session.scalars(select(Assignment)).one().evidence
    assert Evidence.from_data(kept["affinity"]) == chosen.affinity
    assert (chosen.affinity.rank, chosen.affinity.pool) == (1, 5)


def test_somebody_chosen_is_explained_wherever_he_stands(session: Session) -> None:
    world = a_world(session)
    item = an_item(session, world)
    a_panel(session, world, item, [world.members[0]])
    last = candidates(session, world.coordinator, item, now=NOW).best[-1]
    (only,) = candidates(session, world.coordinator, item, now=NOW, only=[last.public_id], limit=1).best
    assert (only, only.affinity.rank) == (last, 4)


def test_the_site_starts_without_numpy() -> None:
    """A ranking loads it; a site that ranks nobody never does."""
    asked = "import sys, web.app, web.serving; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
