"""The letters of a call on their pages: looked at, saved, refused with everything kept, and shipped again."""

from __future__ import annotations

from tests.behaviours import behaviour
from tests.builders import World, a_submission
from tests.web.conftest import TestSite


@behaviour("C19")
def test_a_coordinator_words_a_letter_looks_at_it_and_goes_back(site: TestSite, world: World) -> None:
    reference = site.do(lambda s: a_submission(s, "assigned", world=world).reference)
    coordinator, one = site.client(world.coordinator), f"/desk/letters/{world.call_id}/assignment.invite:reviewer/en"
    assert one in coordinator.get("/desk/letters").text
    page = coordinator.get(one)
    assert "style-src-attr 'unsafe-inline'" in page.headers["Content-Security-Policy"]
    for words in ("{due}", "Invitation to review “A guide to fair recruitment”", f"Reference: {reference}", "srcdoc="):
        assert words in page.text, words

    typed = {"subject": "Please read “{title}”", "text": "Our words, by {due}.", "version": "0"}
    looked_at = site.post(coordinator, one, {**typed, "do": "preview"})
    assert (looked_at.status_code, "Please read “A guide to fair recruitment”" in looked_at.text) == (200, True)
    assert "changed here" not in coordinator.get("/desk/letters").text
    wrong = site.post(coordinator, one, {**typed, "text": "Our words, by {deu}."})
    assert wrong.status_code == 422
    for words in ("This letter has no variable {deu}.", "Our words, by {deu}.", "The preview comes back"):
        assert words in wrong.text, words
    assert site.post(coordinator, one, typed).status_code == 303
    late = site.post(coordinator, one, {**typed, "text": "Theirs."})
    assert (late.status_code, "Our words, by {due}." in late.text, "Theirs." in late.text) == (409, True, True)
    assert "changed here" in coordinator.get("/desk/letters").text
    assert site.post(coordinator, f"{one}/shipped").status_code == 303
    assert "changed here" not in coordinator.get(one).text
    for path in (one.replace("/en", "/es"), one.replace("invite", "nothing")):
        assert coordinator.get(path).status_code == 404, path
