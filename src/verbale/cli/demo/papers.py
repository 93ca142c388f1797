"""The invented institutions and texts of the demo."""

from dataclasses import dataclass

from verbale.cli.demo import draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """An institution of the demo."""

    code: str
    name: str
    officer: str


ALDMARK = Role(code="MFA-AL", name="Ministry of Foreign Affairs of Aldmark", officer="Ilse Maren")
BRENNA = Role(code="MFA-BR", name="Ministry of Foreign Affairs of the Republic of Brenna", officer="Tomas Verhey")
CONCORD = Role(code="NC", name="Northern Concord", officer="Ada Lindqvist")
VESTRY = Role(code="MFA-VE", name="Ministry of Foreign Affairs of Vestry", officer="Pieter Oss")
ROLES = (ALDMARK, BRENNA, CONCORD, VESTRY)

PROPOSAL = f"""\
The Ministry of Foreign Affairs of Aldmark presents its compliments and has the honour to lay on the table a draft. \
It proposes to open talks on it once the written answers are in.

{draft.DRAFT}
The Ministry avails itself of this opportunity to renew the assurances of its highest consideration.
"""

BRENNA_REPLY = """\
The Ministry of Foreign Affairs of the Republic of Brenna presents its compliments and has the honour to reply.

1. Brenna is ready to open talks on the draft, and accepts paragraphs 1 and 3 as they stand.

2. On paragraph 2 it will ask for 13,000 personnel and twenty-one days, on paragraph 5 for two visits a year.

3. It does not agree to cameras over its territory.

4. On paragraph 11 it holds a reserve until its parliament has been heard.
"""

CONCORD_REPLY = """\
The Northern Concord has the honour to reply on behalf of its members.

1. The Concord shares the purpose of the draft and will answer every point of it.

2. On paragraph 2 it will ask for 9,000 personnel and forty-two days.

3. Paragraph 10 must stay as it is.
"""

COPY_NOTE = """\
The Ministry of Foreign Affairs of Aldmark sends to Vestry, for its information, the draft that it laid before Brenna \
and the Concord, and would welcome Vestry at the table.
"""

AMENDMENT_NOTE = """\
The Ministry of Foreign Affairs of Vestry has the honour to send, with changes tracked, the draft as it would have it, \
and will propose the same in the talks.
"""
AMENDMENT_REASON = "As the ministries of Vestry have worked it out."
PACKAGE_REASON = "Each of them is given for the others."

TABLE = "exercise,personnel,year\nGrey Heron,11200,2024\nNorth Light,8700,2025\nLong Meadow,14050,2025\n"
