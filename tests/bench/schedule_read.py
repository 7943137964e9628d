#!/usr/bin/env python3
"""Audited schedule reads per second (TLS, 16 connections, row-level security, decryption), beside pgbench running the
same statements with a durable insert, on the same database in the same run.

usage: schedule_read.py CUSTOSD [SECONDS]
Needs wrk and pgbench. The server runs with --repeat-window 0, so every read writes an audit entry of its own.
"""

import base64
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
import api  # noqa: E402

CONNECTIONS = 16
QUERIES = HERE.parent.parent / "server/db/queries"


def wait_for(path, process):
    for _ in range(600):
        if os.path.exists(path) and os.path.getsize(path):
            return
        if process.poll() is not None:
            sys.exit("the server ended before it served")
        time.sleep(0.2)
    sys.exit("the server did not come up")


def entries(server, token):
    """How many entries the practice's log has sealed; the first take a second to be."""
    for _ in range(50):
        try:
            answer = server.call("GET", "/v1/audit/checkpoint", token=token)
            return int(answer["checkpoint"].splitlines()[1])
        except api.Problem as problem:
            if problem.status != 404:
                raise
            time.sleep(0.2)
    sys.exit("nothing was sealed")


def measure_server(server, token, day, seconds):
    before = entries(server, token)
    output = subprocess.run(
        ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-H", f"Authorization: Bearer {token}",
         f"{server.ready['url']}/v1/appointments?date={day}"], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output:
        sys.exit("some reads were refused:\n" + output)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
    tail = re.search(r"99%\s+(\S+)", output).group(1)
    time.sleep(3)
    return rate, tail, (entries(server, token) - before) / seconds


def statement(name, *values):
    sql = (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
    sql = re.sub(r"--.*", "", sql).strip().rstrip(";")
    for number, value in reversed(list(enumerate(values, 1))):
        sql = sql.replace(f"${number}", value)
    return sql + ";\n"


def bytes_of(token):
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))


def measure_floor(data, token, day, seconds, sockets):
    role, password = next(line.split() for line in open(f"{data}/keys/database-roles", encoding="utf-8")
                          if line.startswith("custos_api "))
    days = (f"'{day}'", f"'{day}'", "now()")
    script = "begin;\n" + statement("enter", f"decode('{bytes_of(token).hex()}', 'hex')")
    script += "".join(statement(name, *days) for name in ("schedule_day", "schedule_holds"))
    # as long as a read's entry of a day with forty visits; it is no entry, and the sequencer will say so
    script += "select audit.append(decode(repeat('00', 1500), 'hex'), decode(repeat('00', 32), 'hex'));\ncommit;\n"
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        output = subprocess.run(
            ["/usr/lib/postgresql/15/bin/pgbench", "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "2", "-T",
             str(seconds), "-f", file.name, "-h", sockets, "-U", role, "custos"], check=False, capture_output=True,
            text=True, env=dict(os.environ, PGPASSWORD=password))
    if output.returncode:
        sys.exit("pgbench failed: " + output.stderr)
    return float(re.search(r"tps = ([\d.]+)", output.stdout).group(1))


def socket_directory(data):
    with open(f"{data}/pg/postmaster.pid", encoding="utf-8") as file:
        return file.read().splitlines()[4]


def main():
    custosd, seconds = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 8
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o711)
        data, ready = f"{directory}/data", f"{directory}/ready.json"
        process = subprocess.Popen([custosd, "demo", "--data", data, "--seed", "1", "--ready", ready,
                                    "--repeat-window", "0", "--request-rate", "1000000"], stderr=subprocess.DEVNULL)
        try:
            wait_for(ready, process)
            server = api.Server(custosd, ready)
            session = server.sign_in(server.account("owner"))
            token = session["token"]
            zone = session["practice"]["time_zone"]
            day = subprocess.run(["date", "+%F"], env={"TZ": zone}, check=True, capture_output=True, text=True).stdout.strip()
            visits = len(server.call("GET", f"/v1/appointments?date={day}", token=token)["items"])
            rate, tail, audited = measure_server(server, token, day, seconds)
            floor = measure_floor(data, token, day, seconds, socket_directory(data))
        finally:
            process.terminate()
            process.wait(60)
    print(f"schedule read of a day with {visits} visits, {CONNECTIONS} connections, {seconds} s each:")
    print(f"  pgbench, same statements and a durable insert  {floor:8.0f} /s   (floor)")
    print(f"  Custos over TLS, decrypted and audited         {rate:8.0f} /s   {rate / floor:.2f} of the floor, "
          f"99 % within {tail}")
    print(f"  audit entries sealed meanwhile                 {audited:8.0f} /s")


if __name__ == "__main__":
    main()
