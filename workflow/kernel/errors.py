"""What can go wrong, as nouns of the domain; the web turns each into a status in one place."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.kernel.messages import Reason, say


class DomainError(Exception):
    """Something the product expects to go wrong and can say in a sentence."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The sentences to show, never empty."""
        return (say("This could not be done."),)


class NotFound(DomainError):
    """It does not exist, or not for this person; the two are never told apart."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The one sentence for both."""
        return (say("This page does not exist, or it is not for you."),)


class NotAllowed(DomainError):
    """The actor may see it but may not do this."""

    def __init__(self, reason: Reason | None = None) -> None:
        """Take the sentence to show, or the general one."""
        self.reason = reason or say("You may not do this.")
        super().__init__(str(self.reason))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The one sentence."""
        return (self.reason,)


class Refused(DomainError):
    """Permitted, but not possible now; each reason says why."""

    def __init__(self, *reasons: Reason) -> None:
        """Take at least one reason."""
        self._reasons = reasons or (say("This is not possible now."),)
        super().__init__("; ".join(str(reason) for reason in self._reasons))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why not, one sentence each."""
        return self._reasons


class Stale(Refused):
    """Somebody was faster: the facts the person saw have changed."""


class Throttled(Refused):
    """Too many tries; `after` says in how many seconds the next one counts."""

    def __init__(self, *reasons: Reason, after: int) -> None:
        """Take the reasons and the pause in seconds."""
        super().__init__(*reasons)
        self.after = after


class InvalidInput(DomainError):
    """What was typed cannot be taken; one sentence a field."""

    def __init__(self, problems: Mapping[str, Reason]) -> None:
        """Take field name → sentence, at least one."""
        self.problems = dict(problems)
        super().__init__("; ".join(f"{name}: {reason}" for name, reason in self.problems.items()))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The sentences in the order of the fields."""
        return tuple(self.problems.values())


class Unavailable(DomainError):
    """The database cannot answer now; trying again later is right."""

    def __init__(self, reason: Reason) -> None:
        """Take the sentence that says what is the matter."""
        self.reason = reason
        super().__init__(str(reason))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The one sentence."""
        return (self.reason,)
