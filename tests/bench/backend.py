#!/usr/bin/env python3
"""The backend beside its floors, on one database in one run:

- audited schedule reads (TLS, 16 connections, row-level security, decryption), beside pgbench running the same
  statements as the same session with a durable insert;
- the same in a practice that is a hundred times as old: what a request costs must not grow;
- a search by the beginning of a name among a million encrypted patients, beside a plain range query on names that
  stand in the clear.

usage: backend.py CUSTOSD BENCH_FILL [SECONDS]     CUSTOS_BENCH_VISITS, CUSTOS_BENCH_PATIENTS: other sizes than a million
Needs wrk and pgbench. The server runs with --repeat-window 0, so that every read writes an audit entry of its own. Rates
depend on what else the machine does; processor time a request hardly does, so both are printed.
"""

import base64
import dataclasses
import http.client
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
import api  # noqa: E402

CONNECTIONS = 16
SEARCHES_A_SECOND = 4
PRACTICE = "harborlane"
SOURCES = HERE.parent.parent / "server"
VISITS = int(os.environ.get("CUSTOS_BENCH_VISITS", "1000000"))
PATIENTS = int(os.environ.get("CUSTOS_BENCH_PATIENTS", "1000000"))


@dataclasses.dataclass
class Measured:
    rate: float
    cost: float  # microseconds of processor time a request, client included
    median: float = 0  # milliseconds
    tail: str = ""


def descendants(root):
    children = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # gone meanwhile
        children.setdefault(int(fields[1]), []).append((int(stat.parent.name), sum(map(int, fields[11:15]))))
    found, waiting = [], [root]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child[0])
    return found


class Demo:
    """A demo of the server's, with somebody signed in."""

    def __init__(self, custosd, directory):
        os.chmod(directory, 0o711)
        self.data, ready = f"{directory}/data", f"{directory}/ready.json"
        self.process = subprocess.Popen(
            [custosd, "demo", "--data", self.data, "--seed", "1", "--ready", ready, "--repeat-window", "0",
             "--request-rate", "1000000"], stderr=subprocess.DEVNULL)
        for _ in range(600):
            if os.path.exists(ready) and os.path.getsize(ready):
                break
            if self.process.poll() is not None:
                sys.exit("the server ended before it served")
            time.sleep(0.2)
        self.server = api.Server(custosd, ready)
        with open(f"{self.data}/pg/postmaster.pid", encoding="utf-8") as file:
            self.sockets = file.read().splitlines()[4]
        session = self.server.sign_in(self.server.account("owner", PRACTICE))
        self.token = session["token"]
        self.day = subprocess.run(["date", "+%F"], env={"TZ": session["practice"]["time_zone"]}, check=True,
                                  capture_output=True, text=True).stdout.strip()

    def stop(self):
        self.process.terminate()
        self.process.wait(60)

    def processor_seconds(self):
        """Of every process of the server and its database, and of the clients that have ended."""
        own = resource.getrusage(resource.RUSAGE_CHILDREN)
        return own.ru_utime + own.ru_stime + sum(ticks for _, ticks in descendants(os.getpid())) / os.sysconf("SC_CLK_TCK")

    def entries(self):
        """How many entries the practice's log has sealed; the first take a second to be."""
        for _ in range(50):
            try:
                answer = self.server.call("GET", "/v1/audit/checkpoint", token=self.token)
                return int(answer["checkpoint"].splitlines()[1])
            except api.Problem as problem:
                if problem.status != 404:
                    raise
                time.sleep(0.2)
        sys.exit("nothing was sealed")

    def wrk(self, path, connections, seconds):
        command = ["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s", "--latency", "-H",
                   f"Authorization: Bearer {self.token}"]
        began = self.processor_seconds()
        output = subprocess.run([*command, self.server.ready["url"] + path], check=True, capture_output=True,
                                text=True).stdout
        if "Non-2xx" in output:
            sys.exit("some requests were refused:\n" + output)
        requests = int(re.search(r"(\d+) requests in", output).group(1))
        number, unit = re.search(r"50%\s+([\d.]+)(\w+)", output).groups()
        return Measured(rate=float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)),
                        cost=1e6 * (self.processor_seconds() - began) / requests,
                        median=float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit],
                        tail=re.search(r"99%\s+(\S+)", output).group(1))

    def pgbench(self, script, connections, seconds, user, password=""):
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
            file.write(script)
            file.flush()
            began = self.processor_seconds()
            run = subprocess.run(
                ["/usr/lib/postgresql/15/bin/pgbench", "-n", "-M", "prepared", "-c", str(connections), "-j",
                 str(min(2, connections)), "-T", str(seconds), "-f", file.name, "-h", self.sockets, "-U", user, "custos"],
                check=False, capture_output=True, text=True, env=dict(os.environ, PGPASSWORD=password))
        if run.returncode:
            sys.exit("pgbench failed: " + run.stderr)
        done = int(re.search(r"actually processed: (\d+)", run.stdout).group(1))
        return Measured(rate=float(re.search(r"tps = ([\d.]+)", run.stdout).group(1)),
                        cost=1e6 * (self.processor_seconds() - began) / done,
                        median=float(re.search(r"latency average = ([\d.]+) ms", run.stdout).group(1)))

    def password_of(self, role):
        with open(f"{self.data}/keys/database-roles", encoding="utf-8") as file:
            return next(line.split()[1] for line in file if line.startswith(role + " "))

    def superuser(self, sql):
        subprocess.run(["psql", "-X", "-q", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1", "-h", self.sockets, "-U", "custos_super", "-c", sql,
                        "custos"], check=True)

    def fill(self, program, what, count):
        subprocess.run([program, self.data, self.sockets, PRACTICE, what, str(count)], check=True)
        # a connection weighs new plans against those it made when the practice was young; none is that old in life
        self.superuser("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'custos_api'")
        for _ in range(20):
            try:
                self.server.call("GET", f"/v1/appointments?date={self.day}", token=self.token)
            except api.Problem:
                time.sleep(0.2)


