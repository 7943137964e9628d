#!/usr/bin/env python3
"""What a whole day leaves behind: sign-in, search, booking, lock, sign-out, the owner's look at the audit trail, and the
same through the API; then everything that server and client have written, searched for every seeded patient and every
secret, in every spelling. The ready file alone may hold some of them; it is what the demo tells the tests.

usage: test_traces.py CUSTOS CUSTOSD DEMO_VALUES
"""

import datetime
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import memory  # noqa: E402
import traces  # noqa: E402
from demo_server import DemoServer  # noqa: E402
from desk import Desk, wait_for  # noqa: E402
from desk_test import DeskTest  # noqa: E402
from way_in import Schedule, sign_in, start_enrolled  # noqa: E402

CUSTOS, CUSTOSD, DEMO_VALUES = sys.argv[1:4]
SEED = 1
TODAY = datetime.date.today().isoformat()
REGISTERED = {"given": "Quillon", "family": "Tracemark", "birth_date": "1961-07-19", "phone": "(207) 555-0194",
              "email": "quillon.tracemark@example.com", "address": "77 Synthetic Terrace, Exampleton",
              "interpreter": "Invented Esperanto", "access_needs": "Ramp of cardboard"}
REASON, NOTE = "Mock wax impression, left side", "Prefers the invented side entrance"


class WholeDay(DeskTest):
    """The day, in order; each step begins where the one before it ended."""

    @classmethod
    def setUpClass(cls):
        cls.demo = DemoServer(CUSTOSD, SEED, TODAY)
        cls.server = cls.enterClassContext(cls.demo)
        cls.desk = cls.enterClassContext(Desk())
        cls.values = {"token": set(), "share": set()}
        seeded = subprocess.run([DEMO_VALUES, str(SEED), TODAY], capture_output=True, text=True, check=True).stdout
        for line in seeded.splitlines():
            kind, value = line.split("\t")
            cls.values.setdefault(kind, set()).add(value)
        cls.values["password"] = {account["password"] for account in cls.server.ready["accounts"]}
        cls.values["seed of codes"] = {account["totp_seed"] for account in cls.server.ready["accounts"]}

    def known(self):
        """What must stand nowhere; the words of an empty database are its own."""
        everything = set().union(*self.values.values())
        share = pathlib.Path(subprocess.run(["pg_config", "--sharedir"], capture_output=True, text=True,
                                            check=False).stdout.strip() or "/usr/share/postgresql/15")
        return sorted(everything - {value for _, value in traces.search([share], everything)})

    def found(self):
        return traces.search([self.demo.root, self.desk.root], self.known(), [self.server.ready_file])

    def open_client(self, role):
        account = self.server.account(role)
        sign_in(self.client, self.server, account)
        wait_for("the client's own token", lambda: self.values["token"].update(
            memory.bearer_tokens(self.client.process.pid)) or self.values["token"])

    def test_01_the_api_is_given_all_that_it_takes(self):
        signed_in = self.server.sign_in(self.server.account("front_desk", index=1))
        token = signed_in["token"]
        self.values["token"].add(token)
        self.values["share"].add(signed_in["cache_share"])
        self.values["registered"] = {*REGISTERED.values(), "Tracemark, Quillon"}
        self.values["reason given"] = {REASON, NOTE}
        patient = self.server.call("POST", "/v1/patients", REGISTERED, token)
        self.assertTrue(self.server.call("POST", "/v1/patients/search", {"query": "trace", "limit": 5}, token)["items"])
        self.server.call("GET", f"/v1/patients/{patient['id']}", token=token)
        opening = self.server.call("GET", "/v1/openings?minutes=30", token=token)["items"][0]
        visit = self.server.call("POST", "/v1/appointments", {"patient_id": patient["id"], "reason": REASON, **{
            key: opening[key] for key in ("provider_id", "room_id", "start", "end")}}, token)
        self.server.call("PATCH", f"/v1/appointments/{visit['id']}", {"note": NOTE}, token,
                         {"If-Match": f'"{visit["version"]}"'})

    def test_02_the_front_desk_searches_books_and_locks(self):
        type(self).client = start_enrolled(self.desk, CUSTOS, self.server)
        self.open_client("front_desk")
        schedule = Schedule(self.client)
        schedule.later_day()
        wait_for("free time in the window", schedule.free)[0][1].get_action_iface().do_action(0)
        self.client.wait("label", "Book a visit")
        self.client.fill("Patient", "Tracemark")
        wait_for("the patient", lambda: self.client.says("1 found"))
        self.client.key("Return")
        self.client.wait("label", "is held for you", exact=False)
        self.client.key("ctrl+Return")
        wait_for("the booking", lambda: schedule.says("Tracemark, Quillon"))
        wait_for("the copy on this computer", lambda: list(self.desk.home.rglob("*.cache")))
        self.client.key("ctrl+l")
        self.client.wait("push button", "Unlock")

    def test_03_nothing_is_left_while_it_is_locked(self):
        self.assertEqual(self.found(), [])

    def test_04_the_front_desk_leaves_and_the_owner_reads_the_trail(self):
        self.client.fill("Password", self.server.account("front_desk")["password"])
        self.client.key("Return")
        wait_for("the day again", Schedule(self.client).cells)
        self.leave()
        self.open_client("owner")
        self.client.key("alt+2")
        self.client.wait("label", "Audit trail")
        wait_for("entries", lambda: self.client.says("Patient searched") or self.client.says("entries"), 30)
        self.leave()

    def leave(self):
        self.client.key("ctrl+l")
        self.client.wait("push button", "Unlock")
        self.client.press("Sign out")
        self.client.wait("label", "Sign in")

    def test_05_nothing_is_left_when_everybody_has_gone(self):
        self.client.stop()
        self.demo.stop()
        self.assertGreater(len(self.values["token"]), 2, "the client's own tokens were not learned")
        self.assertEqual(self.found(), [])

    def test_06_the_same_search_finds_each_kind_of_value_in_each_spelling(self):
        known = set(self.known())
        data = next(self.demo.root.rglob("pg_wal"))
        places = [data, self.demo.root / "tmp", self.desk.home, self.desk.root / "runtime"]
        planted = set()
        for kind, values in self.values.items():
            value = sorted(values & known)[0]
            for number, spelling in enumerate(sorted(traces.spellings(value))):
                place = places[number % len(places)] / f"planted-{kind.replace(' ', '-')}-{number}"
                place.write_bytes(b"\x01\xfe" * 40 + spelling + b"\xff\x00")
                planted.add(str(place))
        self.assertEqual(planted - {file for file, _ in self.found()}, set())
        self.assertGreater(len(planted), 10 * len(self.values))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[4:], failfast=True, verbosity=2, warnings="ignore")
