from django.test import Client

from tests.trialhouse import House


def test_look(house: House, page: Client) -> None:
    nc = house.meet("NC", "Northern Concord")
    nc.send(
        house,
        subject="Response to the draft",
        text=["One.", "Two."],
        attachments=[("a.pdf", "application/pdf", b"x" * 3000)],
    )
    house.carry(nc)
    for url in ("/", "/in", "/out", "/parties", "/register", "/settings", "/search?q=draft", "/keys"):
        answer = page.get(url)
        assert answer.status_code == 200, (url, answer.content.decode()[:2000])
        print(url, len(answer.content))
