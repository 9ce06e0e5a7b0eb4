"""The ontology's own consistency."""

from __future__ import annotations

from crawler.ontology.types import ontology


def test_there_are_sixteen_deeds_and_two_kinds_of_speech() -> None:
    kinds = ontology().kinds
    assert len(kinds) == 18
    assert [k for k, v in kinds.items() if v.quad is None] == ["STATEMENT", "APPEAL"]


def test_every_code_stands_for_a_type_a_mode_of_it_and_known_contexts() -> None:
    known = ontology()
    for code in known.codes.values():
        kind = known.kinds[code.type]
        assert code.mode is None or code.mode in kind.modes, code
        assert set(code.contexts) <= known.contexts, code
        assert -10 <= code.goldstein <= 10


def test_where_the_manuals_differ_the_newer_one_decides() -> None:
    codes = ontology().codes
    assert (codes["163"].type, codes["116"].type, codes["055"].type, codes["035"].type) == (
        "SANCTION",
        "SANCTION",
        "CONCEDE",
        "CONCEDE",
    )
