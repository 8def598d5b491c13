"""Bytes to text: which encoding a file is in, and a UTF-8 copy of it where DuckDB needs one.

DuckDB reads UTF-8. A file in any other encoding is streamed, block by block, into a temporary UTF-8 file.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import zstandard

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.language import _
from deskgauge.sources.inputs import InputFile

SAMPLE_BYTES = 1 << 20
_BLOCK = 1 << 22
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF8_NAMES = {"utf-8", "utf-8-sig", "ascii"}
# Latin-1 has control characters where DOS code page 850 has letters; files patched together from both exist.
MIXED = "latin-1+cp850"
_C1 = {code: bytes([code]).decode("cp850") for code in range(0x80, 0xA0)}
# é, â, ç and ê of code page 850 within a word; in Windows' page a low quotation mark, florin, daggers and a circumflex.
_DOS_LETTER = re.compile(rb"[a-z][\x82\x83\x87\x88][a-z]")
_SINGLE_BYTE = ("cp1252", "cp850", "cp1250", "cp1251", "cp1256")
_MULTI_BYTE = ("gb18030",)
_CHINESE = (("\u4e00", "\u9fff"), ("\u3000", "\u303f"), ("\uff00", "\uffef"))
_COMMON_WORDS_NAMES = ("utf-8", "utf-16", "latin-1", "cp1252", "cp850", "cp1250", "gb18030", MIXED)


def check_encoding(name: str) -> str:
    """Return the encoding's canonical name; raise NotFoundError with the nearest names where it is unknown."""
    if name.lower() == MIXED:
        return MIXED
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise NotFoundError("encoding", name, _COMMON_WORDS_NAMES) from None


@contextmanager
def open_bytes(file: InputFile) -> Iterator[IO[bytes]]:
    """Open the file's content, decompressed; raise UsageError where the compression is broken."""
    try:
        if file.compression == "gzip":
            with gzip.open(file.path, "rb") as stream:
                yield cast("IO[bytes]", stream)
        elif file.compression == "zstd":
            with file.path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as stream:
                yield cast("IO[bytes]", io.BufferedReader(cast("io.RawIOBase", stream), _BLOCK))
        else:
            with file.path.open("rb") as stream:
                yield stream
    except (gzip.BadGzipFile, zlib.error, EOFError, zstandard.ZstdError) as error:
        raise UsageError(
            _("{shown} cannot be decompressed: {error}.", shown=file.shown, error=str(error).rstrip("."))
        ) from error
    except PermissionError:
        raise UsageError(_("{shown} cannot be opened: no permission to read it.", shown=file.shown)) from None


def sample(file: InputFile) -> bytes:
    """Return about the first MiB of the file's content, decompressed."""
    found = b""
    for block in blocks(file):
        found += block
        if len(found) >= SAMPLE_BYTES:
            break
    return found


def blocks(file: InputFile) -> Iterator[bytes]:
    """Yield the file's content, decompressed; one that breaks off ends there, one broken from the start raises."""
    begun = False
    try:
        with open_bytes(file) as stream:
            while block := cast("io.BufferedReader", stream).read1(_BLOCK):
                begun = True
                yield block
    except UsageError:
        if not begun:
            raise


def decompress(file: InputFile, to: Path) -> Path:
    """Write the file's content, decompressed, to ``to`` and return it."""
    with open_bytes(file) as stream, to.open("wb") as out:
        shutil.copyfileobj(stream, out, _BLOCK)
    return to


def copy_readable(file: InputFile, to: Path) -> str | None:
    """Write the file's content, decompressed, to ``to`` as far as it can be read; return why it breaks off, if so."""
    with to.open("wb") as out:
        try:
            with open_bytes(file) as stream:
                while block := cast("io.BufferedReader", stream).read1(_BLOCK):
                    out.write(block)
        except UsageError as error:
            return _("the file breaks off here: {error}", error=error)
    return None


