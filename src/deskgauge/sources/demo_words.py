"""Sentences of the demo company: the blocks of demo_subjects and demo_phrases, cut into lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from random import Random

from deskgauge.sources.demo_phrases import PHRASES
from deskgauge.sources.demo_subjects import SUBJECTS

LANGUAGES = ("en", "pl", "sr", "zh", "fa", "ne")

NOTES = (
    "Checked with the warehouse.",
    "Asked the workshop, waiting for their word.",
    "Customer is a club member, be generous.",
    "Same fault as last week, see the wiki page.",
    "Refund approved by the team lead.",
)
"""What colleagues write to each other; they do so in English."""


def _cut(blocks: Mapping[str, str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Cut each language's block into its lists; a key on several lines has the sentences of all of them."""
    cut: dict[str, dict[str, tuple[str, ...]]] = {}
    for language, block in blocks.items():
        lists: defaultdict[str, list[str]] = defaultdict(list)
        for line in block.strip().splitlines():
            key, _, sentences = line.strip().partition(":")
            lists[key] += [sentence.strip() for sentence in sentences.split("|")]
        cut[language] = {key: tuple(sentences) for key, sentences in lists.items()}
    return cut


_SUBJECTS = _cut(SUBJECTS)
_PHRASES = _cut(PHRASES)


def subject(rng: Random, language: str, request_type: str) -> str:
    """Return a subject line; ``launch`` is a request type here, an unknown one is ``other``."""
    lists = _SUBJECTS[language]
    return _one_of(rng, lists.get(request_type) or lists["other"])


def phrase(rng: Random, language: str, part: str) -> str:
    """Return a sentence that plays this part in a conversation."""
    return _one_of(rng, _PHRASES[language][part])


def _one_of(rng: Random, sentences: tuple[str, ...]) -> str:
    """Return any of them; three times as fast as ``choice``, which counts in bits."""
    return sentences[int(rng.random() * len(sentences))]