def statement(name, *values):
    sql = (SOURCES / f"db/queries/{name}.sql").read_text(encoding="utf-8")
    sql = re.sub(r"--.*", "", sql).strip().rstrip(";")
    for number, value in reversed(list(enumerate(values, 1))):
        sql = sql.replace(f"${number}", value)
    return sql + ";\n"


def measure_read(demo, seconds):
    path = f"/v1/appointments?date={demo.day}"
    demo.wrk(path, CONNECTIONS, 2)
    before = demo.entries()
    ours = demo.wrk(path, CONNECTIONS, seconds)
    time.sleep(3)
    if demo.entries() - before < ours.rate * seconds * 0.95:
        sys.exit("not every read has an entry in the log")
    return ours


def measure_read_floor(demo, seconds):
    token = base64.urlsafe_b64decode(demo.token + "=" * (-len(demo.token) % 4)).hex()
    days = (f"'{demo.day}'", f"'{demo.day}'", "now()")
    script = "begin;\n" + statement("enter", f"decode('{token}', 'hex')")
    script += "".join(statement(name, *days) for name in ("schedule_day", "schedule_holds"))
    # as long as a read's entry of a day with forty visits; it is no entry, and the sequencer will say so
    script += "select audit.append(decode(repeat('00', 1500), 'hex'), decode(repeat('00', 32), 'hex'));\ncommit;\n"
    return demo.pgbench(script, CONNECTIONS, seconds, "custos_api", demo.password_of("custos_api"))


def report_read(ours, floor, visits):
    print(f"  with {visits:9,} visits   pgbench, same statements and a durable insert  {floor.rate:7.0f} /s "
          f"{floor.cost:7.0f} us of processor time   (floor)")
    print(f"  {'':23}   Custos over TLS, decrypted and audited         {ours.rate:7.0f} /s {ours.cost:7.0f} us"
          f"   {ours.rate / floor.rate:.2f} of the floor's rate, {floor.cost / ours.cost:.2f} by processor time; "
          f"99 % within {ours.tail}", flush=True)


