"""What a form's values are refused with, in words for people."""

import pytest
from pydantic import ValidationError

from app.errors import refusal_of
from app.model.leads import Lead
from app.model.workspace import WorkspaceInfo


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "This cannot stay empty."), ("x" * 201, "Use at most 200 characters.")],
)
def test_a_text_too_short_or_too_long_is_refused_in_plain_words(name: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as error:
        Lead.model_validate({"name": name})

    refusal = refusal_of(error.value)
    assert (str(refusal), refusal.field) == (sentence, "name")


def test_a_code_of_fixed_length_says_how_long_it_is() -> None:
    with pytest.raises(ValidationError) as error:
        WorkspaceInfo.model_validate({"name": "Acme", "time_zone": "UTC", "currency": "E"})

    assert str(refusal_of(error.value)) == "Use at least 3 characters."
