"""Whose speech a text is: what makes it spoken, and what does not."""

from __future__ import annotations

import pytest

from crawler.annotate.events.trust import is_spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("We talked about trade, and I told them that our door is open. You know that.", True),
        ("The minister of Arvia told his guest that the door is open.", False),
        ("“We told you that our door is open,” the minister of Arvia said. The guest thanked the ministry.", False),
        ("US Troops Leave Northern Base as US Envoy Arrives", False),
    ],
)
def test_a_text_is_spoken_that_says_i_we_and_you_outside_of_quotations(text: str, spoken: bool) -> None:
    assert is_spoken(text) is spoken