def find_encoding(data: bytes) -> str:
    """Return the encoding that the first bytes of a file are most likely in."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    if (wide := _wide(data)) is not None:
        return wide
    if _decodes(data, "utf-8"):
        return "utf-8"
    for name in _MULTI_BYTE:
        if _decodes(data, name) and _in_pairs(data) and _looks_chinese(data.decode(name, "ignore")):
            return name
    best = max(_SINGLE_BYTE, key=lambda name: _plausible(data, name))
    return MIXED if best == "cp1252" and _DOS_LETTER.search(data) else best


def is_binary(text: str) -> bool:
    """Say whether decoded text is no text: NUL or more than a few control characters among the first."""
    head = text[:4096]
    odd = sum(1 for one in head if ord(one) < 32 and one not in "\t\n\r\f\x1f\x1e\x01")
    return "\x00" in head or odd * 50 > len(head)


def decode(data: bytes, encoding: str) -> str:
    """Decode a sample, leaving out what is not of the encoding."""
    if encoding == MIXED:
        return data.decode("latin-1").translate(_C1)
    return data.decode(encoding, "ignore")


def text_lines(stream: IO[bytes]) -> Iterator[str]:
    """Yield the lines of a UTF-8 stream with their ends, whichever of the three kinds these are."""
    with io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="") as text:
        yield from text


def first_broken(file: InputFile) -> bytes | None:
    """Return the surroundings of the first bytes that are not UTF-8, or None where all are."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    for block in blocks(file):
        try:
            decoder.decode(block)
        except UnicodeDecodeError:
            return block
    return None


def is_utf8(encoding: str) -> bool:
    """Say whether DuckDB can read the encoding without a copy."""
    return encoding in _UTF8_NAMES


def to_utf8(file: InputFile, encoding: str, to: Path) -> tuple[Path, int]:
    """Write a UTF-8 copy of the file to ``to``; return it and how many characters could not be read.

    Those become U+FFFD, the replacement character.
    """
    mixed = encoding == MIXED
    decoder = codecs.getincrementaldecoder("latin-1" if mixed else encoding)("replace")
    lost = 0
    with to.open("w", encoding="utf-8", newline="") as out:
        for block in blocks(file):
            text = decoder.decode(block)
            lost += text.count("�")
            out.write(text.translate(_C1) if mixed else text)
        tail = decoder.decode(b"", final=True)
        out.write(tail)
    return to, lost + tail.count("�")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _wide(data: bytes) -> str | None:
    """Return UTF-16 without a mark where every other byte of the beginning is mostly zero."""
    head = data[:2000]
    if len(head) < 4 or 0 not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 0.4 * len(head) / 2 and even < 0.05 * len(head) / 2:
        return "utf-16-le"
    if even > 0.4 * len(head) / 2 and odd < 0.05 * len(head) / 2:
        return "utf-16-be"
    return None


def _in_pairs(data: bytes) -> bool:
    """Say whether bytes above 127 nearly always stand together, as those of two-byte encodings do."""
    runs = re.findall(rb"[\x80-\xff]+", data)
    alone = sum(1 for run in runs if len(run) == 1)
    return alone * 10 < len(runs)


def _looks_chinese(text: str) -> bool:
    high = [one for one in text if ord(one) > 127]
    common = sum(1 for one in high if any(first <= one <= last for first, last in _CHINESE))
    return bool(high) and common > 0.95 * len(high)


def _plausible(data: bytes, encoding: str) -> float:
    """Score a single-byte encoding: letters that fit their neighbours count for it, odd signs against it."""
    text = data.decode(encoding, "replace")
    score = 0.0
    for position, one in enumerate(text):
        if ord(one) < 128:
            continue
        before = text[position - 1] if position else " "
        after = text[position + 1] if position + 1 < len(text) else " "
        score += _fit(one, before, after)
    return score


_LATIN_ENDS = 0x250
_COMMON = frozenset("éèêàâçîïôûùëœæäöüßñáíóúãõåøąćęłńśźżčďěňřšťůýžđ")


def _fit(one: str, before: str, after: str) -> float:
    if one == "�" or (not one.isprintable() and one != "\u00a0"):
        return -3.0
    if not one.isalpha():
        in_word = before.isalpha() and after.isalpha() and one not in "’‘·"
        return -1.0 if in_word or "\u2500" <= one <= "\u259f" else 0.1
    neighbours = [other for other in (before, after) if other.isalpha()]
    if one.isupper() and before.islower():
        return -1.0
    latin = ord(one) < _LATIN_ENDS
    if any((ord(other) < _LATIN_ENDS) != latin for other in neighbours):
        return -1.0
    if latin and sum(ord(other) > 127 for other in neighbours) == 2:
        return -0.5  # accented letters seldom stand three in a row
    return 1.0 + (0.5 if one.lower() in _COMMON or not latin else 0.0)
