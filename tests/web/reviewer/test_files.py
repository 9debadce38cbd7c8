from __future__ import annotations

from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import a_world
from tests.web.conftest import TestSite
from tests.web.reviewer.people import seat_in
from workflow.files import LocalFolder
from workflow.models import StoredFile, SubmissionVersion


@behaviour("R5")
def test_a_file_opens_after_the_declaration_under_a_name_that_tells_nothing(site: TestSite) -> None:
    world = site.do(lambda s: a_world(s, anonymity="double"))
    seat = seat_in(site, world, "accepted")
    file_id = site.do(lambda s: _attached(s, site, world.submitter.person_id or 0))
    browser = site.client(world.panel[0])
    assert browser.get(f"/files/{file_id}").status_code == 404
    assert "document-1.pdf" not in browser.get(f"/invitation/{seat}").text
    site.post(browser, f"/review/{seat}/conflict", {"declared": "none", "keeps": "yes"})
    page = browser.get(f"/review/{seat}").text
    assert f"/files/{file_id}" in page
    assert "document-1.pdf" in page
    assert "Ada-Author" not in page
    sent = browser.get(f"/files/{file_id}", buffered=True)
    assert (sent.status_code, sent.data) == (200, b"%PDF-1.7 pages")
    assert "Ada-Author" not in str(sent.headers)


def _attached(s: Session, site: TestSite, person_id: int) -> str:
    stored = LocalFolder(site.app.extensions["collegium"].settings.data_folder / "files").put(
        BytesIO(b"%PDF-1.7 pages")
    )
    file = StoredFile(
        version_id=s.scalars(select(SubmissionVersion.id)).one(), digest=stored.digest, size=stored.size,
        media_type="application/pdf", original_name="Ada-Author-thesis.pdf", neutral_name="document-1.pdf",
        uploaded_by_id=person_id, uploaded_at=site.clock.now(),
    )  # fmt: skip
    s.add(file)
    s.flush()
    return file.public_id
