"""How does it become one file? The template with style, script and packed data in it: no request leaves the page."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.report.gather import Gathered

HERE = Path(__file__).parent
SCRIPTS = ("data.js", "charts.js", "views.js", "map.js", "people.js", "article.js", "start.js")


def render(gathered: Gathered, *, title: str, made: datetime) -> str:
    """The whole page. What pages said is inside gzip and base64 (or escaped, in the title): it cannot end a tag."""
    script = "'use strict';\n(() => {\n" + "\n".join((HERE / s).read_text(encoding="utf-8") for s in SCRIPTS) + "\n})();"
    style = (HERE / "page.css").read_text(encoding="utf-8")
    policy = "; ".join((
        "default-src 'none'", f"script-src '{_digest(script)}'", f"style-src '{_digest(style)}'", "img-src data:",
        "base-uri 'none'", "form-action 'none'",
    ))  # fmt: skip
    world = json.loads((HERE / "world.json").read_text(encoding="utf-8"))
    packed = [_pack("core", gathered.core), _pack("world", world)] + [
        _pack(f"part-{n}", part) for n, part in enumerate(gathered.parts)
    ]
    values = {
        "policy": html.escape(policy, quote=True), "title": html.escape(title), "style": style, "script": script,
        "made": made.strftime("%Y-%m-%d %H:%M UTC"), "data": "\n".join(packed),
        **{k: f"{n:,}" for k, n in gathered.counts.items()},
    }  # fmt: skip
    page = (HERE / "page.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda m: values[m[1]], page)


def _pack(name: str, value: Any) -> str:
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    packer = zlib.compressobj(9, wbits=31)
    return (
        f'<script type="application/gzip" id="{name}">{base64.b64encode(packer.compress(raw) + packer.flush()).decode()}</script>'
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
