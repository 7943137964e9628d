#!/usr/bin/env python3
"""Two real clients at two desks of one practice: what one of them books appears at the other within a second.

Measured from the key press that books at the one to the card that is said and painted at the other, by one clock; so
the booking itself, the commit, the event and the second read are all in it. A loaded machine may spoil single
rounds, so the promise is kept when the median of the rounds keeps it; rounds are added while it does not.

usage: test_two_clients.py CUSTOS CUSTOSD
"""

import pathlib
import statistics
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from demo_server import DemoServer  # noqa: E402
from desk import Desk, wait_for  # noqa: E402
from desk_test import DeskTest  # noqa: E402
from second_desk import SecondDesk  # noqa: E402
from way_in import Schedule, sign_in, start_enrolled  # noqa: E402

CUSTOS, CUSTOSD = sys.argv[1:3]
PROMISED_SECONDS = 1.0
FEWEST_ROUNDS, MOST_ROUNDS = 5, 15


class TwoDesks(DeskTest):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(DemoServer(CUSTOSD))
        cls.other = cls.enterClassContext(SecondDesk(CUSTOS, cls.server, index=1))
        cls.desk = cls.enterClassContext(Desk())
        cls.client = start_enrolled(cls.desk, CUSTOS, cls.server)
        sign_in(cls.client, cls.server, cls.server.account("front_desk"))
        cls.schedule = Schedule(cls.client)
        cls.schedule.later_day()
        cls.patients = cls.unbooked_patients()

    @classmethod
    def unbooked_patients(cls):
        """People who have no visit on the day that the two desks look at, by names that nobody else's contain."""
        token = cls.server.sign_in(cls.server.account("front_desk", index=2))["token"]
        found = set()
        for beginning in ("mar", "ann", "tes", "joh"):
            items = cls.server.call("POST", "/v1/patients/search", {"query": beginning, "limit": 50}, token)["items"]
            found |= {item["display_name"] for item in items}
        wait_for("the next day", cls.schedule.free)
        booked = " ".join(said for said, _ in cls.schedule.cells())
        names = sorted(name for name in found if name not in booked)
        assert len(names) >= MOST_ROUNDS, "too few patients to book"
        return iter(names)

    def prepare(self, name):
        """A draft that lacks nothing but the last key press."""
        free = wait_for("free time in the window", self.schedule.free)
        free[0][1].get_action_iface().do_action(0)
        self.client.wait("label", "Book a visit")
        self.client.fill("Patient", name)
        wait_for("the patient", lambda: self.client.says("1 found"))
        self.client.key("Return")
        self.client.wait("label", "is held for you", exact=False)

    def book(self, name):
        self.prepare(name)
        self.other.look_out_for(name)
        began = time.monotonic()
        self.client.key("ctrl+Return")
        said, painted = self.other.sighting()
        wait_for("the booking here", lambda: self.schedule.says(name))
        return said - began, painted - began

    def test_a_booking_in_one_appears_in_the_other_within_a_second(self):
        rounds = []
        while len(rounds) < MOST_ROUNDS:
            rounds.append(self.book(next(self.patients)))
            if len(rounds) >= FEWEST_ROUNDS and self.medians(rounds)[1] <= PROMISED_SECONDS:
                break
        said, painted = self.medians(rounds)
        print(f"key press to the other desk, median of {len(rounds)}: said {said * 1000:.0f} ms, "
              f"seen painted {painted * 1000:.0f} ms")
        self.assertLessEqual(painted, PROMISED_SECONDS, rounds)

    @staticmethod
    def medians(rounds):
        return [statistics.median(column) for column in zip(*rounds)]


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], failfast=True, verbosity=2, warnings="ignore")
