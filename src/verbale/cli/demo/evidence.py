"""What the demo proves at the end: a forged pouch changes nothing, every receipt holds alone, every register agrees."""

from itertools import groupby

from verbale.cli.demo.houses import House, StepFailed, expect, together
from verbale.cli.demo.scene import Scene
from verbale.formats.canonical import Json


def refuse_forgery(scene: Scene) -> str:
    """Changes one bit of a pouch."""
    concord, pouch = scene.concord, scene.folder / "changed.pouch"
    scene.aldmark.ask("pouch", "pack", "--for", "NC", "-o", pouch)
    data = bytearray(pouch.read_bytes())
    data[len(data) // 2] ^= 1
    pouch.write_bytes(data)
    before = concord.ask("status")
    try:
        concord.ask("pouch", "open", pouch)
    except StepFailed as refused:
        expect(concord.ask("status") == before, "a refused pouch changed something")
        return str(refused)
    raise StepFailed("a changed pouch was taken")


def prove_receipts(scene: Scene) -> str:
    """Writes a proof of each letter and receipt, and verifies it by itself."""
    ordered = sorted(scene.letters, key=lambda each: each[0].role.code)
    by_house = [(house, [letter for _, letter in some]) for house, some in groupby(ordered, key=lambda each: each[0])]
    scene.receipts = sum(together(_prove, by_house))
    return f"{scene.receipts} receipts of {len(scene.letters)} letters"


def _prove(sent: tuple[House, list[Json]]) -> int:
    house, letters = sent
    proof = house.home.parent / f"{house.role.code}.proof"
    proved = 0
    for letter in letters:
        shown = house.ask("letter", "show", letter["id"])
        digests = {each["digest"] for each in shown["evidence"] if each["stage"] != "signed"}
        expect(digests, f"{letter['number']} has no receipt")
        for digest in (letter["id"], *sorted(digests)):
            proof.unlink(missing_ok=True)
            house.ask("register", "proof", digest, "-o", proof)
            expect(house.ask("verify", proof)["ok"], f"a proof of {letter['number']} does not verify")
        proved += len(digests)
    return proved


def check_registers(scene: Scene) -> str:
    """Checks every register and who cosigned it."""
    houses = list(scene.houses.values())
    verified = together(lambda house: house.ask("register", "verify"), houses)
    for house, each in zip(houses, verified, strict=True):
        expect(each["ok"], f"the register of {house.role.code} does not agree with itself")
        if house is scene.aldmark:
            cosigned = set(each["cosigned_by"])
            expect(cosigned >= {"MFA-BR", "NC"}, f"Aldmark's head is cosigned only by {sorted(cosigned)}")
    return ", ".join(f"{house.role.code} {each['size']}" for house, each in zip(houses, verified, strict=True))
