"""The dialogue with a mail server: encrypted, logged in, and what is said of its failures."""

from base64 import b64encode

import pytest

from portalwatch.config import Mail
from portalwatch.deliver.smtp import Smtp
from portalwatch.errors import ConfigError
from portalwatch.items import State
from tests.deliver.conftest import mail_to
from tests.deliver.server import MailServer

LOGIN = ("watch", "correct horse battery")


@pytest.fixture
def log_in(monkeypatch):
    """Put a log-in into the environment."""

    def put(username: str, password: str) -> None:
        monkeypatch.setenv("PORTALWATCH_SMTP_USERNAME", username)
        monkeypatch.setenv("PORTALWATCH_SMTP_PASSWORD", password)

    return put


def lead(box, server: MailServer, **changes: object) -> None:
    box.open_channel = lambda: Smtp(mail_to(server, **{"host": "localhost"} | changes))


def test_a_message_arrives_as_it_was_frozen(box, office):
    message = b"Message-ID: <1@example.org>\r\nSubject: =?utf-8?b?5YWs5ZGK?=\r\n\r\n\xe5\x85\xac\xe5\x91\x8a\r\n"
    box.put("li@example.org", message=message)

    box.send()

    assert office.taken == [("digest@example.org", "li@example.org", message, 1)]


@pytest.mark.parametrize("body", [b".\r\n", b"..\r\n", b"a\r\n.\r\nb\r\n", b".a\r\n..b\r\n", b"\r\n.", b"a\r\n.\r\n"])
def test_dots_at_the_start_of_a_line_survive(box, office, body):
    box.put("li@example.org", message=b"Subject: dots\r\n\r\n" + body)

    box.send()

    (content,) = office.contents("li@example.org")
    assert content.removesuffix(b"\r\n") == (b"Subject: dots\r\n\r\n" + body).removesuffix(b"\r\n")


def test_one_connection_carries_ten_messages(box, office):
    addresses = [f"reader-{number}@example.org" for number in range(25)]
    box.put(*addresses)

    box.send()

    assert office.recipients == addresses
    assert [each.connection for each in office.taken] == [1] * 10 + [2] * 10 + [3] * 5


def test_a_refused_recipient_costs_no_new_connection(box, office):
    office.say("RCPT", "550 5.1.1 no such user", to="gone@example.org")
    box.put("a@example.org", "gone@example.org", "b@example.org")

    box.send()

    assert office.recipients == ["a@example.org", "b@example.org"]
    assert office.connections == 1


def test_a_connection_that_the_server_ends_between_two_messages_is_replaced(box):
    with MailServer(patience=2) as server:
        box.put(*(f"reader-{number}@example.org" for number in range(5)))
        lead(box, server)

        tally = box.send()

        assert (tally.sent, len(server.taken), server.connections) == (5, 5, 3)


def test_an_address_in_a_chinese_domain_is_reached(box, office):
    box.put("li@例子.example")

    box.send()

    assert office.recipients == ["li@xn--fsqu00a.example"]


def test_an_address_that_plain_smtp_cannot_say_fails_alone(box, office):
    box.put("李@example.org", "li@example.org")

    box.send()

    assert box.states() == {"李@example.org": State.FAILED, "li@example.org": State.SENT}
    assert "cannot be written in ASCII" in box.find("李@example.org").detail


def test_a_message_goes_out_encrypted_by_starttls(box, trusted):
    with MailServer(tls=trusted) as server:
        lead(box, server, security="starttls")
        box.put("li@example.org")

        box.send()

        assert server.recipients == ["li@example.org"]


def test_a_message_goes_out_over_tls_from_the_first_byte(box, trusted):
    with MailServer(tls=trusted, wrapped=True) as server:
        lead(box, server, security="tls")
        box.put("a@example.org", "b@example.org")

        box.send()

        assert server.recipients == ["a@example.org", "b@example.org"]


def test_nothing_is_sent_to_a_server_that_does_not_encrypt(box, office):
    lead(box, office, security="starttls")
    box.put("li@example.org")

    tally = box.send()

    assert (tally.postponed, office.taken) == (1, [])
    assert "STARTTLS" in box.find("li@example.org").detail


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_nothing_is_sent_to_a_server_that_nobody_vouches_for(box, tls, security):
    with MailServer(tls=tls, wrapped=security == "tls") as server:
        lead(box, server, security=security)
        box.put("li@example.org")

        tally = box.send()

        assert (tally.postponed, server.taken) == (1, [])
    assert "CERTIFICATE_VERIFY_FAILED" in box.find("li@example.org").detail