def names(kind):
    listed = (SOURCES / "demo/names.cpp").read_text(encoding="utf-8")
    return re.findall(r'"([A-Z][a-z]+)"', listed.partition(f"std::array {kind}{{")[2].partition(";")[0])


def asked_for():
    """Twenty searches as they are typed: beginnings of three to six letters, every fourth with a second name's."""
    family, given = names("families"), names("given")
    typed = [family[i % len(family)][: 3 + i % 4] for i in range(20)]
    return [f"{word} {given[i % len(given)][:3]}" if i % 4 == 3 else word for i, word in enumerate(typed)]


def measure_search(demo, seconds):
    """On one kept connection, slowly enough for the limit that searches have."""
    connection = http.client.HTTPSConnection(demo.server.address.hostname, demo.server.address.port,
                                             context=demo.server.tls, timeout=30)
    headers = {"Content-Type": "application/json", "Custos-Activity": "user", "Authorization": f"Bearer {demo.token}"}
    took = []
    for turn in range(10 + seconds * SEARCHES_A_SECOND):
        if turn == 10:  # the first ones prepare the statements
            took = []
        query = {"query": asked_for()[turn % 20], "limit": 20}
        start = time.perf_counter()
        connection.request("POST", "/v1/patients/search", json.dumps(query), {**headers, "Idempotency-Key": str(uuid.uuid4())})
        answer = connection.getresponse()
        text = answer.read()
        took.append(1000 * (time.perf_counter() - start))
        if answer.status != 200:
            sys.exit(f"a search was refused: {text.decode()}")
        time.sleep(max(0.0, 1 / SEARCHES_A_SECOND - took[-1] / 1000))
    connection.close()
    took.sort()
    return Measured(rate=SEARCHES_A_SECOND, cost=0, median=took[len(took) // 2],
                    tail=f"{took[len(took) * 99 // 100]:.2f}ms")


def measure_search_floor(demo, seconds):
    """The same beginnings on names in the clear, with an index on them, as anybody's database would have them."""
    stems = ", ".join(f"'{name.lower()}'" for name in names("families"))
    demo.superuser(f"""
        create schema bench;
        create unlogged table bench.plain as
            select gen_random_uuid() as id, (array[{stems}])[1 + i % {len(names('families'))}] || i as family,
                   'given' || i as given, date '1950-01-01' + i % 20000 as born, '555-' || i as phone
            from generate_series(1, {PATIENTS}) i;
        create index on bench.plain (family collate "C");
        analyze bench.plain""")
    words = ", ".join(f"'{word.split()[0].lower()}'" for word in asked_for())
    script = (f"\\set n random(1, {len(asked_for())})\n"
              "select id, family, given, born, phone from bench.plain "
              f"where family collate \"C\" >= (array[{words}])[:n] and family collate \"C\" < (array[{words}])[:n] || '~' "
              "order by family collate \"C\" limit 100;\n")
    return demo.pgbench(script, 1, seconds, "custos_super")


def main():
    custosd, fill = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 8
    with tempfile.TemporaryDirectory() as directory:
        demo = Demo(custosd, directory)
        try:
            costs = []
            print(f"schedule read of one day, {CONNECTIONS} connections, {seconds} s each:", flush=True)
            for visits in (VISITS // 100, VISITS):
                demo.fill(fill, "visits", visits)
                ours = measure_read(demo, seconds)
                report_read(ours, measure_read_floor(demo, seconds), visits)
                costs.append(ours.cost)
            print(f"  a request in the older practice costs {costs[1] / costs[0]:.2f} of what it costs in the younger one",
                  flush=True)
            demo.fill(fill, "patients", PATIENTS)
            ours, floor = measure_search(demo, seconds), measure_search_floor(demo, seconds)
        finally:
            demo.stop()
    print(f"search among {PATIENTS:,} patients, one connection:")
    print(f"  plain range query on names in the clear            {floor.median:6.2f} ms   (floor)")
    print(f"  Custos: blind index, row-level security, decrypted, audited {ours.median:6.2f} ms   "
          f"{ours.median / floor.median:.1f} x the floor; 99 % within {ours.tail}")


if __name__ == "__main__":
    main()
