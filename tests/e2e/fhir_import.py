#!/usr/bin/env python3
"""A FHIR export through a running demo and its command line, and what the API then shows of it.

    fhir_import.py CUSTOSD EXPORT

What is expected comes out of the export itself: every patient whom the report does not refuse is found by name, one
of them is booked, and every past day that an encounter began on shows it. Values that are dropped are searched for in
the server's files, beside one that has to be there.
"""

import collections
import datetime
import json
import pathlib
import re
import signal
import subprocess
import sys
import time
import zoneinfo

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import api  # noqa: E402
import demo_server  # noqa: E402
import traces  # noqa: E402

PRACTICE = "harborlane"


class ImportDesk:
    """Where an operator of the demo stands."""

    def __init__(self, demo, server):
        self.demo, self.server = demo, server

    def command(self, export, report):
        return [self.demo.custosd, "import", "fhir", str(export), "--practice", PRACTICE, "--admin-socket",
                self.server.ready["admin_socket"], "--report", str(self.demo.root / report)]

    def import_export(self, export):
        """The report of a run that went to its end."""
        run = subprocess.run(self.command(export, "report.json"), capture_output=True, text=True, timeout=600, check=False)
        assert run.returncode == 0, run.stderr
        parsed = json.loads((self.demo.root / "report.json").read_text())
        for refused in parsed["refused"]:
            assert f"{refused['file']}:{refused['line']}: {refused['reason']}" in run.stdout or "and " in run.stdout
        assert parsed["finished"] and "100 %" in run.stderr
        return parsed


class Export:
    """What a directory holds, as far as the report says that it was taken."""

    def __init__(self, directory, report):
        refused = {(r["file"], r["line"]) for r in report["refused"]}
        self.resources = collections.defaultdict(dict)
        for file in sorted(directory.glob("[A-Z]*.ndjson")):
            for number, line in enumerate(file.read_text().splitlines(), 1):
                if line.strip() and (file.name, number) not in refused:
                    resource = json.loads(line)
                    self.resources[resource["resourceType"]][resource["id"]] = resource

    def names(self):
        for patient in self.resources["Patient"].values():
            names = patient["name"]
            name = next((n for use in ("official", "usual", None) for n in names if n.get("use") == use), names[0])
            yield name["family"], " ".join(name.get("given", []))

    def days(self, zone):
        """How many encounters touch each local day; a long one, or one over midnight, touches more than one."""
        count = collections.Counter()
        for encounter in self.resources["Encounter"].values():
            start, end = (datetime.datetime.fromisoformat(encounter["period"][name].replace("Z", "+00:00")).astimezone(zone)
                          for name in ("start", "end"))
            last = max(start, end - datetime.timedelta(microseconds=1)).date()
            for ahead in range((last - start.date()).days + 1):
                count[start.date() + datetime.timedelta(days=ahead)] += 1
        return count

    def dropped_values(self):
        """What must not stand on disk: numbers of people's own, maiden names, diagnoses."""
        values = set()
        for patient in self.resources["Patient"].values():
            for identifier in patient.get("identifier", []):
                code = identifier.get("type", {}).get("coding", [{}])[0].get("code")
                if code in ("SS", "DL", "PPN"):
                    values.add(identifier["value"])
        for encounter in self.resources["Encounter"].values():
            for reason in encounter.get("reasonCode", []):
                values.update(coding["display"] for coding in reason.get("coding", []))
        return sorted(value for value in values if len(value) >= 9)


class Desk:
    """A person who is signed in."""

    def __init__(self, server, role):
        self.server = server
        self.token = server.sign_in(server.account(role, PRACTICE))["token"]

    def call(self, method, path, body=None):
        while True:
            try:
                return self.server.call(method, path, body, self.token)
            except api.Problem as problem:
                if problem.status != 429:
                    raise
                time.sleep(0.2)

    def providers(self):
        return self.call("GET", "/v1/providers")["items"]

    def find(self, family, given):
        query = f"{family} {given}".strip()
        items = self.call("POST", "/v1/patients/search", {"query": query, "limit": 50})["items"]
        wanted = f"{family}, {given}" if given else family
        return next((item for item in items if item["display_name"] == wanted), None)

    def visits(self, day):
        return self.call("GET", f"/v1/appointments?date={day.isoformat()}")["items"]


def check_report(first, second):
    for kind, counts in first["types"].items():
        again = second["types"][kind]
        assert again["taken"] == 0, (kind, again)
        assert again["merged"] == counts["taken"] + counts["merged"], (kind, counts, again)
        assert again["refused"] == counts["refused"], (kind, counts, again)
    assert first["dropped"] == second["dropped"]


