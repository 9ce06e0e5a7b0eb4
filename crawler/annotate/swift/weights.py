"""Where do a model's weights lie? The parts of thinc models by name, checked before anything is built on them."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from thinc.api import Model

Floats = NDArray[np.float32]


class Unlike(ValueError):
    """The pipeline is not of the shape that is read here: it is left to spaCy."""


def only(model: Model[Any, Any], name: str) -> Model[Any, Any]:
    """The one part of that name. Raises Unlike when there is none or several."""
    found = [node for node in model.walk() if node.name == name]
    if len(found) != 1:
        raise Unlike(f"{len(found)} parts named {name} where one is due")
    return found[0]


def every(model: Model[Any, Any], name: str) -> list[Model[Any, Any]]:
    """All parts of that name, in the order of their work."""
    return [node for node in _in_order(model) if node.name == name]


def _in_order(model: Model[Any, Any]) -> list[Model[Any, Any]]:
    return [model, *(node for layer in model.layers for node in _in_order(layer))]


def weight(model: Model[Any, Any], name: str) -> Floats:
    """A parameter, float32. Raises Unlike when the part has none of that name."""
    if name not in model.param_names:
        raise Unlike(f"{model.name} has no {name}")
    return cast(Floats, np.asarray(model.get_param(name), dtype=np.float32))


def need(true: bool, what: str) -> None:
    """Raises Unlike(what) unless it is so."""
    if not true:
        raise Unlike(what)
