"""Who holds which office, for which country? Titles, what the text implies and what the registry knows become roles."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.annotate.ground import Ground
from crawler.annotate.holders import ALONE, Held, role_of, title_of
from crawler.annotate.joining import gender
from crawler.annotate.known import evidence, known
from crawler.annotate.matching import Match
from crawler.annotate.stage import Figure
from crawler.annotate.tokens import PRIVATE, Phrase
from crawler.model import Role
from crawler.ontology.english import english
from crawler.ontology.officials import Holding, has_office

_HEADED = frozenset({"headed", "led", "chaired", "represented"})
_SENT = frozenset({"ambassador", "envoy", "special envoy", "consul general", "consul", "charge d'affaires", "chargé d'affaires"})
"""Offices that a country fills abroad: unsaid, they are of the other country that the text names."""
MENTIONED = 0.15
"""Share of the mentions of countries from which one is more than an aside."""
_TOP = ("Foreign Minister", "Prime Minister", "President", "Secretary of State", "King", "Queen", "Chancellor", "Emir")
"""Offices that a country has one of: two holders in one text are of two countries."""


def _weight(group: list[Phrase]) -> tuple[bool, bool, bool]:
    """Which of several titles of one person says most: an office before a description, one with a country, the longer."""
    office = any(p.office is not None and p.sectors[:1] not in (("CVL",), ("UNK",), ()) for p in group)
    return office, any(p.countries or p.entry for p in group), any(p.end - p.start > 1 for p in group)


def _is_land(match: Match) -> bool:
    return match.entry.kind in ("country", "seat", "adjective") and match.entry.country is not None


class Standing(Ground):
    """The ground with roles given."""

    # ---- roles --------------------------------------------------------------------------------------------------------------

    def give_roles(self) -> None:
        by_figure: dict[int, list[list[Phrase]]] = {}
        last: tuple[int, int] | None = None
        for one in self.held:
            owner = self.of_name[one.name]
            groups = by_figure.setdefault(owner, [])
            if last == (owner, one.name):
                groups[-1].append(one.phrase)
            else:
                groups.append([one.phrase])
            last = (owner, one.name)
        headed = self._headed()
        for number, groups in by_figure.items():
            figure = self.figures[number]
            figure.phrases = [p for group in groups for p in group]
            best = max(groups, key=_weight)
            role = role_of(best, self.words, None)
            figure.country = role.country
            self.roles[number] = role
        for number in by_figure:
            figure = self.figures[number]
            if figure.country is None:
                figure.country = self._behind(figure) or headed.get(number)
        self.sharing: dict[str, list[int]] = {}
        for number in by_figure:
            for title in self._single(self.figures[number]):
                self.sharing.setdefault(title, []).append(number)
        for number in by_figure:
            self._serve_body(number)
        holdings = self._known()
        for number, holding in holdings.items():
            figure = self.figures[number]
            if figure.country is None and number in by_figure and not self._foreign_body(figure):
                figure.country = holding.term.country
        for number in by_figure:
            figure = self.figures[number]
            if figure.country is None and not (self.roles[number].organisation and self._foreign_body(figure)):
                figure.country = self._owner_country(figure) or self._unsaid(number)
            self._close_role(number)
        self._counterparts()
        speakers = self._speakers()
        for number, figure in enumerate(self.figures):
            if figure.label == "PERSON":
                if number not in self.roles and number in holdings and number not in headed:
                    self._take(number, holdings[number])
                elif number not in self.roles and number in headed:
                    figure.country, figure.sectors = headed[number], ("GOV",)
                elif number not in self.roles and number in speakers:
                    figure.country, figure.sectors = self.setting.state, ("GOV",)
                elif number not in self.roles:
                    figure.country = self._behind(figure)
                heads = [p.office.words for p in figure.phrases if p.office is not None]
                marks = {gender(self.words, self.names[i].start, heads) for i in figure.names} - {None}
                figure.female = marks.pop() if len(marks) == 1 else None

    def _speakers(self) -> set[int]:
        """Who speaks in a government's transcript, save for those who ask: its officials, whatever their titles."""
        turns = self.setting.voice.turns if self.setting.state is not None else ()
        starts = {n.start: i for i, n in enumerate(self.names) if n.label == "PERSON"}
        spots = {starts[k] for t in turns if not t.asks for k in range(t.start, t.colon) if k in starts}
        return {self.of_name[i] for i in spots}

    def _serve_body(self, number: int) -> None:
        """'The federation … its president NAME': the sectors and the country are those of the body named before."""
        figure = self.figures[number]
        for phrase in figure.phrases:
            mine = phrase.office is not None and phrase.office.body and phrase.possessive in ("its", "their")
            if not mine or phrase.countries or phrase.entry or phrase.organisation:
                continue
            body = self._body_before(figure.names[0], phrase)
            if body is not None and body.sectors:
                figure.country = figure.country or body.country
                self.roles[number] = self.roles[number].model_copy(update={"sectors": body.sectors})
                return

    def _body_before(self, index: int, phrase: Phrase) -> Figure | None:
        """The last body named before a phrase, in its sentence or the one before; `index`: of a name near by."""
        sentence = self.sentence_of[phrase.head]
        for k in range(index - 1, -1, -1):
            name = self.names[k]
            if sentence - self.sentence_of[name.start] > 1:
                break
            if name.label == "ORG" and name.end <= phrase.start:
                return self.figures[self.of_name[k]]
        return None

    def _known(self) -> dict[int, Holding]:
        """What the registry knows of the persons of the text, where nothing in it speaks of a namesake."""
        if self.registry is None:
            return {}
        seen = evidence(self.words, self.names, self.matches, self.setting.home, self.title, self.published)
        found = known(self.registry, seen, self.figures)
        behind = {n: self._behind(f) for n, f in enumerate(self.figures) if n in found}
        return {n: h for n, h in found.items() if behind[n] in (None, h.term.country)}

    def _behind(self, figure: Figure) -> str | None:
        """The country behind a name: 'King Idris of Libya', 'President NAME of the Republic of Z'."""
        for index in figure.names:
            end = self.names[index].end
            if self.words.lower[end : end + 1] == ["of"]:
                at = end + 1 + (self.words.lower[end + 1 : end + 2] == ["the"])
                match = self.match_at.get(at)
                if match is not None and match.entry.kind == "country":
                    return match.entry.country
        return None

    def _take(self, number: int, holding: Holding) -> None:
        """The registry's office becomes the role of somebody whom the text calls by name alone."""
        figure, term = self.figures[number], holding.term
        figure.country = term.country
        if self.published is None and holding.former:  # of a text without a day nobody can tell which office, or that it is over
            figure.sectors = term.sectors
            return
        figure.sectors = () if holding.coming else ("ELI",) if holding.former else term.sectors
        self.roles[number] = Role(
            title=term.title, country=term.country if term.country not in ("IGO", "UNO", "IMG") else None,
            sectors=figure.sectors, status="former" if holding.former else "elect" if holding.coming else None,
        )  # fmt: skip

    def _foreign_body(self, figure: Figure) -> bool:
        return any(p.entry is not None and p.entry.country in ("IGO", "NGO", "UNO", "EUR") for p in figure.phrases)

    def _close_role(self, number: int) -> None:
        role, figure = self.roles[number], self.figures[number]
        entry = next((p.entry for p in figure.phrases if p.entry is not None and p.entry.label == "ORG"), None)
        figure.sectors = role.sectors
        if figure.country is None and entry is not None:
            figure.country = entry.country
            self.codes[number] = entry.code(self.published) if entry.country == "IGO" else None
        country = figure.country if figure.country and len(figure.country) == 3 and figure.country not in ("IGO", "NGO") else None
        self.roles[number] = role.model_copy(update={"country": country})

    def _owner_country(self, figure: Figure) -> str | None:
        """The country of the town, body or person that a title names: 'mayor of Ganja', 'head of the Khazar Institute'."""
        for phrase in figure.phrases:
            if phrase.owner is not None:
                other = self.figures[self.of_name[self.names.index(phrase.owner)]]
                if other.country:
                    return other.country
        return None

    def _unsaid(self, number: int) -> str | None:
        """The country of an office left unsaid: the publisher's or the text's, unless somebody else holds that office there."""
        figure = self.figures[number]
        first = self.names[figure.names[0]].start
        special = self._international(figure)
        if special is not None:
            return special
        other = next((c for p in figure.phrases if (c := self._that_country(p))), None)
        if other is not None:
            return other
        callings = {p.sectors[0] for p in figure.phrases if p.sectors}
        if callings and callings <= PRIVATE:
            return self.setting.dominant if self.setting.clear else None
        country = self.setting.country_at(first, office=True)
        if any(p.possessive in ("our", "my") or p.elsewhere for p in figure.phrases):
            country = self.setting.home
        elif not (self.setting.state or self.setting.clear):
            lands = {self.subject_land(first), self.setting.paragraph_land(first)} - {None}
            country = lands.pop() if len(lands) == 1 else None
            if country is not None and all(p.sectors[:1] == ("MIL",) for p in figure.phrases) and self._is_where(first, country):
                country = None  # soldiers serve where others live
        elif not self.setting.voice.spoken and any(
            p.office is not None and p.office.words in _SENT and p.host is None for p in figure.phrases
        ):
            others = [c for c, weight in self.setting.weights.items() if c != self.setting.home and weight >= MENTIONED]
            country = others[0] if len(others) == 1 and self.setting.state is None else None if others else country
        elif self.setting.state is not None and not self._may_be_own(figure):
            country = self.foreign_land(first, [p.office.words for p in figure.phrases if p.office is not None])
        rivals = {n for title in self._single(figure) for n in self.sharing[title] if n != number}
        taken = {self.figures[n].country for n in rivals} - {None}
        if country in taken:
            free = [c for c in self.lands_before(first, 2) if c not in taken]
            return free[0] if free else None
        if country is not None and any(country == p.host for p in figure.phrases):
            return None
        if country is not None and country != self.setting.state and self._arrives(figure, country):
            return None
        return country

    def _is_where(self, token: int, country: str) -> bool:
        """Whether a country is named near a token only as where something is."""
        near = [
            m for m in self.matches if m.entry.country == country and abs(self.sentence_of[m.start] - self.sentence_of[token]) < 2
        ]
        return bool(near) and all(self.setting.is_spot(m.start) for m in near)

    def _may_be_own(self, figure: Figure) -> bool:
        """Whether an office without a country may be the publisher's: it has such an office, and somebody else isn't meant by it.

        'The President called President NAME': officials whose own is 'the President' name another country's.
        """
        heads = {p.office.words for p in figure.phrases if p.office is not None}
        if not all(self.setting.is_own(head) for head in heads):
            return False
        if not self.setting.voice.spoken:
            return True
        held = {id(h.phrase) for h in self.held}
        sentences = {self.sentence_of[self.names[i].start] for i in figure.names}
        return not any(
            p.office is not None
            and p.office.words in heads & ALONE
            and p.bare
            and p.definite
            and id(p) not in held
            and self.sentence_of[p.head] in sentences
            for p in self.phrases
        )

    def foreign_land(self, token: int, offices: Sequence[str]) -> str | None:
        """The nearest country that has such offices and isn't the publisher's: before a token, in its sentence, the paragraph's."""
        sentence = self.sentence_of[token]
        here = [m.entry.country for m in self.matches if self.sentence_of[m.start] == sentence and m.start > token and _is_land(m)]
        found = [*self.lands_before(token, 2), *here, self.setting.paragraph_land(token), self.setting.dominant]
        return next((c for c in found if c and c != self.setting.state and all(has_office(c, o) for o in offices)), None)

    def _single(self, figure: Figure) -> set[str]:
        """The titles of a figure that one person of a country holds at a time: 'Foreign Minister', 'Minister of Energy'."""
        titles = {title_of(p, self.words) for p in figure.phrases if p.office is not None and p.status is None and not p.plural}
        return {t for t in titles if t in _TOP or t.startswith("Minister of ") or (t.endswith(" Minister") and "Deputy" not in t)}

    def _that_country(self, phrase: Phrase) -> str | None:
        """'Foreign Minister of that country': of the last country named before that is not the publisher's."""
        said = " ".join(self.words.lower[phrase.tail : phrase.end])
        if not said.endswith(("of that country", "of that state", "of that nation")):
            return None
        return next((c for c in self.lands_before(phrase.head, 3) if c != self.setting.home), None)

    def _arrives(self, figure: Figure, country: str) -> bool:
        """Whether somebody is said to come to a country, and so is hardly in office there."""
        for index in figure.names:
            name = self.names[index]
            verb = self.doc[name.end - 1].head
            if verb.lemma_.lower() not in english().arrivals and verb.lower_ not in english().arrivals:
                continue
            spot = self._match_ahead(name.end)
            if spot is not None and spot.entry.country == country and spot.entry.kind in ("country", "seat"):
                return True
        return False

    def _match_ahead(self, token: int) -> Match | None:
        """The next gazetteer name of a token's sentence."""
        for i in range(token, len(self.sentence_of)):
            if self.sentence_of[i] != self.sentence_of[token]:
                break
            if i in self.match_at:
                return self.match_at[i]
        return None

    def _international(self, figure: Figure) -> str | None:
        """'The High Representative' is the EU's, 'the Secretary-General' that of the one organisation the text names."""
        heads = {p.office.words for p in figure.phrases if p.office is not None}
        named = {f.entry.country for f in self.figures if f.entry is not None and f.entry.kind == "organisation"}
        if "high representative" in heads and "EUR" in named:
            return "EUR"
        if heads & {"secretary-general", "secretary general", "under-secretary-general", "deputy secretary-general"}:
            return "UNO" if "UNO" in named else None
        if heads & {"special envoy", "envoy", "special representative", "personal envoy"} and named & {"UNO", "EUR"}:
            return (named & {"UNO", "EUR"}).pop() if len(named & {"UNO", "EUR"}) == 1 else None
        spelled = {" ".join(self.words.lower[p.start : p.tail]) for p in figure.phrases}
        if any(words.endswith(("humanitarian coordinator", "resident coordinator")) for words in spelled):
            return "UNO"
        if any(words.endswith("commissioner") and words != "commissioner" for words in spelled) and (
            "EUR" in named or "brussels" in self.words.lower
        ):
            return "EUR"
        return None

    def subject_land(self, token: int) -> str | None:
        """The country that acts as the last subject before a token, in its sentence or the one before."""
        for match in reversed(self.matches):
            if match.start < token and match.entry.kind in ("country", "seat") and match.entry.country:
                if self.sentence_of[token] - self.sentence_of[match.start] > 1:
                    break
                if self.doc[match.end - 1].dep_ in ("nsubj", "nsubjpass"):
                    return match.entry.country
        return None

    def _counterparts(self) -> None:
        """'his Slovak counterpart, NAME': the same office in the other country."""
        for phrase in self.phrases:
            if self.words.lower[phrase.tail - 1] not in ("counterpart", "colleague") or not phrase.countries:
                continue
            at = phrase.tail + (self.words.text[phrase.tail : phrase.tail + 1] == [","])
            index = next((i for i, n in enumerate(self.names) if n.label == "PERSON" and 0 <= n.start - at <= 2), None)
            if index is None:
                continue
            self.held.append(Held(index, phrase))
            if self.of_name[index] in self.roles:
                continue
            before = [self.of_name[i] for i, n in enumerate(self.names) if n.start < phrase.start and self.of_name[i] in self.roles]
            figure = self.figures[self.of_name[index]]
            figure.country, figure.sectors = phrase.countries[0], ("GOV",)
            if before:
                like = self.roles[before[-1]]
                figure.sectors = like.sectors
                figure.phrases = self.figures[before[-1]].phrases
                self.roles[self.of_name[index]] = Role(title=like.title, country=phrase.countries[0], sectors=like.sectors)

    def _headed(self) -> dict[int, str]:
        """'the delegation of X headed by NAME': the person's country."""
        found: dict[int, str] = {}
        for phrase in self.phrases:
            if self.words.lower[phrase.tail - 1] not in ("delegation", "team", "mission", "group"):
                continue
            stop = min(len(self.words.text), phrase.end + 14)
            lands = list(phrase.countries) or [
                m.entry.country
                for m in self.matches
                if phrase.tail <= m.start <= phrase.tail + 4 and m.entry.kind == "country" and m.entry.country
            ]
            low = self.words.lower
            at = next((i for i in range(phrase.end, stop - 1) if low[i] in _HEADED and low[i + 1] == "by"), None)
            behind = next((m.end for m in self.matches if phrase.tail <= m.start <= phrase.tail + 4), phrase.end)
            at = behind if at is None and low[behind : behind + 1] == ["by"] else at
            if at is None:
                continue
            person = next((i for i, n in enumerate(self.names) if n.label == "PERSON" and at < n.start < at + 14), None)
            if person is not None:
                self.heads[id(phrase)] = self.of_name[person]
            if person is not None and lands:
                found[self.of_name[person]] = lands[0]
        people = {n.start: i for i, n in enumerate(self.names) if n.label == "PERSON"}
        for match in self.matches:
            if match.entry.kind == "country" and match.entry.country and self._signs_for(match):
                person = next((people[i] for i in range(match.end + 1, match.end + 14) if i in people), None)
                if person is not None:
                    found.setdefault(self.of_name[person], match.entry.country)
        return found

    def _signs_for(self, match: Match) -> bool:
        """'on behalf of Romania by …': somebody acts for the country."""
        before = self.words.lower[max(0, match.start - 4) : match.start]
        return "behalf" in before and self.words.lower[match.end : match.end + 1] == ["by"]

    def lands_before(self, token: int, sentences: int = 1, kinds: tuple[str, ...] = ("country", "seat", "adjective")) -> list[str]:
        """The countries named before a token, the last first, in its sentence or so many before it."""
        found = []
        for match in reversed(self.matches):
            near = self.sentence_of[token] - self.sentence_of[match.start] <= sentences
            if match.start < token and near and match.entry.kind in kinds and match.entry.country:
                found.append(match.entry.country)
        return found
