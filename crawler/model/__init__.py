"""The nouns of the house: what the other rooms hand to each other."""

from crawler.model.article import Article, Block, Page
from crawler.model.record import (
    SCHEMA,
    Actor,
    Annotation,
    Assertion,
    Changes,
    Document,
    Entity,
    Event,
    EventDate,
    Evidence,
    Extraction,
    Mention,
    Participant,
    Place,
    Recipient,
    Role,
    Source,
    Span,
    Trigger,
    json_schema,
)
from crawler.model.rejected import Reason, Rejected, Stage
from crawler.model.site import ArticleHints, Expect, Find, Pace, Site

__all__ = [
    "SCHEMA", "Actor", "Annotation", "Article", "ArticleHints", "Assertion", "Block", "Changes", "Document", "Entity", "Event",
    "EventDate", "Evidence", "Expect", "Extraction", "Find", "Mention", "Pace", "Page", "Participant", "Place", "Reason",
    "Recipient", "Rejected", "Role", "Site", "Source", "Span", "Stage", "Trigger", "json_schema",
]  # fmt: skip
