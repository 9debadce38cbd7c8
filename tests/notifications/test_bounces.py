"""Mail that comes back: understood, put down where people see it, mended; and nobody can make it up."""

from __future__ import annotations

import mailbox
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from notifications import bounces, return_path
from notifications.bounce_box import empty_box
from notifications.bounces import NO_REPORT, NOT_OURS, TOO_LARGE
from notifications.sender import Sender
from tests.behaviours import behaviour, case
from tests.builders import a_submission
from tests.conftest import START
from tests.notifications.conftest import KEY, Office
from tests.notifications.reports import a_report
from workflow.actions import accounts, undelivered
from workflow.actions.bounces import note_bounce
from workflow.kernel.errors import InvalidInput, Refused
from workflow.kernel.ids import PublicId
from workflow.models import Address, LogEntry, Person, Role

OWN = Sender(
    base_url="https://hub.example.org", name="Hub", address="hub@example.org", sign_in_life=START - START,
    bounces="bounces@hub.example.org", key=KEY.encode(),
)  # fmt: skip
PLAIN = replace(OWN, bounces="")
ID = PublicId("0123456789abcdef")
WELL = return_path.address_for(OWN, ID)
GARBAGE = (
    b"", b"\x00\xff\xfe", b"From nobody\n\nhello", "غير مفهوم".encode(), a_report(action="delivered"),
    a_report().replace(b"Action", b"Auction"), a_report().replace(b"message/delivery-status", b"text/plain"),
    b'Content-Type: multipart/report; boundary=""\n\n--\n', a_report()[:300],
)  # fmt: skip


def test_a_return_path_names_its_message_and_fits_into_an_address() -> None:
    assert return_path.message_of(OWN, f"<{WELL.upper()}>") == ID
    assert len(WELL.partition("@")[0]) <= 64
    assert return_path.address_for(PLAIN, ID) == ""
    assert return_path.address_for(OWN, ID) == WELL  # the same for every copy
    others = (WELL.replace("-", "-0"), WELL.replace(ID, "f" * 16), "bounces@hub.example.org", "")
    assert [return_path.message_of(OWN, other) for other in others] == [None] * 4
    assert return_path.message_of(replace(OWN, key=b"another"), WELL) is None


@pytest.mark.parametrize(
    ("raw", "sender", "found"),
    [
        (a_report(WELL), OWN, (ID, "5.1.1", True)),
        (a_report(WELL, action="delayed", status="4.4.1"), OWN, (ID, "4.4.1", False)),
        (a_report(WELL, action="delayed", status="5.4.1"), OWN, (ID, "4.4.1", False)),
        (a_report(WELL, status=""), OWN, (ID, "5.0.0", True)),
        (a_report(), PLAIN, (ID, "5.1.1", True)),
        (a_report(kind="text/rfc822-headers"), PLAIN, (ID, "5.1.1", True)),
        (a_report().replace(b"\r\n", b"\n"), PLAIN, (ID, "5.1.1", True)),
    ],
)
def test_a_report_is_read(raw: bytes, sender: Sender, found: tuple[str, str, bool]) -> None:
    report = bounces.read(raw, sender)
    assert (report.message_id, report.status, report.is_final) == found
    assert report.diagnostic == "550 5.1.1 <gone@example.org>: unknown"


@behaviour("C9")
@pytest.mark.parametrize(
    ("raw", "sender", "why"),
    [
        *((raw, PLAIN, NO_REPORT) for raw in GARBAGE),
        (a_report(), OWN, NOT_OURS),  # it knows the Message-ID, and not the address the report would come to
        (a_report(WELL.replace("-", "-1")), OWN, NOT_OURS),
        (a_report(message_id="<0123456789abcdef@elsewhere.example>"), PLAIN, NOT_OURS),
        (a_report(message_id="<none>"), PLAIN, NOT_OURS),
        (b"Content-Type: message/delivery-status\n\nAction: failed\n", PLAIN, NOT_OURS),
        (b"x" * (bounces.LARGEST + 1), PLAIN, TOO_LARGE),
    ],
)
def test_what_is_no_report_of_ours_is_refused_with_a_sentence(raw: bytes, sender: Sender, why: object) -> None:
    with pytest.raises(Refused) as refused:
        bounces.read(raw, sender)
    assert refused.value.reasons == (why,)


def fix(message_id: PublicId, email: str, office: Office, session: Session) -> None:
    """Correct the address as the coordinator does."""
    undelivered.fix_address(session, office.world.coordinator, message_id, email, now=office.clock.now())


