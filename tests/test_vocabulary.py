"""What each label is read as, and that the lists contradict themselves nowhere."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskgauge.errors import NotFoundError
from deskgauge.model.spellings import SPELLINGS
from deskgauge.model.tables import TABLES
from deskgauge.model.vocabulary import LABELLED, OTHER, WORDS, fold, is_known, read, words, wrong_words

READINGS = [
    ("status", "Resolved", "solved"),
    ("status", "waiting on customer", "pending"),
    ("status", "Awaiting User Info", "pending"),
    ("status", "Pending Customer Response", "pending"),
    ("status", "On Hold", "on_hold"),
    ("status", "on-hold", "on_hold"),
    ("status", "hold", "on_hold"),
    ("status", "Awaiting Vendor", "on_hold"),
    ("status", "Awaiting Evidence", "on_hold"),
    ("status", "Awaiting Problem", "on_hold"),
    ("status", "In Progress", "open"),
    ("status", "Active", "open"),
    ("status", "assigned", "open"),
    ("status", "Reopened", "open"),
    ("status", "DONE", "solved"),
    ("status", "completed", "solved"),
    ("status", "archived", "closed"),
    ("status", "Brewing", OTHER),
    ("channel", "E-Mail", "email"),
    ("channel", "Web Form", "web"),
    ("channel", "widget", "web"),
    ("channel", "self_service", "web"),
    ("channel", "Live Chat", "chat"),
    ("channel", "Voice", "phone"),
    ("channel", "Telephone", "phone"),
    ("channel", "Twitter", "social"),
    ("channel", "facebook", "social"),
    ("channel", "Social media", "social"),
    ("channel", "WhatsApp", "messaging"),
    ("channel", "sms", "messaging"),
    ("channel", "Facebook Messenger", "messaging"),
    ("channel", "In Person", "in_person"),
    ("channel", "carrier pigeon", OTHER),
    ("request_type", "Refund request", "refund"),
    ("request_type", "Technical issue", "technical"),
    ("request_type", "Cancellation request", "cancellation"),
    ("request_type", "Product inquiry", "product"),
    ("request_type", "Billing inquiry", "billing"),
    ("request_type", "How-To", "how_to"),
    ("request_type", "Incident", OTHER),
    ("actor", "End-user", "customer"),
    ("actor", "Admin", "agent"),
    ("actor", "user", OTHER),
    ("outcome", "HANG", "abandoned"),
    ("outcome", "AGENT", "answered"),
    ("call_kind", "Live chat", "chat"),
    ("direction", "Incoming", "inbound"),
    ("survey_kind", "Net Promoter Score", "nps"),
    ("order_kind", "Cross-sell", "cross_sell"),
    ("stage", "Follow-up", "follow_up"),
    ("priority", "  P1 – High ", "p1 – high"),
    ("cash_kind", "financing", OTHER),
]


@pytest.mark.parametrize(("kind", "label", "word"), READINGS)
def test_a_label_is_read_as_its_word(kind: str, label: str, word: str) -> None:
    assert read(kind, label) == word


@pytest.mark.parametrize("kind", WORDS)
@pytest.mark.parametrize("label", [None, "", "  ", "\t\n"])
def test_nothing_is_read_as_nothing_and_is_known(kind: str, label: str | None) -> None:
    assert read(kind, label) is None
    assert is_known(kind, label)


def test_the_company_s_own_list_wins_over_words_and_spellings() -> None:
    own = {"Resolved": "pending", "open": "on_hold"}
    assert read("status", "Resolved", own) == "pending"
    assert read("status", "RESOLVED", own) == "pending"
    assert read("status", "open", own) == "on_hold"
    assert read("status", "solved", own) == "solved"


def test_the_exact_label_wins_over_one_that_differs_in_case() -> None:
    own = {"OPEN": "pending", "Open": "new"}
    assert read("status", "Open", own) == "new"
    assert read("status", "OPEN", own) == "pending"


def test_the_right_side_of_an_own_list_may_be_a_spelling() -> None:
    assert read("status", "Erledigt", {"Erledigt": "Resolved"}) == "solved"


def test_a_company_adds_request_types_by_naming_them() -> None:
    own = {"Garantiefall": "Warranty", "Umtausch": "return"}
    assert read("request_type", "garantiefall", own) == "warranty"
    assert read("request_type", "WARRANTY", own) == "warranty"
    assert is_known("request_type", "warranty", own)
    assert read("request_type", "warranty") == OTHER
    assert words("request_type", own) == (*WORDS["request_type"], "warranty")


def test_a_closed_kind_takes_no_words_of_a_company() -> None:
    own = {"Zu": "shut", "Fertig": "Done"}
    assert wrong_words("status", own) == ["shut"]
    assert read("status", "Zu", own) == OTHER
    assert words("status", own) == WORDS["status"]
    assert wrong_words("request_type", {"Garantie": "warranty", "Nichts": " "}) == [" "]


def test_an_open_kind_takes_the_words_of_a_company() -> None:
    own = {"1": "Urgent"}
    assert read("priority", "1", own) == "urgent"
    assert read("priority", "2", own) == "2"
    assert wrong_words("priority", own) == []


def test_other_is_a_known_label_and_an_unmapped_one_is_not() -> None:
    assert is_known("channel", "Other")
    assert is_known("channel", "unknown")
    assert not is_known("channel", "carrier pigeon")
    assert is_known("channel", "carrier pigeon", {"Carrier Pigeon": "in_person"})
    assert is_known("priority", "whatever")


def test_an_unknown_kind_is_named_with_its_nearest() -> None:
    with pytest.raises(NotFoundError, match=r"'chanel'.*'channel'"):
        read("chanel", "email")


@pytest.mark.parametrize("kind", SPELLINGS)
def test_no_spelling_stands_for_two_words_or_stands_twice(kind: str) -> None:
    owners = defaultdict(list)
    for word, spellings in SPELLINGS[kind].items():
        for spelling in spellings:
            owners[fold(spelling)].append(word)
    for word in WORDS[kind]:
        owners[fold(word)].append(word)
    assert {spelling: found for spelling, found in owners.items() if len(found) > 1 or not spelling} == {}


@pytest.mark.parametrize("kind", SPELLINGS)
def test_every_spelling_belongs_to_a_word_of_its_kind(kind: str) -> None:
    assert set(SPELLINGS[kind]) <= {*WORDS[kind], OTHER}


@given(st.sampled_from([(kind, word) for kind, listed in WORDS.items() for word in listed]), st.data())
def test_case_and_separators_change_no_reading(pair: tuple[str, str], data: st.DataObject) -> None:
    kind, word = pair
    separator = data.draw(st.sampled_from([" ", "-", "_", "", "  ", " - ", "–", "\u00a0"]))
    label = separator.join(data.draw(st.sampled_from([part, part.upper(), part.title()])) for part in word.split("_"))
    assert read(kind, f" {label} ") == word


@given(st.sampled_from([kind for kind in WORDS if WORDS[kind]]), st.text(max_size=12))
def test_a_reading_is_always_a_word_of_the_kind(kind: str, label: str) -> None:
    found = read(kind, label)
    assert found is None or found in {*WORDS[kind], OTHER}
    assert read(kind, found) == found


def test_labelled_columns_exist() -> None:
    for entry in LABELLED:
        assert entry.column in [column.name for column in TABLES[entry.table].columns]
        assert entry.kind in WORDS
        assert entry.field is None or entry.table == "ticket_events"
