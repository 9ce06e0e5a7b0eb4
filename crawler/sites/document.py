"""What does a small YAML file say, and on which line? Plain data only: no tags, no anchors, no doubled keys.

YAML 1.1's traps are off: `no`, `on` and `12:30` are text (a language is called `no`), dates stay dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

MAX_DEPTH = 8
"""Levels of a definition: ours have four."""


@dataclass(eq=False)
class BadDocument(ValueError):
    """YAML that we don't take: the line (from 1), the field and the reason."""

    line: int
    field: str
    message: str


@dataclass(frozen=True)
class Mapped:
    """The data of a document and the line (from 1) of each of its fields, by path: `line("find", 0, "feed")`."""

    data: dict[str, Any]
    lines: dict[tuple[str | int, ...], int]

    def line(self, *path: str | int) -> int:
        """The line of that field, or of the nearest one around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1


_OPENING = (yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken, yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
_CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


class _Plain(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", list("tf")),
    ("tag:yaml.org,2002:int", r"^[-+]?\d{1,18}$", list("-+0123456789")),
    ("tag:yaml.org,2002:float", r"^[-+]?\d{1,18}\.\d{1,18}$", list("-+0123456789")),
    ("tag:yaml.org,2002:timestamp", r"^\d{4}-\d\d-\d\d$", list("0123456789")),
):
    _Plain.add_implicit_resolver(_tag, re.compile(_pattern), _first)


def read(text: str) -> Mapped:
    """The document in `text`. Raises BadDocument, or yaml.YAMLError where it isn't YAML."""
    depth = 0
    for token in yaml.scan(text, Loader=_Plain):
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > MAX_DEPTH + 1:  # PyYAML's time grows with the square of the depth
            raise BadDocument(token.start_mark.line + 1, "YAML", f"more than {MAX_DEPTH} levels deep")
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
            raise BadDocument(token.start_mark.line + 1, "YAML", "anchors, aliases and tags are not used in definitions")
    loader = _Plain(text)
    try:
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise BadDocument(1, "file", "is not a list of `field: value` lines")
        lines: dict[tuple[str | int, ...], int] = {(): 1}
        return Mapped(_value(loader, root, (), lines), lines)
    finally:
        loader.dispose()


def _value(loader: _Plain, node: yaml.Node, path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]) -> Any:
    line = node.start_mark.line + 1
    if len(path) > MAX_DEPTH:
        raise BadDocument(line, ".".join(map(str, path)), f"more than {MAX_DEPTH} levels deep")
    if isinstance(node, yaml.MappingNode):
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise BadDocument(key_node.start_mark.line + 1, "YAML", "a field's name is one word")
            key = key_node.value
            here = (*path, key)
            if key in data:
                raise BadDocument(key_node.start_mark.line + 1, key[:80], "stands twice")
            lines[here] = key_node.start_mark.line + 1
            data[key] = _value(loader, value_node, here, lines)
        return data
    if isinstance(node, yaml.SequenceNode):
        items = []
        for i, item in enumerate(node.value):
            lines[(*path, i)] = item.start_mark.line + 1
            items.append(_value(loader, item, (*path, i), lines))
        return items
    try:
        return loader.construct_object(node)
    except ValueError as error:
        raise BadDocument(line, ".".join(map(str, path)), f"{node.value[:80]!r} is not a value: {error}") from None
