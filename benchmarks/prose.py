"""Text for letters that are measured: words drawn by seed, with the accents that diplomatic prose has."""

from random import Random

from verbale.exchange.letters import Paragraph

_WORDS = (
    "the of and to in that for with communiqué démarche Council Permanent Representative régime corridor transit "
    "obligations Parties exchange notes referred article consultations naïve façade proposal agreed wording bracketed "
    "reservation provisional entry into force competent authorities São Tomé Côte d'Ivoire Türkiye Curaçao honour renew"
).split()
KIB = 1024


def paragraphs(length: int, *, seed: int = 1, each: int = KIB) -> list[Paragraph]:
    """Numbered paragraphs of about so many bytes together."""
    chance = Random(seed)
    count = max(1, length // each)
    return [Paragraph(number=str(number), text=_text(chance, length // count)) for number in range(1, count + 1)]


def _text(chance: Random, length: int) -> str:
    words: list[str] = []
    size = 0
    while size < length:
        words.append(chance.choice(_WORDS))
        size += len(words[-1].encode()) + 1
    return " ".join(words)
