"""One desk: a private X server, bus, keyring and home, and real clients on it driven from outside by AT-SPI.

A process can have one desk: the accessibility bus is found by environment variables, which are set when the
desk is entered; so nothing of gi may be imported before.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from kept import put_away


class Timeout(AssertionError):
    pass


def wait_for(what, condition, seconds=20):
    """The first true value of `condition()`; fails with `what` when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise Timeout(f"waited {seconds} s for {what}")


class Desk:
    """Use as a context manager. `keyring`: "unlocked", "locked" or None (no secret service at all)."""

    def __init__(self, keyring="unlocked", size="1440x900"):
        self.keyring = keyring
        self.size = size
        self.processes = []
        self.root = None

    def __enter__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="custos-desk-"))
        for name in ("home", "runtime"):
            (self.root / name).mkdir(mode=0o700)
        try:
            self._set_environment()
            self._start_display()
            self._start_bus()
            if self.keyring:
                self._start_keyring()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in reversed(self.processes):
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        put_away(self.root)

    @property
    def home(self):
        return self.root / "home"

    def _set_environment(self):
        for name in list(os.environ):
            if name.startswith(("DBUS_", "XDG_", "WAYLAND_", "AT_SPI", "GNOME_KEYRING")):
                del os.environ[name]
        os.environ.update({
            "HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.root / "runtime"),
            "XDG_CONFIG_HOME": str(self.home / ".config"), "XDG_DATA_HOME": str(self.home / ".local/share"),
            "XDG_CACHE_HOME": str(self.home / ".cache"), "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_FORCE_STDERR_LOGGING": "1",
            "TMPDIR": str(self.root)})

    def _start(self, command, **options):
        process = subprocess.Popen(command, **options)
        self.processes.append(process)
        return process

    def _start_display(self):
        # -noreset: by itself the server starts anew whenever its last client leaves (the keyring's, say, which looks
        # in before ours), and turns away whoever comes at that moment.
        read, write = os.pipe()
        self._start(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{self.size}x24", "-nolisten", "tcp", "-noreset"],
                    pass_fds=(write,), stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as display:
            os.environ["DISPLAY"] = ":" + display.readline().strip()

    def _start_bus(self):
        options = ["--nofork", "--print-address=1"]
        if self.keyring:
            options.append("--session")
        else:
            options.append("--config-file=" + str(self._bus_without_services()))
        bus = self._start(["dbus-daemon", *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()

    def _bus_without_services(self):
        """A session bus that can start the accessibility bus and nothing else."""
        services = self.root / "services"
        services.mkdir()
        shutil.copy("/usr/share/dbus-1/services/org.a11y.Bus.service", services)
        config = self.root / "bus.conf"
        config.write_text(f"""<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir={self.root}</listen><servicedir>{services}</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>""")
        return config

    def _start_keyring(self):
        # A first daemon makes the keyring; one that is started without its password finds it locked.
        self._run_keyring(unlock=True)
        if self.keyring == "locked":
            first = self.processes.pop()
            first.terminate()
            first.wait(10)
            self._run_keyring(unlock=False)

    def _run_keyring(self, unlock):
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        daemon = self._start(command + (["--unlock"] if unlock else []), stdin=subprocess.PIPE,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if unlock:
            daemon.stdin.write(b"synthetic")
        daemon.stdin.close()
        # Asked of the bus, not of the service: whoever calls a service that is not there yet has the bus start one
        # of its own, which then holds the name with a keyring that nobody has unlocked.
        wait_for("the secret service", lambda: "true" in subprocess.run(
            ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
             "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"], capture_output=True, text=True,
            check=False).stdout)

    def start_client(self, program, *arguments, config=None):
        """A client of its own configuration when `config` names it: two can stand on one desk."""
        environment = dict(os.environ)
        if config:
            environment["XDG_CONFIG_HOME"] = str(self.home / config)
            environment["XDG_DATA_HOME"] = str(self.home / (config + "-data"))
        path = self.root / f"client-{len(self.processes)}.log"
        with open(path, "w", encoding="utf-8") as log:
            process = self._start([program, *arguments], env=environment, stderr=log, stdout=log)
        client = Client(self, process, path)
        try:
            wait_for("the client's window", client.application)
        except Timeout as late:
            raise Timeout(f"{late}; it said: {path.read_text()}") from None
        client.activate()
        return client

    def picture(self, path):
        subprocess.run(["import", "-window", "root", str(path)], check=True)


class Client:
    """A running client, seen and driven as assistive technology does."""

    def __init__(self, desk, process, log):
        self.desk = desk
        self.process = process
        self.log = log
        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi
        self.atspi = Atspi

    def application(self):
        desktop = self.atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            if child and child.get_process_id() == self.process.pid:
                return child
        return None

    def nodes(self, start=None):
        """Every showing object, depth first."""
        try:
            node = start or self.application()
            if node is None:
                return
            node.clear_cache()
            stack = [node]
            while stack:
                node = stack.pop()
                if node is None:
                    continue
                yield node
                count = min(node.get_child_count(), 2000)
                stack.extend(node.get_child_at_index(index) for index in range(count - 1, -1, -1))
        except self.gerror():
            return  # The tree changed under us; whoever waits looks again.

    @staticmethod
    def gerror():
        from gi.repository import GLib
        return GLib.GError

    def showing(self, node):
        return node.get_state_set().contains(self.atspi.StateType.SHOWING)

    def find(self, role, name, exact=True):
        for node in self.nodes():
            try:
                text = node.get_name() or ""
                if node.get_role_name() == role and (text == name if exact else name in text) and self.showing(node):
                    return node
            except self.gerror():
                continue
        return None

    def wait(self, role, name, exact=True, seconds=20):
        return wait_for(f'{role} "{name}"', lambda: self.find(role, name, exact), seconds)

    def names(self):
        """Everything that is said on the screen, for asserting what is not."""
        said = []
        for node in self.nodes():
            try:
                if self.showing(node):
                    said.append(node.get_name() or "")
                    if node.get_text_iface():
                        said.append(self.atspi.Text.get_text(node, 0, -1))
            except self.gerror():
                continue
        return said

    def says(self, text):
        return any(text in said for said in self.names())

    def press(self, name, role="push button"):
        button = self.wait(role, name)
        wait_for(f'"{name}" to be enabled',
                 lambda: button.get_state_set().contains(self.atspi.StateType.ENABLED))
        button.get_action_iface().do_action(0)

    def fill(self, name, text, role=None):
        """Types with real key presses into the field of this name, over what may stand there."""
        field = wait_for(f'field "{name}"', lambda: next(
            (n for r in ([role] if role else ["text", "password text", "entry"]) if (n := self.find(r, name))), None))
        self.activate()
        field.get_component_iface().grab_focus()
        wait_for(f'focus in "{name}"', lambda: (field.clear_cache(), field.get_state_set().contains(
            self.atspi.StateType.FOCUSED))[1])
        self.key("ctrl+a")
        self.type(text)

    def activate(self):
        """Gives the window the keyboard, as a window manager would; there is none on a desk."""
        window = wait_for("a window", lambda: subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid), "--name", "Custos"],
            capture_output=True, text=True, check=False).stdout.split())[0]
        subprocess.run(["xdotool", "windowfocus", "--sync", window], check=True)

    @staticmethod
    def type(text):
        subprocess.run(["xdotool", "type", "--delay", "4", "--", text], check=True)

    @staticmethod
    def key(*keys):
        subprocess.run(["xdotool", "key", "--delay", "20", *keys], check=True)

    def tree(self):
        """For the message of a test that fails."""
        lines = []
        for node in self.nodes():
            try:
                if self.showing(node):
                    lines.append(f"{node.get_role_name()}: {node.get_name()!r}")
            except self.gerror():
                continue
        return "\n".join(lines)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
