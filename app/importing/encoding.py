"""Turn a text file's bytes into text, and say which encoding they were in."""

import codecs
import re

from charset_normalizer import from_bytes

from app.errors import Refusal

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LATIN = ("cp1252", "cp1250", "cp1254", "mac_roman")
GREEK = "cp1253"
NON_LATIN = (GREEK, "cp1251", "koi8_r")
SAMPLE = 20_000
CLEARLY = 0.9
"""The share of good words above which one of our own candidates is taken."""

PUNCTUATION = "\u2019\u2018\u2013\u2014\u201c\u201d\u2026€\xa0"
SIGNS = "©®™°«»¿¡²½¼"
SHORT = 2
"""Letters up to which a word of accented letters only is still a Latin one ("Ös")."""

HIGH_LINES = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
GREEK_END = re.compile(r"ς\b")
WORD = re.compile(r"[^\W\d_]+")
GARBLED = re.compile("Ã[\x80-\xbf]|â€|Â[\xa0-\xbf]|í[©¨ª«]|\ufffd")
"""What UTF-8 looks like after it was read as something else, and the sign for a lost letter."""

AROUND = re.compile(r"[^\s,;|\"]*")
ESCAPED = re.compile("[\udc80-\udcff]+")


def to_text(name: str, data: bytes, encoding: str | None = None) -> tuple[str, str, list[str]]:
    """Give the text, the encoding's name and notes on what was odd.

    Raises Refusal when the bytes are no text, or are not in the `encoding` asked for.
    """
    notes: list[str] = []
    if encoding is not None:
        text = _in_encoding(name, data, encoding)
    else:
        text, encoding = _detected(data, notes)
    _refuse_binary(name, text)
    garbled = GARBLED.search(text)
    if garbled:
        line = text.count("\n", 0, garbled.start()) + 1
        notes.append(
            f"Line {line} holds letters that were garbled before this file was saved "
            f"(“{_word_around(text, garbled.start())}”); they are kept as they stand."
        )
    return text, encoding, notes


def _word_around(text: str, place: int) -> str:
    before = AROUND.match(text[max(0, place - 20) : place][::-1])
    after = AROUND.match(text, place, place + 20)
    return (before.group()[::-1] if before else "") + (after.group() if after else "")


def _in_encoding(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        raise Refusal(f"There is no encoding called {encoding}.", field="encoding") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        sentence = f"{name} is not in {encoding}: line {line} cannot be read with it."
        raise Refusal(sentence, field="encoding") from None


def _detected(data: bytes, notes: list[str]) -> tuple[str, str]:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            text = data.decode(encoding, "replace")
            if encoding == "utf-16" and "\0" in text:
                return _mislabelled_utf32(data[len(mark) :]) or text, "utf-32"
            return text.removeprefix("\ufeff"), encoding
    wide = _wide_without_mark(data)
    if wide:
        notes.append("No byte order mark; read as UTF-16.")
        return data.decode(wide, "replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    escaped = data.decode("utf-8", "surrogateescape")
    stray = sum(len(run) for run in ESCAPED.findall(escaped))
    sound = len(data) - len(escaped)  # each sound sequence is longer in bytes than in letters
    if sound > 3 * stray:
        first = ESCAPED.search(escaped)
        line = escaped.count("\n", 0, first.start()) + 1 if first else 1
        notes.append(f"From line {line} on a few letters are not UTF-8; read as Windows-1252.")
        return ESCAPED.sub(_as_cp1252, escaped), "utf-8"
    encoding = _guess(data)
    notes.append(f"The encoding is not stated; read as {encoding}.")
    return data.decode(encoding, "replace"), encoding


def _mislabelled_utf32(data: bytes) -> str | None:
    """Read UTF-32 that some exports begin with a mark of UTF-16, of either byte order."""
    for encoding in ("utf-32-le", "utf-32-be"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _as_cp1252(run: re.Match[str]) -> str:
    return run.group().encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _wide_without_mark(data: bytes) -> str | None:
    """Recognise UTF-16 by its zero bytes: in Western text, every second one."""
    head = data[:SAMPLE]
    half = len(head) // 2
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = head[first::2].count(0)
        others = head[1 - first :: 2].count(0)
        if half and zeros > 0.4 * half and others < 0.05 * half:
            return encoding
    return None


def _guess(data: bytes) -> str:
    """Choose a legacy encoding by what its letters would spell.

    Statistical detection fails on short files (one © was read as Japanese), so words are judged
    first: letters of one word share one script and a sensible case. Only what fails that goes to
    charset-normalizer.
    """
    sample = b"\n".join(HIGH_LINES.findall(data, 0, 50 * SAMPLE))[:SAMPLE]
    best, best_share = "cp1252", 0.0
    for encoding in (*LATIN, *NON_LATIN):
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == GREEK and not GREEK_END.search(text):
            continue  # without a final sigma it could as well be Cyrillic, which is met more often
        share = _good_share(text, latin=encoding in LATIN)
        if share > best_share:
            best, best_share = encoding, share
    if best_share >= CLEARLY:
        return best
    found = from_bytes(sample).best()
    return found.encoding if found else best


def _good_share(text: str, *, latin: bool) -> float:
    """Give the share of non-ASCII letters that stand in words as people write them."""
    high = sum(1 for letter in text if letter > "\x7f" and letter not in PUNCTUATION)
    good = sum(1 for letter in text if letter in SIGNS)
    for word in WORD.findall(text):
        odd = sum(1 for letter in word if letter > "\x7f")
        sensible_case = word[1:].islower() or word.isupper() or len(word) == 1
        if "ς" in word[:-1]:
            continue  # a final sigma stands at a word's end only
        one_script = len(word) <= SHORT or odd < len(word) if latin else odd == len(word)
        if sensible_case and one_script:
            good += odd
    return good / high if high else 1.0


def _refuse_binary(name: str, text: str) -> None:
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        raise Refusal(f"{name} is not a table of text: line {line} holds a zero byte.")
    head = text[:SAMPLE]
    control = sum(1 for letter in head if letter < " " and letter not in "\t\r\n\x1a")
    if control > len(head) // 50:
        raise Refusal(f"{name} is not a table of text: it holds binary data.")
