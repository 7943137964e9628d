#!/usr/bin/env python3
"""A day of somebody who works by ear and by keys, in a window that has room for one column: choosing a password, a visit
that covers the page, the reasons for a cancellation, the filter of the audit trail, the word that too much was opened.

usage: test_by_ear.py CUSTOS CUSTOSD
"""

import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from demo_server import DemoServer  # noqa: E402
from desk import Desk, wait_for  # noqa: E402
from desk_test import DeskTest  # noqa: E402
from ear import Ear  # noqa: E402
from way_in import Schedule, sign_in, start_enrolled  # noqa: E402

CUSTOS, CUSTOSD = sys.argv[1:3]
ACTION = 3  # its column in the audit trail
WARNING = "You have opened many patients or days in a short time."
NEWCOMER = {"username": "quill.mockridge", "display_name": "Mockridge, Quill", "roles": ["front_desk"]}


class ByEar(DeskTest):
    """Each step begins where the one before it ended."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(DemoServer(CUSTOSD))
        cls.desk = cls.enterClassContext(Desk(size="1024x700"))
        cls.owner = cls.server.account("owner")
        cls.invitation = cls.invite()
        cls.client = start_enrolled(cls.desk, CUSTOS, cls.server)
        cls.ear = Ear(cls.client)
        cls.schedule = Schedule(cls.client)

    @classmethod
    def invite(cls):
        token = cls.server.sign_in(cls.owner)["token"]
        newcomer = cls.server.call("POST", "/v1/users", NEWCOMER, token)["id"]
        return cls.server.call("POST", f"/v1/users/{newcomer}/invitation", None, token)["invitation"]

    def node(self, name, exact=True):
        """Whatever shows under this name."""
        for node in self.client.nodes():
            try:
                text = node.get_name() or ""
                if (text == name if exact else name in text) and self.client.showing(node):
                    return node
            except self.client.gerror():
                continue
        return None

    def has(self, node, state):
        node.clear_cache()
        return node.get_state_set().contains(state)

    def do(self, node, action):
        """An action by its name, as a screen reader offers it."""
        actions = node.get_action_iface()
        names = [actions.get_action_name(index) for index in range(actions.get_n_actions())]
        self.assertIn(action, names)
        actions.do_action(names.index(action))

    def click(self, node):
        """With the mouse, which reaches only what nothing covers."""
        area = node.get_component_iface().get_extents(self.client.atspi.CoordType.SCREEN)
        subprocess.run(["xdotool", "mousemove", str(area.x + area.width // 2), str(area.y + area.height // 2),
                        "click", "1"], check=True)

    def visit(self, state):
        """(what is said of it, the object) of the first visit in this state whose column shows."""
        return next(((said, cell) for said, cell in self.schedule.cells()
                     if f". {state}" in said and not said.startswith("Free.") and self.client.showing(cell)), None)

    def choose_visit(self, *states):
        said, cell = wait_for("a visit", lambda: next(filter(None, map(self.visit, states)), None))
        self.do(cell, "SetFocus")
        wait_for("focus on the visit", lambda: self.has(cell, self.client.atspi.StateType.FOCUSED))
        return said, cell

    def test_01_says_how_hard_a_new_password_is_to_guess(self):
        self.client.press("Use an invitation")
        self.client.fill("Invitation", self.invitation)
        self.client.key("Return")
        self.client.wait("label", "Choose a password")
        field = self.client.wait("password text", "New password")
        for typed, words in [("mira", "Too short."), ("harborlane2026", "Too easy to guess."),
                             ("nine quiet otters hum", "Very hard to guess.")]:
            self.ear.forget()
            self.client.fill("New password", typed)
            wait_for(f'"{words}" to be read', lambda words=words: self.client.find("label", words, exact=False))
            wait_for(f'"{words}" with the field',
                     lambda words=words: (field.clear_cache(), field.get_description().startswith(words))[1])
            wait_for(f'"{words}" to be said', lambda words=words: self.ear.hears(words))
            bar = self.node("Strength of the password")
            self.assertTrue(bar.get_description().startswith(words), bar.get_description())
            self.assertFalse(any(part in said for said in self.ear.heard for part in typed.split()))
        self.client.press("Back")

    def test_02_opens_a_visit_over_the_page_and_comes_back(self):
        sign_in(self.client, self.server, self.owner)
        said, cell = self.choose_visit("Scheduled", "Confirmed")
        patient = said.split(". ")[0]
        self.client.key("Return")
        self.client.wait("push button", "Back")
        given_first = " ".join(reversed(patient.split(", ")))
        self.client.wait("label", given_first)
        self.assertIsNone(self.client.find("table", "Schedule"), "the grid is said to be there, too")
        eye = self.client.wait("check box", "Privacy mode")
        checked = self.client.atspi.StateType.CHECKED
        self.click(eye)
        wait_for("the eye to be on", lambda: self.has(eye, checked))
        wait_for("the mode to be on", lambda: self.client.says("Privacy mode: initials"))
        self.client.wait("label", given_first)  # hidden from who looks, not from who listens
        self.do(eye, "Toggle")
        wait_for("the mode to be off", lambda: not self.client.says("Privacy mode: initials"))
        self.assertFalse(self.has(eye, checked))
        self.client.key("Escape")
        self.client.wait("table", "Schedule")
        wait_for("focus on the same visit", lambda: self.has(cell, self.client.atspi.StateType.FOCUSED))

    def test_03_asks_why_a_visit_is_cancelled_and_takes_a_number(self):
        said, _ = self.choose_visit("Scheduled", "Confirmed")
        patient = said.split(". ")[0]
        self.ear.forget()
        self.client.key("x")
        question = "Cancel this visit? Say why. 1: Patient cancelled. 2: Practice cancelled. 3: Booked by mistake."
        asking = wait_for("the question", lambda: self.node(question, exact=False))
        wait_for("the question to be said", lambda: self.ear.hears(question))
        wait_for("focus on the question", lambda: self.has(asking, self.client.atspi.StateType.FOCUSED))
        self.client.key("Return")  # gives no reason for anybody
        self.assertTrue(self.has(asking, self.client.atspi.StateType.SHOWING))
        self.answer("2", question)
        wait_for("the visit to be cancelled", lambda: self.status_of(patient) == "cancelled")
        wait_for("the grid", lambda: ". Cancelled" in self.said_of(said))
        wait_for("what became of it to be said", lambda: self.ear.hears("Cancelled"))

    def test_04_marks_a_no_show_on_enter_alone(self):
        said, _ = self.choose_visit("Scheduled", "Confirmed")
        self.ear.forget()
        self.client.key("n")
        question = "Mark as no-show? Enter does it, Escape keeps."
        wait_for("the question", lambda: self.ear.hears(question))
        self.answer("Return", question)
        wait_for("the no-show", lambda: ". No-show" in self.said_of(said))

    def answer(self, key, question):
        """Presses the key until it is taken, for the first moment no answer is; and not once more, since Enter in the
        grid opens the visit."""
        wait_for(f"{key} to be taken", lambda: not self.node(question, exact=False) or self.client.key(key))

    def said_of(self, before):
        """What is said now of the visit of which that was said."""
        start = ". ".join(before.split(". ")[:3])
        return next((said for said, _ in self.schedule.cells() if said.startswith(start)), "")

    def status_of(self, patient):
        token = type(self).token = getattr(type(self), "token", None) or self.server.sign_in(self.owner)["token"]
        day = self.server.call("GET", f"/v1/appointments?date={self.today(token)}", token=token)["items"]
        return next(visit["status"] for visit in day if visit["patient"]["display_name"] == patient)

    def today(self, token):
        zone = self.server.call("GET", "/v1/session", token=token)["practice"]["time_zone"]
        return subprocess.run(["date", "+%F"], env={"TZ": zone}, capture_output=True, text=True, check=True).stdout.strip()

    def acts(self):
        """What the rows of the audit trail say was done."""
        try:
            table = self.client.find("table", "Audit entries, newest first")
            rows = table.get_table_iface()
            said = [rows.get_accessible_at(row, ACTION).get_name() for row in range(min(rows.get_n_rows(), 40))]
            return [name for name in said if name]
        except (AttributeError, self.client.gerror()):
            return []

    def newest_acts(self):
        self.client.press("Newest")
        self.client.wait("label", "in the log, filtered")
        return self.acts()

    def test_05_narrows_the_audit_trail_to_one_kind_of_act(self):
        self.do(self.client.wait("check box", "Audit"), "Toggle")
        wait_for("entries of several kinds", lambda: len(set(self.acts())) > 2)
        self.do(wait_for("the group of acts", lambda: self.folded("Schedule")), "Press")
        choice = self.client.wait("radio button", "Change status")
        self.do(choice, "Toggle")
        # An entry is shown once it is sealed, a moment after the act; the newest are read when they are asked for.
        wait_for("the cancellation and the no-show", lambda: self.newest_acts() == ["Change status"] * 2)
        self.assertTrue(self.has(choice, self.client.atspi.StateType.CHECKED))
        self.do(self.client.wait("radio button", "Any action"), "Toggle")
        wait_for("all of them again", lambda: len(set(self.acts())) > 2)

    def warned(self):
        """How often it stands on the screen that opening patients will stop."""
        return sum(WARNING in said for node in self.client.nodes() if self.client.showing(node)
                   and node.get_role() == self.client.atspi.Role.LABEL
                   and node.get_parent().get_role() != self.client.atspi.Role.NOTIFICATION
                   for said in [node.get_name() or ""])

    def test_06_is_told_before_opening_stops_and_not_over_and_over(self):
        self.client.key("alt+1")
        self.client.wait("table", "Schedule")
        self.ear.forget()
        # Counted over all sessions of a person, and in days where it is a schedule: 80 % of 60 are 48.
        for first, last in (("2031-01-01", "2031-01-31"), ("2031-03-01", "2031-03-18")):
            self.server.call("GET", f"/v1/appointments?from={first}&to={last}", token=self.token)
        self.assertEqual(self.warned(), 0)
        self.schedule.later_day()  # which this computer may have opened for its copy
        self.schedule.later_day()
        wait_for("the warning", lambda: self.warned() == 1)
        wait_for("the warning to be said", lambda: self.ear.hears(WARNING))
        dismiss = self.client.wait("push button", "Dismiss")
        self.assertFalse(self.has(dismiss, self.client.atspi.StateType.FOCUSED))
        self.ear.forget()
        self.schedule.later_day()
        self.assertEqual(self.warned(), 1)
        self.client.press("Dismiss")
        wait_for("the warning to go", lambda: self.warned() == 0)
        self.schedule.later_day()
        self.assertEqual(self.warned(), 0)
        self.assertFalse(self.ear.hears(WARNING))

    def folded(self, name):
        for node in self.client.nodes():
            try:
                states = node.get_state_set()
                if node.get_name() == name and states.contains(self.client.atspi.StateType.EXPANDABLE):
                    return node
            except self.client.gerror():
                continue
        return None


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], failfast=True, verbosity=2, warnings="ignore")
