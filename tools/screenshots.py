"""Pictures of the pages for the README and the documents, taken from chanceries that really run.

    python -m tools.screenshots [FOLDER]     into docs/pictures, if not said

Everything in them is invented. Needs Chromium (`make system`); the look is nearest to the stylesheet's where the fonts
of the families P052 (fonts-urw-base35) and Noto Naskh Arabic (fonts-noto-core) are.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.served import PASSPHRASE, Chancery, World, wait_until
from tests.browser.visits import open_letter, sign_in
from tools.riverside import negotiate
from tools.system import ROOT

PICTURES = ROOT / "docs" / "pictures"
# One line a paragraph: a page shows lines as they were written.
DRAFT = (
    "1. The Ministry of Foreign Affairs of Aldmark presents its compliments to the Northern Concord and to the "
    "Ministry of Foreign Affairs of the Republic of Brenna, and has the honour to lay a draft Arrangement on the "
    "table.\n\n"
    "2. Answers are hoped for by the end of the month.\n"
)
RESPONSE = (
    "1. The Northern Concord presents its compliments to the Ministry of Foreign Affairs of Aldmark, and has the "
    "honour to reply to the draft laid on the table.\n\n"
    "2. The Concord shares the purpose of the draft. Armies that are counted, visited and announced are less feared "
    "than armies that are guessed at. It can accept Articles 1 and 2 as they stand, subject to the wording of 2.3, on "
    "which it holds a scrutiny reserve until the end of the month.\n\n"
    "3. On Article 3 the Concord proposes that exercises be notified from 9,000 personnel, and that notice be given "
    "forty-two days ahead. It attaches its wording.\n\n"
    "4. Every institution chooses its own arrangements, and the Concord remains open to those who ask to join and can "
    "carry its duties. Draft Article 6.2 would bind it in the choice of its own members. This is not open to "
    "negotiation.\n\n"
    "5. The Concord proposes a fourth round, at a place of Aldmark’s choosing, and avails itself of this opportunity "
    "to renew to the Ministry the assurances of its highest consideration.\n"
)
ARABIC = (
    "1. تهدي وزارة خارجية جمهورية سارن أطيب تحياتها إلى وزارة خارجية ألدمارك، وتتشرف بأن تحيطها علمًا بأنها درست "
    "مشروع الترتيب المعروض في الأول من تشرين الأول/أكتوبر.\n\n"
    "2. تقبل سارن المادة ٥ الخاصة بالقنوات الدائمة، وتحتفظ بموقفها من المادة ٣ إلى حين انتهاء المشاورات في العاصمة "
    "يوم ٣٠ تشرين الثاني/نوفمبر.\n\n"
    "3. وتغتنم الوزارة هذه الفرصة لتعرب مجددًا عن فائق تقديرها.\n"
)
SHORT = "1. The Ministry presents its compliments, and has the honour to inform of the above.\n"
TITLE = "Response to the draft Arrangement on Transparency of Armed Forces and Standing Channels"


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        for picture in (picture_letters, picture_talks):
            with tempfile.TemporaryDirectory() as place:
                world = World(folder=Path(place))
                try:
                    picture(browser, world, folder)
                finally:
                    world.end()
        browser.close()
    for each in sorted(folder.glob("*.png")):
        print(f"{each.stat().st_size // 1024:5} KiB  {each}")
    return 0


def picture_letters(browser: Browser, world: World, folder: Path) -> None:
    """The rooms of letters."""
    take(browser, furnish(world), world, folder)


def picture_talks(browser: Browser, world: World, folder: Path) -> None:
    """The pages of talks."""
    house = world.found("MFA-AL", "Ministry of Foreign Affairs of Aldmark", officer="Ilse Maren")
    concord = world.found("NC", "Northern Concord")
    world.found("MFA-BR", "Ministry of Foreign Affairs of the Republic of Brenna")
    world.found("MFA-SA", "Ministry of Foreign Affairs of Sarn")
    world.meet(*world.chanceries)
    for each in world.chanceries:
        each.serve()
    talks = negotiate(world, concord, house)
    context = browser.new_context(base_url=house.address, viewport={"width": 1280, "height": 860})
    page = context.new_page()
    sign_in(page, house)
    for name, url in {
        "talks": talks.url("table"),
        "talks-point": talks.url(f"points/{talks.points['2.1']}"),
        "talks-compilation": talks.url("compilation"),
        "talks-dossier": talks.url(""),
    }.items():
        page.goto(url)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
    page.emulate_media(color_scheme="dark")
    page.goto(talks.url("table"))
    page.screenshot(path=folder / "talks-dark.png", full_page=True)


def furnish(world: World) -> Chancery:
    """Founds the houses and lets letters go both ways."""
    house = world.found("MFA-AL", "Ministry of Foreign Affairs of Aldmark", officer="Ilse Maren")
    concord = world.found("NC", "Northern Concord")
    brenna = world.found("MFA-BR", "Ministry of Foreign Affairs of the Republic of Brenna")
    sarn = world.found("MFA-SA", "وزارة خارجية جمهورية سارن")
    world.found("MFA-ON", "Ministry of Foreign Affairs of Onsay")
    world.meet(house, concord, brenna, sarn)
    for each in (house, concord, brenna):
        each.serve()
    title = "Draft Arrangement on Transparency and Standing Channels"
    draft = house.send(concord, brenna, subject=title, text=DRAFT, dossier="Transparency and Standing Channels")
    wait_until(lambda: house.stage(draft, "NC") == "opened", "the draft to be opened by the Concord")
    wait_until(lambda: house.stage(draft, "MFA-BR") == "opened", "the draft to be opened in Brenna")
    found = next(each for each in brenna.ask("letter", "list", "--in"))
    brenna.ask("letter", "refuse", found["id"], "--reason", "Articles 6 and 7 concern a third party.")
    reply = next(each["id"] for each in concord.ask("letter", "list", "--in"))
    wording = world.folder / "Articles 2 to 6 with the Concord’s changes.docx"
    wording.write_bytes(bytes(48 * 1024))
    table = world.folder / "Table of notified exercises.csv"
    table.write_text("year,exercises\n" * 900)
    sarn.serve()
    sarn.send(house, subject="ردّ على مشروع ترتيب شفافية القوات المسلحة والقنوات الدائمة", text=ARABIC, language="ar")
    brenna.send(
        house, subject="Full powers of the delegation for the fourth round", text=SHORT, letter_class="notification"
    )
    brenna.send(house, subject="Change of duty officers", text=SHORT, letter_class="notification")
    wait_until(lambda: count(house) == 3, "three letters")
    last = house.ask("letter", "list", "--in")
    house.ask("letter", "acknowledge", next(each["id"] for each in last if each["subject"].startswith("Change")))
    concord.send(
        house,
        subject=TITLE,
        text=RESPONSE,
        attach=[wording, table],
        reply_to=reply,
        language="en",
        letter_class="memorandum",
    )
    wait_until(lambda: count(house) == 4, "the response")
    wait_until(lambda: house.stage(draft, "MFA-BR") == "refused", "the refusal")
    sarn.stop()
    house.send(sarn, subject="Invitation to the fourth round", text=SHORT)
    return house


def count(chancery: Chancery) -> int:
    """How many letters came and were opened."""
    return len([each for each in chancery.ask("letter", "list", "--in") if each["number"]])


def take(browser: Browser, house: Chancery, world: World, folder: Path) -> None:
    """Takes the pictures."""
    context = browser.new_context(base_url=house.address, viewport={"width": 1280, "height": 860})
    page = context.new_page()
    page.goto("/")
    page.screenshot(path=folder / "sign-in.png")
    sign_in(page, house)
    for name, url in (("desk", "/"), ("in", "/in"), ("register", "/register"), ("settings", "/settings")):
        page.goto(url)
        page.screenshot(path=folder / f"{name}.png", full_page=name != "register")
    page.goto("/in")
    page.get_by_role("link", name="ردّ").click()
    page.screenshot(path=folder / "letter-arabic.png", full_page=True)
    open_letter(page, TITLE)
    page.screenshot(path=folder / "letter.png", full_page=True)
    letter = page.url
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=folder / "letter-dark.png", full_page=True)
    page.emulate_media(color_scheme="light")
    accredit(page, world.chanceries[-1])
    page.screenshot(path=folder / "accredit.png", full_page=True)
    narrow = browser.new_context(
        base_url=house.address, viewport={"width": 390, "height": 844}, storage_state=context.storage_state()
    ).new_page()
    narrow.goto(letter)
    narrow.screenshot(path=folder / "letter-narrow.png", full_page=True)


def accredit(page: Page, party: Chancery) -> None:
    """Fills in the words of a party, one of them heard wrong."""
    page.goto("/parties")
    page.get_by_label("Credence file").set_input_files(party.credence)
    page.get_by_role("button", name="Read it").click()
    for place, word in enumerate(party.words, 1):
        page.get_by_label(f"Word {place}", exact=True).fill("zoo" if place == 4 else word)
    page.get_by_label("Heard from, and how").fill("Duty officer Lund, by telephone, known to me")
    page.get_by_label("Passphrase of Ilse Maren’s key").fill(PASSPHRASE)
    page.get_by_role("button", name="Compare and accredit").click()
    page.get_by_role("alert").wait_for()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
