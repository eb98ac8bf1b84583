"""Russian and English: catalogues of generated words, grammatical cases, order of the alphabet."""

from kbgen.language.cases import Case, in_case, in_sentence
from kbgen.language.catalogue import Words, say, words
from kbgen.language.collation import sort_key

__all__ = ["Case", "Words", "in_case", "in_sentence", "say", "sort_key", "words"]
