"""The despatch worker as a service: a process, or a command that runs until it is told to end."""

import signal
import threading
from contextlib import closing, suppress
from types import FrameType

from verbale.chancery.despatch.carrier import HTTPCarrier
from verbale.chancery.despatch.options import Options
from verbale.chancery.despatch.wake import Bell
from verbale.chancery.despatch.worker import Worker
from verbale.chancery.keysafe import HouseKeys
from verbale.chancery.lending import Lender
from verbale.chancery.logs import set_up_logs
from verbale.chancery.office import Node


def run_despatch(node: Node, options: Options) -> None:
    """Despatches until the process is told to end by SIGTERM or SIGINT.

    Args:
        node: the chancery, unlocked.
        options: what the operator set.

    Raises:
        Unavailable: as the store says, if not even the first look succeeds.
    """
    set_up_logs()
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    bell = None
    with suppress(OSError):
        bell = Bell(node.home.folder)
        if isinstance(node.office.keys, HouseKeys):
            Lender(node.home, node.office.keys).start()
    with closing(HTTPCarrier(options.dial)) as carrier:
        Worker(node=node, carrier=carrier, options=options).run(stop, bell)
