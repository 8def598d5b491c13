"""Which items each definition of others counts, by metric and definition; one module for each family."""

from __future__ import annotations

from naive.definitions import calls, first_contact, helping, replies, resolution, surveys, volume
from naive.recipes import Recipe

DEFINED: dict[tuple[str, str], Recipe] = {
    **first_contact.DEFINED,
    **replies.DEFINED,
    **surveys.DEFINED,
    **calls.DEFINED,
    **helping.DEFINED,
    **resolution.DEFINED,
    **volume.DEFINED,
}
