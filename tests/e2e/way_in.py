"""The short way to a signed-in client, for tests that begin there. (test_sign_in.py looks at each step of it.)"""

import hashlib
import pathlib

from desk import wait_for


def start_enrolled(desk, custos, server):
    """A client whose computer is enrolled by a fingerprint that somebody vouches for."""
    enrolment = server.ready["enrolment_file"]
    fingerprint = hashlib.sha256(pathlib.Path(enrolment).read_bytes()).hexdigest()
    return desk.start_client(custos, "--enrolment", enrolment, "--fingerprint", fingerprint)


def sign_in(client, server, account):
    """With real key presses; returns when the schedule of the day is there."""
    client.wait("label", "Sign in")
    client.fill("Username", account["username"])
    client.fill("Password", account["password"])
    client.key("Return")
    client.wait("label", "Enter your code", seconds=30)
    client.type(server.totp(account["username"]))
    wait_for("the day", lambda: Schedule(client).cells(), 30)


class Schedule:
    """The grid of the day as a screen reader finds it: one table, whose cells are visits, blocks and free time."""

    def __init__(self, client):
        self.client = client
        self.table = None

    def cells(self):
        """[(what is said of it, the object)]; empty while there is no grid."""
        try:
            if self.table is None:
                self.table = self.client.find("table", "Schedule")
            if self.table is None:
                return []
            self.table.clear_cache()
            children = (self.table.get_child_at_index(i) for i in range(self.table.get_child_count()))
            return [(child.get_name() or "", child) for child in children if child]
        except self.client.gerror():
            self.table = None  # taken down with its workspace: look for the next one
            return []

    def later_day(self):
        """Goes to the next day; returns when it is there."""
        before = [said for said, _ in self.cells()]
        self.client.press("Later day")
        wait_for("the later day", lambda: (now := [said for said, _ in self.cells()]) and now != before)

    def says(self, name):
        return next((cell for said, cell in self.cells() if name in said), None)

    def free(self):
        """The free cells that stand whole in the window, column by column, each from its earliest."""
        cells = self.cells()
        if not cells:
            return []
        try:
            bottom = sum(self._area(self.table)[1::2])
            return [(said, cell) for said, cell in cells
                    if said.startswith("Free.") and sum(self._area(cell)[1::2]) <= bottom]
        except (AttributeError, self.client.gerror()):
            return []  # what was free a moment ago is not there any more

    def box(self, cell):
        """Where it stands on the screen, as ImageMagick writes it."""
        x, y, width, height = self._area(cell)
        return f"{width}x{height}+{x}+{y}"

    def _area(self, node):
        area = node.get_component_iface().get_extents(self.client.atspi.CoordType.SCREEN)
        return area.x, area.y, area.width, area.height