def test_nothing_is_sent_to_a_server_of_another_name(box, trusted):
    with MailServer(tls=trusted) as server:
        lead(box, server, host="127.0.0.1", security="starttls")
        box.put("li@example.org")

        assert (box.send().postponed, server.taken) == (1, [])


def test_the_log_in_comes_from_the_environment(box, trusted, log_in):
    log_in(*LOGIN)
    with MailServer(tls=trusted, login=LOGIN) as server:
        lead(box, server, security="starttls")
        box.put("li@example.org")

        box.send()

        assert server.recipients == ["li@example.org"]


def test_the_password_may_be_in_a_file(box, trusted, log_in, tmp_path, monkeypatch):
    log_in(LOGIN[0], "ignored")
    (tmp_path / "password").write_text(f"{LOGIN[1]}\n")
    monkeypatch.setenv("PORTALWATCH_SMTP_PASSWORD_FILE", str(tmp_path / "password"))
    with MailServer(tls=trusted, login=LOGIN) as server:
        lead(box, server, security="starttls")
        box.put("li@example.org")

        box.send()

        assert server.recipients == ["li@example.org"]


def test_a_password_file_that_is_missing_is_named_and_nothing_is_sent(box, trusted, log_in, monkeypatch):
    log_in(LOGIN[0], "ignored")
    monkeypatch.setenv("PORTALWATCH_SMTP_PASSWORD_FILE", "/nowhere/password")
    with MailServer(tls=trusted, login=LOGIN) as server:
        lead(box, server, security="starttls")
        box.put("li@example.org")

        with pytest.raises(ConfigError, match="/nowhere/password"):
            box.send()

        assert server.taken == []
    assert box.find("li@example.org").state is State.PENDING


REPEATING = ["535 5.7.8 no", "535 I do not know {}", "502 unknown: AUTH {}"]


@pytest.mark.parametrize("answer", REPEATING)
def test_a_password_never_stands_in_what_is_told_of_a_refusal(box, trusted, log_in, answer):
    log_in(*LOGIN)
    plain = b64encode("\0".join(("", *LOGIN)).encode()).decode()
    with MailServer(tls=trusted, login=LOGIN) as server:
        server.say("AUTH", answer)
        lead(box, server, security="starttls")
        box.put("li@example.org")

        box.send()

        assert server.taken == []
    detail = box.find("li@example.org").detail
    assert answer[:3] in detail
    assert not [secret for secret in (LOGIN[1], plain, b64encode(LOGIN[1].encode()).decode()) if secret in detail]


def test_a_wrong_password_is_told_without_it(box, trusted, log_in):
    log_in(LOGIN[0], "guessed")
    with MailServer(tls=trusted, login=LOGIN) as server:
        lead(box, server, security="starttls")
        box.put("li@example.org")

        box.send()

        assert server.taken == []
    detail = box.find("li@example.org").detail
    assert detail.startswith("the log-in was refused: 535")
    assert "guessed" not in detail


def test_an_empty_password_is_refused_in_plain_words(box, trusted, log_in):
    log_in(LOGIN[0], "")
    with MailServer(tls=trusted, login=LOGIN) as server:
        lead(box, server, security="starttls")
        box.put("li@example.org")

        box.send()

    assert box.find("li@example.org").detail == "the log-in was refused: 535 5.7.8 Authentication credentials invalid"


def test_a_password_that_is_not_ascii_is_told_without_a_letter_of_it(box, trusted, log_in):
    log_in(LOGIN[0], "秘密")
    with MailServer(tls=trusted, login=LOGIN) as server:
        lead(box, server, security="starttls")
        box.put("li@example.org")

        box.send()

    assert box.find("li@example.org").detail == "the log-in must be ASCII"


@pytest.mark.parametrize("host", ["nobody.invalid", "a..b"])
def test_a_host_that_is_none_is_told(box, host):
    box.open_channel = lambda: Smtp(Mail(host=host))
    box.put("li@example.org")

    assert box.send().postponed == 1
    assert box.find("li@example.org").detail


def test_what_a_server_says_is_kept_as_one_short_line(box, office):
    office.say("RCPT", "550-" + "no " * 300 + "\r\n550-\x1b[31m\r\n550 really")
    box.put("li@example.org")

    box.send()

    detail = box.find("li@example.org").detail
    assert len(detail) < 320
    assert detail.isprintable()
