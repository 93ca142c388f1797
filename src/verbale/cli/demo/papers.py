"""The invented institutions and texts of the demo."""

from dataclasses import dataclass


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

PROPOSAL = """\
The Ministry of Foreign Affairs of Aldmark presents its compliments and has the honour to lay on the table a draft \
Arrangement on Transparency of Armed Forces and Standing Channels.

1. The parties exchange, once a year and by the fifteenth of December, the numbers, places and commanders of their \
land forces above brigade level.

2. A party that plans an exercise of more than [9,000][13,000] personnel notifies the others [forty-two][twenty-one] \
days before it begins.

3. A notification names the area, the period, the purpose and the largest number of troops on any one day.

4. Each party takes up to three evaluation visits a year and gives an answer within five days.

5. A channel between duty desks stands open at all hours. It is tested every week, and both sides keep the record.

6. The channel stays open when other relations are suspended.

7. Nothing in this Arrangement limits the right of a party to choose its own undertakings.

8. This Arrangement is provisional until every party has said in writing that it accepts it.

The Ministry avails itself of this opportunity to renew the assurances of its highest consideration.
"""

BRENNA_REPLY = """\
The Ministry of Foreign Affairs of the Republic of Brenna presents its compliments and has the honour to reply.

1. Brenna accepts paragraphs 1, 3, 5 and 6 as they stand.

2. On paragraph 2 Brenna can accept 13,000 personnel and twenty-one days.

3. On paragraph 4 Brenna proposes two visits a year and an answer within seven days.

4. On paragraph 8 Brenna holds a reserve until its parliament has been heard.
"""

CONCORD_REPLY = """\
The Northern Concord has the honour to reply on behalf of its members.

1. The Concord shares the purpose of the draft and accepts paragraphs 1, 3 and 4.

2. On paragraph 2 it asks for 9,000 personnel and forty-two days, in return for paragraphs 5 and 6 as they stand.

3. Paragraph 7 must stay as it is.
"""

COPY_NOTE = """\
The Ministry of Foreign Affairs of Aldmark sends to Vestry, for its information, the draft that it laid before Brenna \
and the Concord, and will report on their answers.
"""

TABLE = "exercise,personnel,year\nGrey Heron,11200,2024\nNorth Light,8700,2025\nLong Meadow,14050,2025\n"
