"""The HTTP client: polite to good servers, unharmed by bad ones, silent about secrets."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable

import pytest

from peakgraph import __version__
from peakgraph.credentials import read_challenges
from peakgraph.errors import PeakGraphError
from peakgraph.remote import Credentials, Remote, RemoteError, retry_after
from tests import hostile
from tests.hostile import Exchange, Server, in_turn


def good(exchange: Exchange) -> None:
    exchange.reply(200, "good")


def refused(answer: Callable[[Exchange], None], remote: Remote | None = None, method: str = "GET") -> RemoteError:
    with Server(answer) as server, pytest.raises(RemoteError) as caught:
        (remote or Remote(timeout=2, total=2)).send(method, server.url + "/data?key=secret")
    message = str(caught.value)
    assert message.isprintable()  # and so one line
    assert "secret" not in message
    return caught.value


def test_a_request_says_who_asks_and_asks_for_no_compression() -> None:
    with Server(good) as server:
        reply = Remote().send("GET", server.url, headers={"Accept": "text/plain"})
    assert (reply.status, reply.body, reply.headers["content-type"]) == (200, b"good", "text/plain")
    asked = server.received[0].headers
    assert asked["user-agent"] == f"PeakGraph/{__version__} (https://w3id.org/peakgraph)"
    assert (asked["accept-encoding"], asked["accept"]) == ("identity", "text/plain")


@pytest.mark.parametrize("answer", [hostile.drip, hostile.drip_headers])
def test_a_server_that_drips_is_left_at_the_deadline(answer: Callable[[Exchange], None]) -> None:
    started = time.monotonic()
    assert "has not finished its answer within 0.5 s" in str(refused(answer, Remote(timeout=0.4, total=0.5)))
    assert time.monotonic() - started < 5


def test_a_server_that_says_nothing_is_left_at_the_time_out() -> None:
    assert "has been silent for 0.2 s" in str(refused(hostile.silent, Remote(timeout=0.2, total=5)))


def test_an_endless_answer_is_cut_at_the_size_allowed() -> None:
    assert "is larger than 1 MiB" in str(refused(hostile.endless, Remote(largest=1 << 20)))


def test_an_endless_refusal_is_read_to_its_first_words() -> None:
    said = str(refused(lambda exchange: hostile.endless(exchange, 500), Remote(total=20)))
    assert "500 Internal Server Error" in said
    assert len(said) < 400


def test_an_answer_that_says_it_is_too_large_is_not_read() -> None:
    def announce(exchange: Exchange) -> None:
        exchange.send_response_only(200)
        exchange.send_header("Content-Length", str(1 << 40))
        exchange.end_headers()
        exchange.wfile.write(b"x")
        exchange.owner.stopped.wait(10)

    assert "is larger than 64 MiB" in str(refused(announce))


def test_a_compressed_answer_is_refused_since_it_may_hide_its_size() -> None:
    def bomb(exchange: Exchange) -> None:
        exchange.reply(200, gzip.compress(b"0" * 1000), Content_Encoding="gzip")

    assert "the encoding 'gzip'" in str(refused(bomb))


def test_an_answer_that_breaks_off_is_no_answer() -> None:
    def half(exchange: Exchange) -> None:
        exchange.send_response_only(200)
        exchange.send_header("Content-Length", "100")
        exchange.end_headers()
        exchange.wfile.write(b"half")
        exchange.close_connection = True

    assert "broke off the connection" in str(refused(half, Remote(retries=0)))


def test_what_is_not_http_is_told_in_one_line() -> None:
    def talk(exchange: Exchange) -> None:
        exchange.wfile.write(b"220 \x1b[2Jmail server ready\r\n")
        exchange.close_connection = True

    assert "gives no answer that is HTTP" in str(refused(talk))


def test_nobody_there_is_told_in_one_line() -> None:
    with Server(good) as server:
        pass
    with pytest.raises(RemoteError, match="cannot be reached: Connection refused"):
        Remote().send("GET", server.url)


def test_a_refusal_tells_its_status_and_its_first_words() -> None:
    def refuse(exchange: Exchange) -> None:
        exchange.reply(400, "<html><style>p {}</style><p>Bad\x1b[31m <b>query</b>\u202e at line 1" + " and so on" * 99)

    error = refused(refuse)
    assert error.status == 400
    assert "400 Bad Request: Bad [31m query at line 1 and so on" in str(error)
    assert len(str(error)) < 300


@pytest.mark.parametrize(("method", "kept"), [("GET", "GET"), ("PUT", "PUT"), ("POST", "POST")])
def test_a_redirect_on_the_same_host_is_followed_with_the_same_method_and_body(method: str, kept: str) -> None:
    with Server(in_turn(hostile.redirect_to("/there", 301), good)) as server:
        reply = Remote().send(method, server.url + "/here", body=None if method == "GET" else b"data")
    assert (reply.body, reply.url) == (b"good", server.url + "/there")
    assert [(seen.method, seen.path) for seen in server.received] == [(method, "/here"), (kept, "/there")]
    assert server.received[0].body == server.received[1].body


def test_see_other_is_followed_by_a_get() -> None:
    with Server(in_turn(hostile.redirect_to("/there", 303), good)) as server:
        Remote().send("POST", server.url, body=b"data")
    assert (server.received[1].method, server.received[1].body) == ("GET", b"")


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("http://127.0.0.2:1/there", "redirects to another place, http://127.0.0.2:1/there; name that address"),
        ("//elsewhere.example/", "redirects to another place, http://elsewhere.example/"),
        ("file:///etc/passwd", "redirects to no address that can be asked"),
        ("http://user:word@127.0.0.1/", "redirects to no address that can be asked"),
        ("http://[::1/half-a-bracket", "redirects to no address that can be asked"),
    ],
)
def test_a_redirect_elsewhere_is_told_and_not_followed(target: str, words: str) -> None:
    assert words in str(refused(hostile.redirect_to(target)))


@pytest.mark.parametrize("status", [103, 300, 304])
def test_a_status_that_is_no_answer_is_told(status: int) -> None:
    assert refused(lambda exchange: exchange.reply(status)).status == status


def test_a_circle_of_redirects_ends() -> None:
    assert "redirects more than 5 times" in str(refused(hostile.redirect_to("/again")))


def test_too_many_requests_are_repeated_when_the_server_says_so() -> None:
    with Server(
        in_turn(lambda e: e.reply(429, Retry_After="0"), lambda e: e.reply(503, Retry_After="0"), good)
    ) as server:
        assert Remote().send("GET", server.url).body == b"good"
    assert len(server.received) == 3


def test_a_wait_past_the_deadline_is_told_at_once() -> None:
    error = refused(lambda e: e.reply(429, "slow down", Retry_After="3600"), Remote(total=5))
    assert error.status == 429
    assert "429 Too Many Requests: slow down; it asks to wait 3600 s; given up, as 5 s" in str(error)


def test_refusals_for_ever_end_with_the_retries() -> None:
    with Server(lambda e: e.reply(503, Retry_After="0")) as server, pytest.raises(RemoteError, match="503 Service"):
        Remote(retries=2).send("GET", server.url)
    assert len(server.received) == 3


def test_what_may_not_be_repeated_is_sent_once_unless_allowed() -> None:
    again = in_turn(lambda e: e.reply(429, Retry_After="0"), good)
    with Server(again) as server, pytest.raises(RemoteError, match="429"):
        Remote().send("POST", server.url, body=b"INSERT")
    assert len(server.received) == 1
    with Server(in_turn(hostile.hang_up, good)) as server:
        assert Remote(total=5).send("POST", server.url, body=b"SELECT", repeatable=True).body == b"good"
    assert len(server.received) == 2


@pytest.mark.parametrize(
    ("value", "now", "seconds"),
    [
        ("7", "", 7),
        ("Fri, 20 Nov 2026 12:00:30 GMT", "Fri, 20 Nov 2026 12:00:00 GMT", 30),
        ("Fri, 20 Nov 2026 12:00:00 GMT", "Fri, 20 Nov 2026 12:00:30 GMT", 0),
        ("Fri, 20 Nov 1970 12:00:00 GMT", "junk", 0),
        ("-5", "", None),
        ("soon", "", None),
        ("1e99", "", None),
        ("", "", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date_and_junk_is_none(value: str, now: str, seconds: float | None) -> None:
    assert retry_after(value, now) == seconds


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://host/",
        "host/path",
        "http://",
        "http://host:port/",
        "http://h/ a",
        "http://h/\n",
        "https://湖北.cn/",
    ],
)
def test_only_plain_web_addresses_are_asked(url: str) -> None:
    with pytest.raises(RemoteError, match="not a URL") as caught:
        Remote().send("GET", url)
    assert str(caught.value).isprintable()


def test_a_password_in_a_url_is_refused_and_not_shown() -> None:
    with pytest.raises(RemoteError, match="take the user and password out") as caught:
        Remote().send("GET", "http://me:secret@localhost/")
    assert "secret" not in str(caught.value)


def asks_for(challenge: str, passes: Callable[[str], bool]) -> Callable[[Exchange], None]:
    def answer(exchange: Exchange) -> None:
        if passes(exchange.received.headers.get("authorization", "")):
            exchange.reply(200, "in")
        else:
            exchange.reply(401, WWW_Authenticate=challenge)

    return answer


@pytest.mark.parametrize(
    ("challenge", "credentials", "begins"),
    [
        ('Basic realm="store"', Credentials("me", "secret"), "Basic bWU6c2VjcmV0"),
        (
            'Basic realm="s", Digest realm="s", nonce="n", qop="auth", algorithm=MD5',
            Credentials("me", "secret"),
            "Digest ",
        ),
        ("Bearer", Credentials(token="secret"), "Bearer secret"),
    ],
)
def test_a_login_is_given_when_asked_for_and_then_kept(challenge: str, credentials: Credentials, begins: str) -> None:
    remote = Remote(credentials=credentials)
    with Server(asks_for(challenge, lambda given: given.startswith(begins))) as server:
        assert [remote.send("PUT", server.url, body=b"data").body for _ in range(2)] == [b"in", b"in"]
    given = [seen.headers.get("authorization", "") for seen in server.received]
    assert [bool(one) for one in given] == [False, True, True]
    assert all("secret" not in one for one in given if not one.startswith("Bearer"))


def test_a_digest_is_the_one_that_the_standard_computes() -> None:
    import hashlib
    import re

    with Server(asks_for('Digest realm="r", nonce="abc", qop="auth"', lambda given: bool(given))) as server:
        Remote(credentials=Credentials("me", "secret")).send("GET", server.url + "/x?y=1")
    values = dict(re.findall(r'(\w+)="?([^",]*)', server.received[1].headers["authorization"]))

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    parts = (md5("me:r:secret"), "abc", values["nc"], values["cnonce"], "auth", md5("GET:/x?y=1"))
    assert values["response"] == md5(":".join(parts))


def test_what_is_for_this_machine_goes_through_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(good) as server, Server(good) as proxy:
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("http_proxy", proxy.url)
        Remote().send("GET", server.url)
        Remote().send("GET", "http://elsewhere.example/")
    assert [seen.path for seen in server.received] == ["/"]
    assert [seen.path for seen in proxy.received] == ["http://elsewhere.example/"]


def test_a_wrong_login_is_told_without_the_secret() -> None:
    def echo(exchange: Exchange) -> None:
        given = exchange.received.headers.get("authorization", "")
        exchange.reply(403 if given else 401, f"{given} me:secret", WWW_Authenticate="Basic")

    error = refused(echo, Remote(credentials=Credentials("me", "secret")))
    assert error.status == 403
    assert "bWU6c2VjcmV0" not in str(error)


@pytest.mark.parametrize(
    "said",
    ["x" * 152 + " secret <&> word", "secret  <&> word", "secret &lt;&amp;&gt; word", "secret%20%3C%26%3E%20word"],
)
def test_a_secret_that_a_server_gives_back_is_taken_out_whole(said: str) -> None:
    secret = "secret  <&> word" if "  " in said else "secret <&> word"
    refused(lambda exchange: exchange.reply(400, said), Remote(credentials=Credentials("me", secret)))


@pytest.mark.parametrize(
    "wrong", [{"token": "secret\n"}, {"token": "sécret"}, {"user": "me\r\nX: y", "password": "secret"}]
)
def test_a_login_that_no_header_can_hold_is_refused_and_not_shown(wrong: dict[str, str]) -> None:
    with pytest.raises(PeakGraphError, match="in it; set") as caught:
        Credentials(**wrong)
    assert "cret" not in str(caught.value)


def test_a_digest_that_cannot_be_made_is_told_without_harmful_letters() -> None:
    def answer(exchange: Exchange) -> None:
        exchange.reply(401, WWW_Authenticate='Digest realm="r", nonce="n", qop="\x1b[2J' + "long" * 999 + '"')

    with Server(answer) as server, pytest.raises(PeakGraphError, match="Digest login cannot be made") as caught:
        Remote(credentials=Credentials("me", "secret")).send("GET", server.url)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 250


def test_a_login_is_not_given_after_a_redirect() -> None:
    def answer(exchange: Exchange) -> None:
        if exchange.path == "/there":
            exchange.reply(401, WWW_Authenticate="Basic")
        elif exchange.received.headers.get("authorization"):
            exchange.reply(302, Location="/there")
        else:
            exchange.reply(401, WWW_Authenticate="Basic")

    with Server(answer) as server, pytest.raises(RemoteError, match="a login is not given after a redirect"):
        Remote(credentials=Credentials("me", "secret")).send("GET", server.url)
    assert [(seen.path, "authorization" in seen.headers) for seen in server.received] == [
        ("/", False),
        ("/", True),
        ("/there", False),
    ]


def test_no_listing_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORE_USER", "me")
    with pytest.raises(Exception, match="STORE_USER and STORE_PASSWORD go together"):
        Credentials.from_environment("STORE")
    monkeypatch.setenv("STORE_PASSWORD", "secret")
    credentials = Credentials.from_environment("STORE")
    assert credentials == Credentials("me", "secret")
    monkeypatch.setenv("STORE_TOKEN", "other-secret")
    for listed in (credentials, Credentials.from_environment("STORE"), Remote(credentials=credentials)):
        assert "secret" not in repr(listed)


def test_nothing_in_the_environment_means_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "PASSWORD", "TOKEN"):
        monkeypatch.delenv(f"PEAKGRAPH_{name}", raising=False)
    assert Credentials.from_environment("PEAKGRAPH") is None


def test_challenges_are_read_as_servers_write_them() -> None:
    assert read_challenges('Digest realm="a, b", nonce="n=1", Basic realm=x, Bearer') == [
        ("digest", {"realm": "a, b", "nonce": "n=1"}),
        ("basic", {"realm": "x"}),
        ("bearer", {}),
    ]
    assert read_challenges("") == []


def test_requests_keep_the_pause_between_them() -> None:
    remote = Remote(pause=0.2)
    with Server(good) as server:
        started = time.monotonic()
        remote.send("GET", server.url)
        remote.send("GET", server.url)
    assert time.monotonic() - started >= 0.2


def test_the_reason_for_refusing_a_body_is_heard_though_it_was_not_read() -> None:
    def full(exchange: Exchange) -> None:
        exchange.reply(413, "the store takes 1 MB")

    error = refused(full, method="PUT")
    assert error.status == 413


@pytest.mark.parametrize(
    "url", ["http://me:secret@127.0.0.1:99999/", "ftp://me:secret@127.0.0.1/", "http://me:secret@[::1/"]
)
def test_a_password_in_an_address_is_not_printed_even_where_that_is_no_url(url: str) -> None:
    with pytest.raises(RemoteError) as caught:
        Remote().send("GET", url)
    assert "secret" not in str(caught.value)
