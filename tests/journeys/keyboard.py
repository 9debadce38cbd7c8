"""Hands on a keyboard: everything a person does in these stories, without a pointer.

Tab until what is wanted has the focus, arrows in radio groups and menus, Space to tick, Enter to press. Whatever gets
the focus must show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, TimeoutError  # noqa: A004 - Playwright's own

MOST_TABS = 400
MOST_ARROWS = 60
A_MOMENT = 5000
SKIP = "Skip to the content"

FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const plain = (node) => (node ? node.textContent : "").replace(/\\s+/g, " ").trim();
  const labelled = () => [...(at.labels || [])].map(plain).join(" ");
  const around = (set) => set
    ? [plain(set.querySelector("legend")), ...around(set.parentElement.closest("fieldset"))] : [];
  const kinds = {A: "link", BUTTON: "button", SUMMARY: "summary", TEXTAREA: "field", SELECT: "menu"};
  const types = {radio: "radio", checkbox: "checkbox", file: "file"};
  const kind = at.tagName === "INPUT" ? types[at.type] || "field" : kinds[at.tagName] || "place";
  const looks = getComputedStyle(at), box = at.getBoundingClientRect();
  return {
    kind,
    name: at.getAttribute("aria-label") || labelled() || plain(at),
    group: around(at.closest("fieldset")).reverse().join(" / "),
    checked: Boolean(at.checked),
    value: kind === "menu" ? plain(at.selectedOptions[0]) : at.value || "",
    shows: looks.outlineStyle !== "none" && parseFloat(looks.outlineWidth) >= 2,
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


@dataclass(frozen=True)
class Focused:
    """What has the focus, as a person would name it."""

    kind: str
    name: str
    group: str
    checked: bool
    value: str
    shows: bool
    inside: bool

    def __str__(self) -> str:
        """Say it in one line of what could be reached."""
        return f"{self.kind}: {self.name[:80]}" + (f" ({self.group[:60]})" if self.group else "")


@dataclass(frozen=True)
class Hands:
    """One person at one keyboard."""

    page: Page

    @property
    def heading(self) -> str:
        """What the page says first."""
        return " ".join(self.page.locator("h1").inner_text().split())

    def sees(self, words: str) -> None:
        """Look for these words on the page. Fails when they do not appear within a moment."""
        try:
            self.page.get_by_text(words).locator("visible=true").first.wait_for(timeout=A_MOMENT)
        except TimeoutError as never:
            told = self.page.locator("main").inner_text()
            raise AssertionError(f"“{words}” is not on {self.page.url}, which says:\n{told}") from never

    def reach(self, words: str, *kinds: str, group: str = "") -> Focused:
        """Tab to the next thing whose name, or whose question, contains the words."""
        passed: list[str] = []
        rounds = 0
        if self.focused() is None:
            self._skip_to_content()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            at = self.focused()
            if at is None:
                rounds += 1
                if rounds > 1:
                    break
                continue
            if (not kinds or at.kind in kinds) and words in at.name and group in at.group:
                return _shown(at)
            passed.append(str(at))
        return _missed(words, kinds, passed)

    def _skip_to_content(self) -> None:
        """Leave out what stands above every page; who looks for something there comes round to it."""
        self.page.keyboard.press("Tab")
        at = self.focused()
        if at is not None and at.name == SKIP:
            self.page.keyboard.press("Enter")

    def focused(self) -> Focused | None:
        """Give what has the focus; None when the whole page has it."""
        found: dict[str, Any] | None = self.page.evaluate(FOCUSED)
        return Focused(**found) if found else None

    def go(self, words: str, *kinds: str) -> None:
        """Follow a link or press a button, and wait for the page it leads to."""
        self.reach(words, *(kinds or ("link", "button")))
        self.press_enter()

    def press_enter(self) -> None:
        """Press Enter where the focus is, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def unfold(self, words: str) -> None:
        """Open what is folded away under these words."""
        self.reach(words, "summary")
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str, *, group: str = "") -> None:
        """Type into the field of this label, over what stands there."""
        self.reach(label, "field", group=group)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        at = self.focused()
        assert at is not None
        assert at.value == text

    def tick(self, words: str, *, group: str = "") -> None:
        """Tick the box of these words."""
        self.reach(words, "checkbox", group=group)
        self.page.keyboard.press("Space")
        at = self.focused()
        assert at is not None
        assert at.checked, f"{words} is not ticked"

    def choose(self, question: str, answer: str) -> None:
        """Choose one of the answers of a question, by arrows."""
        at = self.reach("", "radio", group=question)
        passed: list[str] = []
        if answer in at.name:
            self.page.keyboard.press("Space")
        for _ in range(MOST_ARROWS):
            found = self.focused()
            assert found is not None
            if answer in found.name:
                assert _shown(found).checked, f"{answer} is not chosen"
                return
            passed.append(found.name)
            self.page.keyboard.press("ArrowDown")
        _missed(answer, ("radio",), passed)

    def pick(self, label: str, option: str) -> None:
        """Pick from the menu of this label, by arrows."""
        at = self.reach(label, "menu")
        self.page.keyboard.press("Home")
        passed: list[str] = []
        for _ in range(MOST_ARROWS):
            at = self.focused() or at
            if option in at.value:
                return
            passed.append(at.value)
            self.page.keyboard.press("ArrowDown")
        _missed(option, ("menu",), passed)


def _shown(at: Focused) -> Focused:
    """Give what has the focus. Fails when that cannot be seen."""
    assert at.shows, f"the focus on {at} cannot be seen"
    assert at.inside, f"the focus on {at} is outside the window"
    return at


def _missed(words: str, kinds: tuple[str, ...], passed: list[str]) -> Focused:
    listed = "\n  ".join(dict.fromkeys(passed))
    raise AssertionError(f"no {' or '.join(kinds) or 'thing'} “{words}” can be reached; these can:\n  {listed}")
