"""Another computer of the same practice: a desk, with its own X server, bus, keyring and client, in a process of its
own, because a process can have only one."""

import multiprocessing
import subprocess
import sys
import time
import traceback

from api import Server
from desk import Desk
from way_in import Schedule, sign_in, start_enrolled


class SecondDesk:
    """Use as a context manager; somebody of the front desk is signed in there and looks at the next day."""

    def __init__(self, custos, server, index):
        self.orders, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(theirs, custos, server.custosd, server.ready_file, index), daemon=True)

    def __enter__(self):
        self.process.start()
        self._answer(180)
        return self

    def __exit__(self, *_):
        if self.process.is_alive():
            self.orders.send(None)
        self.process.join(30)

    def look_out_for(self, name):
        """Returns once the desk has looked at its grid and not found `name`; it goes on looking."""
        self.orders.send(name)
        self._answer(60)

    def sighting(self, seconds=20):
        """(when `name` was said on the grid, when its card was painted), in seconds of CLOCK_MONOTONIC."""
        return self._answer(seconds)

    def _answer(self, seconds):
        if not self.orders.poll(seconds):
            raise AssertionError(f"the second desk said nothing for {seconds} s")
        answer = self.orders.recv()
        if isinstance(answer, str):
            raise AssertionError("at the second desk: " + answer)
        return answer


def _serve(orders, custos, custosd, ready_file, index):
    try:
        server = Server(custosd, ready_file)
        with Desk() as desk:
            client = start_enrolled(desk, custos, server)
            sign_in(client, server, server.account("front_desk", index=index))
            schedule = Schedule(client)
            schedule.later_day()
            orders.send(())
            for name in iter(orders.recv, None):
                _watch(orders, schedule, name)
    except (EOFError, KeyboardInterrupt):
        sys.exit(1)
    except BaseException:
        orders.send(traceback.format_exc())
        raise


def _watch(orders, schedule, name):
    assert schedule.cells() and not schedule.says(name), f"{name} stands on the second desk's day already"
    orders.send(())
    while not (cell := schedule.says(name)):
        pass
    said = time.monotonic()
    box = schedule.box(cell)
    while _colours(box) < 12:  # Free time has the ground, its lines and little else; text is many shades.
        pass
    orders.send((said, time.monotonic()))


def _colours(box):
    grab = subprocess.run(["import", "-window", "root", "-crop", box, "png:-"], capture_output=True, check=True).stdout
    return int(subprocess.run(["identify", "-format", "%k", "png:-"], input=grab, capture_output=True,
                              check=True).stdout)
