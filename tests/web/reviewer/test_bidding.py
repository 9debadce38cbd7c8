"""The page of what a member could review: three answers and a conflict, each a button, at a fixed cost."""

from __future__ import annotations

from sqlalchemy import select, update

from tests.behaviours import behaviour
from tests.builders import World, a_submission
from tests.web.conftest import TestSite
from tests.web.desk.test_lists import statements
from workflow.models import Bid, Call, ConflictDeclaration


@behaviour("R17")
def test_a_member_says_what_he_would_like_and_the_desk_reads_it(site: TestSite, world: World) -> None:
    me, item = site.client(world.members[0]), site.do(lambda s: a_submission(s, "screened", world=world).public_id)
    assert "What you could review" not in me.get("/waiting").text
    site.do(lambda s: s.execute(update(Call).values(bidding=True)).close())
    other = site.do(lambda s: a_submission(s, "screened", world=world, title="Another guide").public_id)
    assert 'href="/bids"' in me.get("/waiting").text
    page = me.get("/bids").text
    assert ("2 resources wait for reviewers" in page, "Another guide" in page) == (True, True)
    assert statements(site, lambda: me.get("/bids")) <= 8
    assert statements(site, lambda: me.get("/waiting")) <= 8

    for wish, said in (("maybe", "You would review it if needed."), ("interested", "You would like to review it.")):
        assert site.post(me, f"/bids/{item}", {"wish": wish}).status_code == 303
        assert said in me.get("/bids").text
    ranked = site.client(world.coordinator).get(f"/desk/{item}/candidates").text
    assert "Would like to review it" in ranked
    wrong = site.post(me, f"/bids/{other}", {"wish": "conflict", "conflict_note": "We wrote it."})
    assert (wrong.status_code, "We wrote it." in wrong.text, "Choose what kind" in wrong.text) == (422, True, True)
    assert site.post(me, f"/bids/{other}", {"wish": "conflict", "kind": "own_work"}).status_code == 303
    assert "Another guide" not in me.get("/bids").text
    site.post(me, f"/bids/{item}", {"wish": "nothing"})
    with site.database.reading() as session:
        kinds = session.scalars(select(ConflictDeclaration.kind)).all()
        assert (session.scalars(select(Bid)).all(), kinds) == ([], ["own_work"])
    for who in (world.coordinator, world.outsider, None):
        assert site.client(who).get("/bids").status_code == (303 if who is None else 404)
        if who is not None:
            assert site.post(site.client(who), f"/bids/{item}", {"wish": "maybe"}).status_code == 404
