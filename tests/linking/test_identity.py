"""Identifiers: what names one person or organisation, and what names nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.linking.identity import domain_key, email_key, url_key


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://cz.linkedin.com/in/Jana-Tichá-1a/cs?trk=x", "linkedin.com/in/jana-tichá-1a"),
        ("http://www.linkedin.com/in/jana-tich%C3%A1-1a/", "linkedin.com/in/jana-tichá-1a"),
        ("linkedin.com/in/jana", "linkedin.com/in/jana"),
        ("https://www.linkedin.com/company/tern/about/", "linkedin.com/company/tern"),
        ("http://localhost:8766/people/jana", "localhost:8766/people/jana"),
        ("https://forum.example.org/u/Jana/summary", "forum.example.org/u/jana"),
        ("https://x.example/users/12/jana-ticha", "x.example/users/12"),
        ("https://x.example/p?id=7&utm_source=a", "x.example/p?id=7"),
        ("https://x.example:443/a", "x.example/a"),
    ],
)
def test_one_profile_has_one_key(url: str, key: str) -> None:
    assert url_key(url) == key


@pytest.mark.parametrize(
    "url",
    ["https://example.org/", "https://www.linkedin.com/feed/", "ftp://x.example/a", "", "http://[",
     "javascript:alert(1)", "https:///in/jana", "just words"],
)  # fmt: skip
def test_what_is_no_profile_has_no_key(url: str) -> None:
    assert url_key(url) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("https://www.tern.example/about", "tern.example"),
        ("mail.tern.co.uk", "tern.co.uk"),
        ("jana@shop.tern.example", "tern.example"),
        ("tern.example", "tern.example"),
        ("jana@gmail.com", None),
        ("https://tern.github.io", None),
        ("https://www.linkedin.com/company/tern", None),
        ("localhost", None),
        ("http://192.168.1.1/", None),
        ("", None),
    ],
)
def test_domains_of_organisations(text: str, key: str | None) -> None:
    assert domain_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Jana.Ticha+crm@Tern.Example", "jana.ticha@tern.example"),
        ("mailto:jana@tern.example", "jana@tern.example"),
        ("info@tern.example", None),
        ("obchod@tern.example", None),
        ("jana", None),
        ("jana@localhost", None),
        ("a@b@c.example", None),
    ],
)
def test_mailboxes_of_people(text: str, key: str | None) -> None:
    assert email_key(text) == key


@given(st.text(max_size=200))
def test_hostile_text_gives_a_key_or_nothing(text: str) -> None:
    for function in (url_key, domain_key, email_key):
        key = function(text)
        assert key is None or (key and not key.isspace())


@given(st.from_regex(r"https://[a-z]{2,9}\.example/[a-z]{1,9}(/[a-z0-9]{1,9})?", fullmatch=True))
def test_a_key_is_its_own_key(url: str) -> None:
    key = url_key(url)
    assert key is not None
    assert url_key(key) == key