@behaviour("C9")
@case("D-NT-11")
def test_a_bounced_invitation_is_seen_mended_and_arrives(office: Office, tmp_path: Path) -> None:
    office.settings = office.settings.model_copy(update={"bounce_address": "bounces@hub.example.org"})
    sender, world = Sender.of(office.settings), office.world
    office.do(lambda s: a_submission(s, "assigned", world=world).id)
    first = next(mail for mail in office.read() if mail.subject.startswith("Invitation"))
    box = mailbox.Maildir(tmp_path / "box", create=True)
    for raw in (a_report(first.return_path), a_report(first.return_path), a_report(WELL), b"garbage"):
        box.add(raw)
    emptied = empty_box(tmp_path / "box", office.database, office.clock, sender)
    assert (emptied.taken, emptied.refused, len(list(box.keys()))) == (2, 2, 0)
    assert {name: len(list(box.get_folder(name).keys())) for name in ("Done", "Refused")} == {"Done": 2, "Refused": 2}

    (message,) = [one for one in office.messages() if one.public_id == first.public_id]
    assert (message.state, message.bounced_at, message.problem[:9]) == ("bounced", office.clock.now(), "5.1.1 550")
    with office.database.reading() as session:
        assert list(session.scalars(select(Address.email).where(Address.failing_since.is_not(None)))) == [first.to]
        assert len(session.scalars(select(LogEntry).where(LogEntry.trigger == "mail_failed")).all()) == 1
    (told,) = office.read()
    assert (told.to, "did not arrive" in told.body) == ("cora.coordinator.7@example.org", True)

    public_id = PublicId(message.public_id)
    for wrong in ("no address", "cora.coordinator.7@example.org"):
        with pytest.raises(InvalidInput):
            office.do(partial(fix, public_id, wrong, office))
    fixed = "mem.ber1@right.example"
    office.do(partial(fix, public_id, fixed, office))
    sent = {mail.subject: mail for mail in office.read()}
    assert {mail.to for mail in sent.values()} == {fixed}
    assert sent[first.subject].public_id == first.public_id  # the same message, as every copy of it
    with pytest.raises(Refused):
        office.do(lambda s: undelivered.send_again(s, world.coordinator, public_id, now=office.clock.now()).id)


@behaviour("C9")
@case("D-NT-11")
def test_a_corrected_address_opens_no_account_that_somebody_has_used(office: Office) -> None:
    """A coordinator who corrects an address would get into the account by the link that confirms it."""
    world, now, his = office.world, office.clock.now(), "mine@coordinator.example"
    office.do(lambda s: a_submission(s, "assigned", world=world).id)
    first, second, third = (mail for mail in office.read() if mail.subject.startswith("Invitation"))
    for mail in (first, second, third):
        office.do(partial(note_bounce, message_id=PublicId(mail.public_id), problem="550", now=now))
    forget = update(Address).values(verified_at=None)
    office.do(lambda s: s.execute(forget.where(Address.email.in_((second.to, third.to)))).close())
    office.do(lambda s: s.add(Role(person=person_of(s, third.to), name="chief", given_at=now)))
    office.read()
    for mail in (first, second, third):
        office.do(partial(fix, PublicId(mail.public_id), f"{mail.to[:8]}.{his}", office))
    told = office.read()
    asked = [mail.to for mail in told if "/confirm/" in mail.body]
    assert asked == [f"{second.to[:8]}.{his}"]  # nobody has used this account, and nothing hangs on it
    assert len(told) == len(asked) + 3

    with_it = select(func.count()).where(Address.email.endswith(his)).scalar_subquery()
    assert office.do(lambda s: s.scalar(select(with_it))) == 1
    office.do(lambda s: s.add(Address(person=person_of(s, first.to), email=his, normal_form=his)))
    for ask in (accounts.ask_for_link, partial(accounts.register, name="Me")):
        office.do(partial(ask, email=his, peer="1", now=now))
    assert office.read() == []  # an address nobody has confirmed gets no link to an account that has another


def person_of(session: Session, email: str) -> Person:
    return session.scalars(select(Person).join(Address).where(Address.email == email)).one()


@behaviour("C9")
def test_a_failure_is_told_to_coordinators_and_one_of_their_own_mail_is_not(office: Office) -> None:
    office.do(lambda s: a_submission(s, "submitted", world=office.world).id)

    def spoil(session: Session) -> None:
        for address in session.scalars(select(Address)):
            address.verified_at = None

    office.do(spoil)
    for _ in range(3):
        office.drain()
    failed = [message.kind for message in office.messages() if message.state == "failed"]
    assert len(office.events("submission.mail_failed")) == 1
    assert sorted(set(failed)) == [
        "submission.mail_failed:coordinator", "submission.submit:coordinator", "submission.submit:submitter",
    ]  # fmt: skip