def check_patients(desk, export):
    patients = {}
    for family, given in export.names():
        found = desk.find(family, given)
        assert found, "an imported patient is not found by name"
        patients[found["id"]] = found["display_name"]
    return patients


def check_providers(desk, before):
    """Nobody whom the practice books has gone; the new ones cannot be booked."""
    bookable = [p["id"] for p in desk.providers() if p["bookable"]]
    assert bookable == [p["id"] for p in before if p["bookable"]]
    imported = [p for p in desk.providers() if not p["bookable"]]
    assert imported and all(p["hours"] == [] for p in imported)
    return {p["id"] for p in imported}


def book(desk, patient):
    provider = next(p for p in desk.providers() if p["bookable"])
    opening = desk.call("GET", f"/v1/openings?provider={provider['id']}&minutes=30")["items"][0]
    booked = desk.call("POST", "/v1/appointments", {"patient_id": patient, "reason": "Check up", **{
        key: opening[key] for key in ("provider_id", "room_id", "start", "end")}})
    day = datetime.datetime.fromisoformat(opening["start"].replace("Z", "+00:00")).astimezone(
        zoneinfo.ZoneInfo(provider["time_zone"])).date()
    assert any(v["id"] == booked["id"] and v["patient"]["id"] == patient for v in desk.visits(day))


def refuse_imported_provider(desk, patient, provider):
    try:
        desk.call("POST", "/v1/appointments", {
            "patient_id": patient, "provider_id": provider, "room_id": None,
            "start": "2031-03-04T15:00:00.000000Z", "end": "2031-03-04T15:30:00.000000Z", "reason": "Check up"})
    except api.Problem as problem:
        assert problem.status in (404, 409, 422), problem
    else:
        raise AssertionError("a provider known from past visits alone was booked")


def let_every_day_be_opened(demo):
    """As a practice does that looks through years at once: one person opens few days in ten minutes else."""
    listening = re.findall(r'listening on Unix socket "([^"]+)"', (demo.data / "postgres.log").read_text(encoding="utf-8"))
    subprocess.run(["psql", "-q", "-h", str(pathlib.Path(listening[-1]).parent), "-U", "custos_super", "-d", "custos", "-c",
                    "insert into phi.opening_limit (tenant, patients, days) select id, 10000, 10000 from practice.practice"],
                   check=True, stdout=subprocess.DEVNULL)


def check_days(desk, export, imported):
    """Every day with an encounter, opened: as many past visits as encounters touch it, with reasons, and nothing that is
    open or could be changed."""
    zone = zoneinfo.ZoneInfo(desk.providers()[0]["time_zone"])
    seen = 0
    for day, count in sorted(export.days(zone).items()):
        visits = [v for v in desk.visits(day) if v["provider_id"] in imported]
        assert len(visits) == count, (day, count, len(visits))
        assert all(v["status"] in ("done", "cancelled") and not v["changeable"] and v["reason"] and v["patient"]["display_name"] for v in visits)
        seen += count
    return seen


def check_traces(data, export):
    location = next(iter(export.resources["Location"].values()))
    assert traces.search([data], [location.get("name") or location["description"]]), "the search finds nothing at all"
    values = export.dropped_values()
    values = values[:: max(1, len(values) // 16)]
    hits = traces.search([data], values)
    assert not hits, [file for file, _ in hits]
    return len(values)


def interrupt(operator, export):
    """The command killed in the middle, and stopped by Ctrl+C: neither keeps the next run from its end."""
    for how in (signal.SIGKILL, signal.SIGINT):
        run = subprocess.Popen(operator.command(export, "cut.json"),
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        run.stderr.readline()  # the first batch is through
        run.send_signal(how)
        run.wait(60)
        run.stderr.close()
        assert run.returncode in (-signal.SIGKILL, 130, 0), run.returncode


def main(custosd, directory):
    directory = pathlib.Path(directory)
    demo = demo_server.DemoServer(custosd)
    with demo as server:
        operator, desk = ImportDesk(demo, server), Desk(server, "front_desk")
        before = desk.providers()
        first = operator.import_export(directory)
        interrupt(operator, directory)
        check_report(first, operator.import_export(directory))
        export = Export(directory, first)
        imported = check_providers(desk, before)
        patients = check_patients(desk, export)
        one = sorted(patients)[0]
        book(desk, one)
        refuse_imported_provider(desk, one, sorted(imported)[0])
        let_every_day_be_opened(demo)
        days = check_days(desk, export, imported)
        searched = check_traces(demo.data, export)
        print("taken:", {kind: counts["taken"] for kind, counts in sorted(first["types"].items())})
        print("refused:", len(first["refused"]), "dropped:", sum(first["dropped"].values()))
        print(f"{len(patients)} patients found by name, one booked; {days} visits seen on their days; "
              f"{searched} dropped values are nowhere on disk")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
