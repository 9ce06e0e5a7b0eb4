"""Which words tell of which event? Entries of lexicon/<language>/*.yml, compiled once and checked with file and line.

A file of entries is a list of groups. A group says what its entries mean and whom they concern; an entry is one line:

    - is: SANCTION discontinue 163        # type, mode or -, CAMEO code
      to: [on, against]                   # where the recipient stands, best first
      verbs: [blacklist, slap @penalty]   # see `Pattern`
      nouns: [embargo]

`from` and `to` name slots: subj, obj, by (the doer of a passive), poss, of, comp (the subject of a clause below), or a preposition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from crawler.ontology.types import ontology

FOLDER = Path(__file__).with_name("lexicon")
GROUP_KEYS = {"is", "op", "to", "from", "verbs", "nouns", "sides", "needs", "bare", "joint"}


BY_CODE = frozenset(
    {"light", "light_reverse", "happen", "quantity", "person", "force", "protester", "victim", "site", "weapon", "ship", "body",
     "sport", "disaster", "state_of_war", "mum", "menace", "asking", "relief_work", "figurative", "in_words",
     "ailment", "done_to", "act"}
)  # fmt: skip
"""Classes that the coder asks for by name, beside kind_… and sector_…; all others serve entries."""


class _Words(yaml.SafeLoader):
    """Reads 'on', 'off', 'yes' and 'no' as the words they are; only true and false are no words."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class LexiconError(ValueError):
    """An entry that cannot be read; the message gives file and line and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What must stand around a word. Written as the word and conditions, parted by spaces:

    `call`            the lemma; `@class` any word of a class
    `call ~off`       with this particle
    `impose @penalty` its object is of a class (`=word`: is this word; `!@class`: is none of these; `who`: is somebody;
                      `bare`: there is none; `obj`: there is one); `plain`: nothing more is said of it; two classes or
                      words (`launch =air =strike`): both stand in the object's phrase
    `walk +out +of`   with this preposition; `+to@class`, `+to=word`, `+to!@class`: followed by such a word
    `^@weapon hit`    its subject is of a class (`^who`: is somebody)
    `agree >`         a verb depends on it (`>to`: an infinitive, `>@class`: such a verb)
    """

    heads: frozenset[str]
    particle: str | None = None
    objects: frozenset[str] | None = None
    objects_too: frozenset[str] | None = None
    objects_not: frozenset[str] | None = None
    object_is: str | None = None
    preps: tuple[tuple[str, frozenset[str] | None, bool], ...] = ()
    subjects: frozenset[str] | None = None
    subject_is: str | None = None
    below: frozenset[str] | None = None
    has_below: bool = False
    plain: bool = False
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A pattern, what it means, and where it is written."""

    pattern: Pattern
    noun: bool
    type: str | None
    mode: str | None
    cameo: str | None
    operator: str | None
    to: tuple[str, ...]
    from_: tuple[str, ...]
    sides: bool
    needs: str | None
    bare: bool
    joint: str | None
    source: str
    line: int
    text: str

    @property
    def where(self) -> str:
        """`file:line` of the group that holds the entry."""
        return f"{self.source}:{self.line}"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries of a language, found by lemma."""

    verbs: dict[str, tuple[Entry, ...]]
    nouns: dict[str, tuple[Entry, ...]]
    classes: dict[str, frozenset[str]]
    operators: dict[str, dict[str, str | None]]
    used: frozenset[str] = field(default_factory=frozenset)

    def idle(self) -> list[str]:
        """Classes that no entry, no other class and no code uses."""
        return sorted(n for n in self.classes if n not in self.used | BY_CODE and not n.startswith(("kind_", "sector_")))

    def words(self, name: str) -> frozenset[str]:
        """The words of a class; KeyError when there is none of this name."""
        return self.classes[name]


def _lines(text: str) -> list[int]:
    """The line of each group of a file of entries."""
    node = yaml.compose(text, Loader=_Words)
    return [item.start_mark.line + 1 for item in node.value] if node is not None else []


