"""`verbale serve`: pages, endpoint, despatch and clocks, in one command."""

import json
from pathlib import Path

import click

from verbale.cli.situation import Situation
from verbale.cli.verbs import Verb

_PATH = click.Path(path_type=Path)
DEFAULT_BIND = "127.0.0.1:8443"


@click.command(
    "serve",
    cls=Verb,
    short_help="Run the chancery's server.",
    example=[
        "verbale serve",
        "verbale serve --bind 0.0.0.0:443 --tls-cert chain.pem --tls-key key.pem",
    ],
    then=["verbale status", "verbale watch"],
)
@click.option("--bind", default=DEFAULT_BIND, show_default=True, metavar="HOST:PORT", help="where it listens")
@click.option("--tls-cert", type=_PATH, metavar="FILE", help="the certificate with its chain, in PEM")
@click.option("--tls-key", type=_PATH, metavar="FILE", help="its key")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, metavar="N", help="of the web server; more on PostgreSQL"
)
def serve(situation: Situation, *, bind: str, tls_cert: Path | None, tls_key: Path | None, workers: int) -> None:
    """Run the chancery: its pages, the endpoint that takes pouches, the despatch, and the clocks. Ends with Ctrl-C.

    Prints the address of the pages. Off the loopback it speaks TLS and nothing else. Commands on the same home work
    beside it.
    """
    from verbale.chancery.home import open_home
    from verbale.chancery.serving import serve as serve_home

    home = open_home(situation.home)
    serve_home(
        home.folder,
        bind,
        tls_cert,
        tls_key,
        situation.house_passphrase(),
        workers=workers,
        ready=lambda address: _say_address(address, as_json=situation.as_json),
    )


def _say_address(address: str, *, as_json: bool) -> None:
    click.echo(json.dumps({"address": address}) if as_json else f"The pages are at {address}")
