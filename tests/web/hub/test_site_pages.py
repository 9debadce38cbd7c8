from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import World, a_submission
from tests.published import published
from tests.web.conftest import TestSite
from workflow.files import LocalFolder
from workflow.models import StoredFile, Submission

PAGES = ("/about", "/accessibility", "/privacy")


@pytest.mark.parametrize("path", PAGES)
def test_the_foot_of_every_page_leads_to_what_the_site_says_about_itself(site: TestSite, path: str) -> None:
    browser = site.client()
    assert f'href="{path}"' in browser.get("/").text
    assert browser.get(path).status_code == 200


@behaviour("H3")
def test_a_visitor_gets_the_files_of_what_is_published_and_no_others(site: TestSite, world: World) -> None:
    open_id = site.do(lambda s: _with_file(s, site, published(s, world)))
    closed_id = site.do(lambda s: _with_file(s, site, a_submission(s, "assigned", world=world)))
    browser = site.client()
    item_id = site.do(lambda s: s.scalars(select(Submission.public_id).where(Submission.state == "published")).one())
    page = browser.get(f"/hub/{item_id}").text
    sent = browser.get(f"/files/{open_id}", buffered=True)
    assert (f"/files/{open_id}" in page, "Ada-Author" in page, sent.status_code, sent.data) == (
        True, False, 200, b"%PDF-1.7 pages",
    )  # fmt: skip
    assert "Ada-Author" not in str(sent.headers)
    assert browser.get(f"/files/{closed_id}").status_code == 404


def test_a_coordinator_opens_the_files_from_the_page_of_the_item(site: TestSite, world: World) -> None:
    file_id = site.do(lambda s: _with_file(s, site, a_submission(s, "submitted", world=world)))
    item_id = site.do(lambda s: s.scalars(select(Submission.public_id)).one())
    browser = site.client(world.coordinator)
    assert f'href="/files/{file_id}"' in browser.get(f"/desk/{item_id}").text
    assert browser.get(f"/files/{file_id}", buffered=True).status_code == 200


def _with_file(s: Session, site: TestSite, item: Submission) -> str:
    stored = LocalFolder(site.app.extensions["collegium"].settings.data_folder / "files").put(
        BytesIO(b"%PDF-1.7 pages")
    )
    file = StoredFile(
        version_id=item.current_version.id, digest=stored.digest, size=stored.size, media_type="application/pdf",
        original_name="Ada-Author-thesis.pdf", neutral_name="document-1.pdf", uploaded_by_id=item.submitter_id,
        uploaded_at=site.clock.now(),
    )  # fmt: skip
    s.add(file)
    s.flush()
    return file.public_id