def _load(path: Path) -> Any:
    """The data of a file; LexiconError where it is no YAML."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Words)  # noqa: S506  a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise LexiconError(f"{path.name}:{line}: {error.problem}") from None


def _split(words: str | list[str]) -> list[str]:
    """'a, b' or [a, b] as a list."""
    parts = words.split(",") if isinstance(words, str) else words
    return [str(w).strip() for w in parts if str(w).strip()]


def read_classes(path: Path) -> dict[str, frozenset[str]]:
    """Word classes: name → words; `@other` includes another class. Raises LexiconError."""
    raw = _load(path)
    done: dict[str, frozenset[str]] = {}

    def build(name: str, above: tuple[str, ...]) -> frozenset[str]:
        if name in above:
            raise LexiconError(f"{path.name}: class {name!r} includes itself")
        if name not in raw:
            raise LexiconError(f"{path.name}: there is no class {name!r}")
        if name not in done:
            words: set[str] = set()
            for word in _split(raw[name]):
                words |= build(word[1:], (*above, name)) if word.startswith("@") else {word}
            done[name] = frozenset(words)
        return done[name]

    for name in raw:
        build(name, ())
    return done


class _Reader:
    """Compiles patterns against the classes and remembers which classes were used."""

    def __init__(self, classes: dict[str, frozenset[str]]) -> None:
        self.classes = classes
        self.used: set[str] = set()

    def words(self, token: str, where: str) -> frozenset[str]:
        found: set[str] = set()
        for word in token.lstrip("=").split("|"):
            if word.startswith("@"):
                if word[1:] not in self.classes:
                    raise LexiconError(f"{where}: there is no word class {word!r}; classes are in classes.yml")
                self.used.add(word[1:])
                found |= self.classes[word[1:]]
            else:
                found.add(word)
        return frozenset(found)

    def pattern(self, text: str, where: str) -> Pattern:
        parts = text.split()
        subjects: frozenset[str] | None = None
        subject_is = None
        if parts and parts[0].startswith("^"):
            subject = parts.pop(0)[1:]
            if subject == "who":
                subject_is = "who"
            else:
                subjects = self.words(subject, where)
        if not parts:
            raise LexiconError(f"{where}: the entry {text!r} has no word")
        heads = self.words(parts[0], where)
        given: dict[str, Any] = {}
        preps: list[tuple[str, frozenset[str] | None, bool]] = []
        weight = 3 * (subjects is not None) + (subject_is is not None) + (bool(parts) and text.startswith("^="))
        for part in parts[1:]:
            weight += 2
            if part.startswith("~"):
                given["particle"] = part[1:]
            elif part.startswith("!"):
                given["objects_not"] = self.words(part[1:], where)
                weight -= 2
            elif part == "plain":
                given["plain"] = True
            elif part in ("who", "bare", "obj"):
                given["object_is"] = part
                weight -= part != "who"
            elif part.startswith("+"):
                name, mark, rest = _prep(part[1:])
                preps.append(
                    (
                        name,
                        self.words(rest, where) if rest and rest != "who" else (frozenset({"who"}) if rest else None),
                        mark == "!",
                    )
                )
                weight += bool(rest)
            elif part.startswith(">"):
                given["has_below"] = True
                if part[1:]:
                    given["below"] = self.words(part[1:], where)
                    weight += 1
            elif part.startswith(("@", "=")):
                given["objects_too" if "objects" in given else "objects"] = self.words(part, where)
                weight += part.startswith("=")
            else:
                raise LexiconError(
                    f"{where}: {part!r} in {text!r} is no condition "
                    "(~particle @class =word !@class who bare obj +prep ^subject >verb)"
                )
        return Pattern(heads=heads, preps=tuple(preps), subjects=subjects, subject_is=subject_is, weight=weight, **given)


def _prep(part: str) -> tuple[str, str, str]:
    """'to@class' → ('to', '@', '@class'); 'to!@class' negates; 'to=word'; 'to:who'."""
    for i, char in enumerate(part):
        if char == "!":
            return part[:i], "!", part[i + 1 :]
        if char in "@=":
            return part[:i], char, part[i:]
        if char == ":":
            return part[:i], char, part[i + 1 :]
    return part, "", ""


def _entries(path: Path, reader: _Reader) -> Iterator[Entry]:
    text = path.read_text(encoding="utf-8")
    groups = _load(path) or []
    kinds = ontology()
    for group, line in zip(groups, _lines(text), strict=True):
        where = f"{path.name}:{line}"
        unknown = set(group) - GROUP_KEYS
        if unknown:
            raise LexiconError(f"{where}: unknown field {sorted(unknown)[0]!r}; fields are {', '.join(sorted(GROUP_KEYS))}")
        type_ = mode = cameo = None
        if "is" in group:
            parts = str(group["is"]).split()
            if len(parts) != 3:
                raise LexiconError(f"{where}: 'is' needs type, mode or -, and CAMEO code, not {group['is']!r}")
            type_, mode, cameo = parts[0], None if parts[1] == "-" else parts[1], parts[2]
            if type_ not in kinds.kinds:
                raise LexiconError(f"{where}: there is no event type {type_!r}")
            if mode and mode not in kinds.kinds[type_].modes:
                raise LexiconError(f"{where}: {type_} has no mode {mode!r}")
            if cameo not in kinds.codes:
                raise LexiconError(f"{where}: there is no CAMEO code {cameo!r}")
        elif "op" not in group:
            raise LexiconError(f"{where}: a group needs 'is' or 'op'")
        for noun, key in ((False, "verbs"), (True, "nouns")):
            for entry in _split(group.get(key, [])):
                yield Entry(
                    pattern=reader.pattern(entry, f"{where}: {entry}"), noun=noun, type=type_, mode=mode, cameo=cameo,
                    operator=group.get("op"), to=tuple(_split(group.get("to", []))), from_=tuple(_split(group.get("from", []))),
                    sides=bool(group.get("sides")), needs=group.get("needs"), bare=bool(group.get("bare")),
                    joint=group.get("joint"), source=path.name, line=line, text=entry,
                )  # fmt: skip


@lru_cache(maxsize=4)
def grammar(language: str) -> dict[str, frozenset[str]]:
    """Word lists of a language that say what words do to a clause: 'may', 'refuse', 'if'. Raises LexiconError."""
    raw = _load(FOLDER / language / "grammar.yml")
    return {name: frozenset(str(w) for w in words) for name, words in raw.items()}


@lru_cache(maxsize=4)
def lexicon(language: str = "en", folder: Path = FOLDER) -> Lexicon:
    """The lexicon of a language (ISO 639-1), compiled and checked. Raises LexiconError; FileNotFoundError where there is none."""
    home = folder / language
    classes = read_classes(home / "classes.yml")
    reader = _Reader(classes)
    included = {w.strip()[1:] for words in _load(home / "classes.yml").values() for w in _split(words) if w.startswith("@")}
    verbs: dict[str, list[Entry]] = {}
    nouns: dict[str, list[Entry]] = {}
    seen: dict[tuple[bool, Pattern, str], Entry] = {}
    clashes: list[str] = []
    operators = _load(home / "operators.yml")
    for path in sorted(home.glob("*.yml")):
        if path.name in ("classes.yml", "operators.yml", "grammar.yml"):
            continue
        for entry in _entries(path, reader):
            if entry.operator and entry.operator not in operators:
                raise LexiconError(f"{entry.where}: there is no operator {entry.operator!r}; operators are in operators.yml")
            for head in entry.pattern.heads:
                key = (entry.noun, entry.pattern, head)
                if key in seen:
                    clashes.append(f"{entry.where}: {entry.text!r} clashes with {seen[key].text!r} of {seen[key].where}")
                seen[key] = entry
                (nouns if entry.noun else verbs).setdefault(head, []).append(entry)
    if clashes:
        raise LexiconError("\n".join(clashes))
    return Lexicon(_by_weight(verbs), _by_weight(nouns), classes, operators, frozenset(reader.used | included))


def _by_weight(found: dict[str, list[Entry]]) -> dict[str, tuple[Entry, ...]]:
    """The most specific entry first; of equals the one written first."""
    return {word: tuple(sorted(entries, key=lambda e: -e.pattern.weight)) for word, entries in found.items()}
