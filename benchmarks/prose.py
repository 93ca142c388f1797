"""Text for letters that are measured: words drawn by seed, with the accents that diplomatic prose has."""

from random import Random

from verbale.practice.paper import Paragraph

_PROSE = """
the of and to in that for with communiqué démarche Council Permanent Representative régime corridor transit
obligations Parties exchange notes referred article consultations naïve façade proposal agreed wording bracketed
reservation provisional entry into force competent authorities São Tomé Côte d'Ivoire Türkiye Curaçao honour renew
"""
KIB = 1024


def paragraphs(length: int, *, seed: int = 1, each: int = KIB) -> list[Paragraph]:
    """Numbered paragraphs of about so many bytes together."""
    chance, words = Random(seed), _PROSE.split()
    count = max(1, length // each)
    return [Paragraph(number=str(number), text=_text(chance, words, length // count)) for number in range(1, count + 1)]


def _text(chance: Random, words: list[str], length: int) -> str:
    chosen: list[str] = []
    size = 0
    while size < length:
        chosen.append(chance.choice(words))
        size += len(chosen[-1].encode()) + 1
    return " ".join(chosen)
