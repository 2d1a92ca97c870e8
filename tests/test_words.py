"""Every value that people see has words."""

import importlib
import inspect
import pkgutil
from enum import StrEnum

import app.model
import app.rules
from app.model.clocks import ClockState, Excuse
from app.model.events import Channel, Outcome, Reason
from app.words import WORDS, label, reason_label


def enums() -> set[type[StrEnum]]:
    found = set()
    for package in (app.model, app.rules):
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            members = vars(importlib.import_module(module.name)).values()
            found |= {one for one in members if inspect.isclass(one) and issubclass(one, StrEnum)}
    return found - {StrEnum}


def test_every_enum_of_model_and_rules_has_all_its_words() -> None:
    without = {kind.__name__ for kind in enums() - WORDS.keys()}
    assert not without, "add them to app/words.py"
    for kind, words in WORDS.items():
        assert list(words) == list(kind), f"{kind.__name__}: one for each, in its order"


def test_words_are_plain() -> None:
    for words in WORDS.values():
        for text in words.values():
            assert text == text.strip()
            assert text[0].isupper()
            assert "!" not in text
            assert "_" not in text


def test_no_two_values_of_a_kind_read_alike() -> None:
    for kind, words in WORDS.items():
        assert len(set(words.values())) == len(words), kind.__name__


def test_values_that_are_spelled_alike_keep_their_own_words() -> None:
    assert label(ClockState.EXEMPT) == "Exempt"
    assert label(Excuse.EXEMPT) == "Excused by both sides"
    assert label(Outcome.MEETING) == "Meeting"
    assert label(Channel.AUTO) == "Automatic reply"


def test_a_reason_may_be_anybodys_own_words() -> None:
    assert reason_label(Reason.WRONG_SIZE) == "Wrong company size"
    assert reason_label("wrong_size") == "Wrong company size"
    assert reason_label("Went to a competitor") == "Went to a competitor"
