"""A15: PDFs that are bombs, run scripts or turn in circles: a worker reads them in bounds or dies alone; nothing runs."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import zlib

import pytest

from crawler.extract.pdf import MAX_TEXT, clean_pdf

URL = "https://mfa.example/statement.pdf"
SECONDS = 10


def pdf(*objects: bytes, root: str = "1 0 R") -> bytes:
    """A file of these objects, numbered from 1."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root %s>>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(out) + end % (len(objects) + 1, table, len(objects) + 1, root.encode(), len(out))


def stream(data: bytes, more: bytes = b"/Filter/FlateDecode") -> bytes:
    packed = zlib.compress(data, 9) if b"Flate" in more else data
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(packed), more, packed)


FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
TREE = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
WORDS = b"(Ministers met in the capital on Monday and agreed to open the border for trade.) Tj 0 -14 Td "
SCRIPTED = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1:9/'\\))>>/AA<</WC 6 0 R>>>>"
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
LAUNCH = b"<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)>>>>"

FILES = {
    "a flate bomb": pdf(*TREE, PAGE, stream(b"BT /F 12 Tf 10 780 Td " + b" " * 400_000_000 + b"ET"), FONT),
    "text without end": pdf(*TREE, PAGE, stream(b"BT /F 12 Tf 10 780 Td " + WORDS * 40_000 + b"ET"), FONT),
    "a page tree in a circle": pdf(TREE[0], b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000>>"),
    "a million pages said": pdf(TREE[0], b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>", PAGE, stream(b"BT ET"), FONT),
    "a form that draws itself": pdf(*TREE, PAGE.replace(b"/Font", b"/XObject<</X 6 0 R>>/Font"), stream(b"/X Do"), FONT,
                                    stream(b"/X Do /X Do", FORM)),
    "scripts and launches": pdf(SCRIPTED, TREE[1], PAGE, stream(b"BT /F 12 Tf 10 780 Td " + WORDS * 3 + b"ET"), FONT, LAUNCH),
    "a broken head": b"%PDF-1.7\n" + b"\0" * 100_000,
    "deep arrays": pdf(b"<</Type/Catalog/Pages 2 0 R/X " + b"[" * 100_000 + b"]" * 100_000 + b">>", TREE[1], PAGE, FONT),
}  # fmt: skip


def main(case: str) -> None:
    from crawler.workers.child import bound_memory

    bound_memory(1 << 30)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    began = time.process_time()
    try:
        found = clean_pdf(FILES[case], URL)
        print(f"{getattr(found, 'reason', 'article')} {time.process_time() - began:.1f} {len(getattr(found, 'text', ''))}")
    except MemoryError:
        print(f"memory {time.process_time() - began:.1f} 0")


@pytest.mark.parametrize("case", FILES)
def test_a15_a_pdf_ends_within_a_workers_bounds_and_runs_nothing(case: str) -> None:
    order = f"import tests.hostile.test_a15_pdf as t; t.main({case!r})"
    done = subprocess.run([sys.executable, "-c", order], capture_output=True, text=True, timeout=100)
    if done.returncode < 0:  # as a worker would: its seat books `worker_died` or `timeout_cleaning` and starts another
        assert -done.returncode in (signal.SIGABRT, signal.SIGPROF)
        assert case == "a form that draws itself"
        return
    outcome, seconds, length = done.stdout.split()
    assert float(seconds) < SECONDS
    assert outcome in ("article", "pdf_unreadable", "too_large", "memory")
    assert int(length) <= MAX_TEXT * 2
    if case == "scripts and launches":
        assert outcome == "article"
