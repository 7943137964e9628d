"""The API as a script outside sees it: TLS with the practice CA and the pin, JSON, TOTP by `custosd totp`."""

import hashlib
import http.client
import json
import ssl
import subprocess
import urllib.parse
import uuid


class Problem(Exception):
    """An answer of 400 or more; `body` is the problem document (RFC 9457)."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body.get('code')}")
        self.status = status
        self.body = body


class Server:
    """A running `custosd demo`, known by its ready file."""

    def __init__(self, custosd, ready_file):
        self.custosd = custosd
        self.ready_file = ready_file
        with open(ready_file, encoding="utf-8") as file:
            self.ready = json.load(file)
        self.address = urllib.parse.urlsplit(self.ready["url"])
        self.tls = ssl.create_default_context(cafile=self.ready["ca"])
        self.tls.minimum_version = ssl.TLSVersion.TLSv1_3

    def account(self, role, practice="harborlane", index=0):
        found = [a for a in self.ready["accounts"] if a["role"] == role and a["practice"] == practice]
        return found[index]

    def totp(self, username):
        """The account's next unused code; waits when that would be more than one step ahead."""
        return subprocess.run([self.custosd, "totp", "--ready", self.ready_file, "--user", username],
                              check=True, capture_output=True, text=True, timeout=120).stdout.strip()

    def call(self, method, path, body=None, token=None, headers=None):
        connection = http.client.HTTPSConnection(self.address.hostname, self.address.port, context=self.tls, timeout=30)
        sent = {"Custos-Activity": "user", **(headers or {})}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        if method in ("POST", "PATCH"):
            sent.setdefault("Idempotency-Key", str(uuid.uuid4()))
        try:
            connection.connect()
            self.check_pin(connection.sock.getpeercert(binary_form=True))
            connection.request(method, path, data, sent)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        parsed = json.loads(text) if text else None
        if answer.status >= 400:
            raise Problem(answer.status, parsed or {})
        return parsed

    def check_pin(self, certificate):
        """SHA-256 of the SubjectPublicKeyInfo (RFC 7469 section 2.4), by OpenSSL's own parser."""
        key = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-pubkey"], input=certificate,
                             check=True, capture_output=True).stdout
        der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=key, check=True,
                             capture_output=True).stdout
        if hashlib.sha256(der).hexdigest() != self.ready["spki_sha256"]:
            raise RuntimeError("not the pinned server")

    def sign_in(self, account):
        challenge = self.call("POST", "/v1/sign-in", {k: account[k] for k in ("practice", "username", "password")})
        return self.call("POST", "/v1/sign-in/totp",
                         {"challenge": challenge["challenge"], "code": self.totp(account["username"])})
