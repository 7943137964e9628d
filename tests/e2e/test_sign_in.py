#!/usr/bin/env python3
"""A newcomer's way through the real client, with the real server, keyring and X server: the enrolment file and its
fingerprint, sign-in with TOTP, the schedule, the lock, the way out. Driven from outside, as assistive technology does.

usage: test_sign_in.py CUSTOS CUSTOSD
"""

import hashlib
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import memory  # noqa: E402
import traces  # noqa: E402
from api import Problem  # noqa: E402
from demo_server import DemoServer  # noqa: E402
from desk import Desk, wait_for  # noqa: E402
from desk_test import DeskTest  # noqa: E402
from way_in import Schedule  # noqa: E402

CUSTOS, CUSTOSD = sys.argv[1:3]


def titles():
    """Of every window on the display."""
    tree = subprocess.run(["xwininfo", "-root", "-tree"], capture_output=True, text=True, check=True).stdout
    return tree


class FirstDay(DeskTest):
    """One day at one desk, in order: each step begins where the one before it ended."""

    @classmethod
    def setUpClass(cls):
        cls.demo = DemoServer(CUSTOSD)
        cls.server = cls.demo.__enter__()
        cls.addClassCleanup(cls.demo.__exit__, None, None, None)
        cls.desk = Desk()
        cls.desk.__enter__()
        cls.addClassCleanup(cls.desk.__exit__, None, None, None)
        cls.account = cls.server.account("front_desk")
        cls.enrolment = cls.server.ready["enrolment_file"]
        cls.client = cls.desk.start_client(CUSTOS, "--enrolment", cls.enrolment)
        token = cls.server.sign_in(cls.server.account("front_desk", index=1))["token"]
        cls.token = token
        day = cls.server.call("GET", f"/v1/appointments?date={cls.today()}", token=token)
        cls.patients = sorted({visit["patient"]["display_name"] for visit in day["items"]})
        assert len(cls.patients) > 10, "the demo's day is empty: nothing would be tested"

    @classmethod
    def today(cls):
        session = cls.server.call("GET", "/v1/session", token=cls.token) if hasattr(cls, "token") else None
        zone = session["practice"]["time_zone"] if session else "UTC"
        return subprocess.run(["date", "+%F"], env={**os.environ, "TZ": zone}, capture_output=True, text=True,
                              check=True).stdout.strip()

    def patients_on_screen(self):
        said = " ".join(self.client.names())
        return [name for name in self.patients if name in said]

    def forgets(self, values):
        """Connections are closed and freed by threads of Qt's: a moment later, but not many."""
        deadline = time.monotonic() + 5
        while (held := memory.holds(self.client.process.pid, values)) and time.monotonic() < deadline:
            time.sleep(0.2)
        self.assertEqual(held, set())

    def enter_code(self):
        self.client.wait("label", "Enter your code")
        self.client.type(self.server.totp(self.account["username"]))

    def test_01_shows_the_hash_of_the_whole_file_and_goes_on_only_when_it_was_compared(self):
        digest = hashlib.sha256(pathlib.Path(self.enrolment).read_bytes()).hexdigest().upper()
        groups = [digest[at:at + 4] for at in range(0, 64, 4)]
        self.client.wait("label", "Set up this computer")
        said = self.client.names()
        for group in groups:
            self.assertTrue(any(group in text for text in said), f"{group} is not shown")
        go_on = self.client.wait("push button", "Continue to sign in")
        self.assertFalse(go_on.get_state_set().contains(self.client.atspi.StateType.ENABLED))
        self.assertFalse(list((self.desk.home / ".config").rglob("*.custos")), "kept before anybody compared it")
        self.client.press("All 16 groups match the paper that came with the file", "check box")
        self.client.press("Continue to sign in")
        self.client.wait("label", "Sign in")

    def test_02_refuses_a_wrong_password_in_words_that_tell_nothing(self):
        self.client.fill("Username", self.account["username"])
        self.client.fill("Password", "not the password")
        self.client.key("Return")
        self.client.wait("label", "Username or password is not right")
        self.assertTrue(self.client.says("attempts left"))

    def test_03_signs_in_with_password_and_code_and_shows_the_day(self):
        self.client.fill("Password", self.account["password"])
        self.client.key("Return")
        self.enter_code()
        wait_for("the day's patients", lambda: len(self.patients_on_screen()) > 5, 30)

    def test_04_shows_another_desks_change_within_three_seconds(self):
        visits = self.server.call("GET", f"/v1/appointments?date={self.today()}", token=self.token)["items"]
        visit = next(v for v in visits if v["status"] == "scheduled")
        changed = self.server.call("PATCH", f"/v1/appointments/{visit['id']}", {"status": "confirmed"}, self.token,
                                   {"If-Match": f'"{visit["version"]}"'})
        began = time.monotonic()
        name = visit["patient"]["display_name"]
        wait_for("the other desk's change", lambda: any(name in said and "Confirmed" in said
                                                        for said in self.client.names()), 5)
        self.assertEqual(changed["status"], "confirmed")
        # Reading the whole screen through the accessibility bus takes longer than the change itself.
        self.assertLess(time.monotonic() - began, 3)

    def test_05_names_nobody_in_a_window_title(self):
        shown = titles()
        self.assertIn("Custos", shown)
        for name in self.patients + [self.account["username"]]:
            self.assertNotIn(name, shown)
            self.assertNotIn(name.split(",")[0], shown)

    def test_06_keeps_the_day_on_disk_only_encrypted(self):
        caches = wait_for("the cache", lambda: list(self.desk.home.rglob("*.cache")), 60)
        self.assertFalse(caches[0].read_bytes().startswith(b"SQLite format 3"))
        secrets = [self.account["password"], self.account["username"]]
        self.assertEqual(traces.search([self.desk.root], self.patients + secrets), [])
        planted = self.desk.root / "planted"
        planted.write_bytes(self.patients[0].encode("utf-16-le"))
        self.assertTrue(traces.search([self.desk.root], self.patients), "the search finds nothing that is there")
        planted.unlink()

    def park_a_booking(self):
        """Of somebody who is nowhere on the screen: what is found of them afterwards comes from the booking."""
        def found(query):
            body = {"query": query, "limit": 20}
            items = self.server.call("POST", "/v1/patients/search", body, self.token)["items"]
            return [patient["display_name"] for patient in items]

        beginnings = {patient[:3] for patient in self.patients if patient[:3].isalpha()}
        namesakes = (name for beginning in sorted(beginnings) for name in found(beginning))
        parked = next(name for name in namesakes if name not in self.patients and found(name) == [name])
        self.client.press("Book")
        self.client.wait("label", "Book a visit")
        self.client.fill("Patient", parked)
        wait_for("the patient", lambda: self.client.says("1 found"))
        self.client.key("Return")
        self.client.wait("push button", "Change the patient")
        self.client.press("Park")
        self.client.wait("push button", f"Take up the booking of {parked}")
        return parked

    def test_07_locks_at_once_and_leaves_no_name_on_the_screen_or_in_memory(self):
        type(self).parked = self.park_a_booking()
        held = memory.holds(self.client.process.pid, [*self.patients, self.parked])
        self.assertIn(self.parked, held, "the search finds nothing that is there")
        self.client.press("Book")
        self.client.wait("label", "Book a visit")
        self.client.key("ctrl+l")
        self.client.wait("push button", "Unlock")
        self.client.wait("label", "1 parked booking is kept")
        self.assertEqual(self.patients_on_screen(), [])
        self.assertIsNone(self.client.find("push button", "Book"))
        self.forgets([*self.patients, self.parked])

    def test_08_stays_locked_for_a_wrong_password(self):
        self.client.fill("Password", "not the password")
        self.client.key("Return")
        wait_for("the refusal", lambda: self.client.says("attempts left") or self.client.says("not right"))
        self.assertEqual(self.patients_on_screen(), [])

    def test_09_unlocks_with_the_password_and_shows_the_day_again(self):
        self.client.fill("Password", self.account["password"])
        self.client.key("Return")
        wait_for("the day's patients", lambda: len(self.patients_on_screen()) > 5, 30)
        self.client.wait("push button", f"Take up the booking of {self.parked}")

    def test_10_asks_for_a_code_where_too_many_days_were_opened_and_goes_on(self):
        here = Schedule(self.client)
        today = [said for said, _ in here.cells()]
        # Counted over all sessions of a person: this one opens what the client's did not.
        token = self.server.sign_in(self.account)["token"]
        with self.assertRaises(Problem) as refused:
            for month in ("01", "03", "05"):
                self.server.call("GET", f"/v1/appointments?from=2031-{month}-01&to=2031-{month}-31", token=token)
        self.assertEqual(refused.exception.body["code"], "opening_blocked")
        # The next day was opened for this computer's copy, and goes on being shown.
        self.client.press("Later day")
        wait_for("the next day", lambda: (now := [said for said, _ in here.cells()]) and now != today, 60)
        next_day = [said for said, _ in here.cells()]
        self.client.press("Later day")
        self.client.wait("label", "Much opened in a short time")
        self.client.type("000000")
        wait_for("the refusal", lambda: self.client.says("That code is not right"))
        self.client.type(self.server.totp(self.account["username"]))
        # What was asked for comes by itself, under the new token, which the stream of events has, too.
        wait_for("the later day", lambda: (now := [said for said, _ in here.cells()]) and now != next_day, 60)
        self.assertIsNone(self.client.find("label", "Much opened in a short time"))
        self.client.press("Today")
        wait_for("the day's patients", lambda: len(self.patients_on_screen()) > 5, 30)
        visits = self.server.call("GET", f"/v1/appointments?date={self.today()}", token=self.token)["items"]
        visit = next(v for v in visits if v["status"] == "scheduled")
        self.server.call("PATCH", f"/v1/appointments/{visit['id']}", {"status": "confirmed"}, self.token,
                         {"If-Match": f'"{visit["version"]}"'})
        name = visit["patient"]["display_name"]
        wait_for("the other desk's change", lambda: any(name in said and "Confirmed" in said
                                                        for said in self.client.names()), 10)

    def test_11_goes_on_by_itself_after_the_server_stood_still(self):
        self.demo.process.send_signal(signal.SIGSTOP)
        try:
            self.client.key("ctrl+Right")
            time.sleep(2)
            self.assertIsNotNone(self.client.application(), "the client stands still with it")
        finally:
            self.demo.process.send_signal(signal.SIGCONT)
        wait_for("the day's patients", lambda: len(self.patients_on_screen()) > 5, 60)

    def test_12_leaves_nothing_after_signing_out(self):
        self.leave()
        self.client.press("Drop and leave")
        self.client.wait("label", "Sign in")
        self.assertEqual(self.patients_on_screen(), [])
        self.assertEqual(list(self.desk.home.rglob("*.cache")), [])
        self.forgets([*self.patients, self.parked, self.account["password"]])
        self.client.fill("Password", self.account["password"])
        self.client.key("Return")
        self.enter_code()
        wait_for("the day's patients", lambda: len(self.patients_on_screen()) > 5, 30)
        self.assertFalse(self.client.says(self.parked), "it came back in another session")
        self.leave()
        self.client.wait("label", "Sign in")

    def leave(self):
        self.client.key("ctrl+l")
        self.client.wait("push button", "Sign out")
        self.client.press("Sign out")

    def test_13_remembers_its_server_at_the_next_start_and_nothing_else(self):
        self.client.stop()
        type(self).client = self.desk.start_client(CUSTOS)
        self.client.wait("label", "Sign in")
        self.assertEqual(self.client.find("label", "Set up this computer"), None)
        secrets = [self.account["password"]] + self.patients
        self.assertEqual(traces.search([self.desk.root], secrets), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], failfast=True, verbosity=2, warnings="ignore")
