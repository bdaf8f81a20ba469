"""The README's examples: settings that exist, a unit that systemd takes, a proxy in front of which people can talk."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.channels.web.web import Web
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from bot.service.application import Service
from bot.service.settings import known_names
from storage.database import Database
from tests.bot.sending import AT, some_turns
from tests.bot.serving import serving

README = Path(__file__).parents[3] / "README.md"
HOST = "quan.example.cn"
PROGRAM = "/srv/quanzhu/.venv/bin/quanzhu"
UNITS, NGINX = shutil.which("systemd-analyze"), shutil.which("nginx")


def _example(language: str) -> str:
    """The one block of a language."""
    (found,) = re.findall(
        rf"^```{language}\n(.*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    return str(found)


def test_the_settings_are_those_there_are() -> None:
    rows = re.findall(r"^\| ((?:`[A-Z_]+` ?)+)\|", README.read_text(encoding="utf-8"), re.MULTILINE)
    names = [f"QUANZHU_{name}" for row in rows for name in re.findall(r"`([A-Z_]+)`", row)]
    assert sorted(names) == sorted(known_names())


@pytest.mark.skipif(UNITS is None, reason="no systemd on this machine")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    program = tmp_path / "quanzhu"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    unit = _example("ini")
    assert PROGRAM in unit
    (tmp_path / "quanzhu@.service").write_text(unit.replace(PROGRAM, str(program)), encoding="utf-8")
    command = [
        str(UNITS),
        "verify",
        "--man=no",
        "--recursive-errors=no",
        str(tmp_path / "quanzhu@8001.service"),
    ]
    (tmp_path / "quanzhu@8001.service").symlink_to("quanzhu@.service")
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def _certificate(folder: Path) -> None:
    """A certificate that the host gives itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    at = datetime(2020, 1, 1, tzinfo=UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, at, at + timedelta(days=36_500))
    signed = built.sign(key, hashes.SHA256())
    (folder / f"{HOST}.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    kept = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / f"{HOST}.key").write_bytes(kept)


def _configuration(folder: Path, *upstream: str) -> Path:
    """The example on sockets and files of a folder, in front of some addresses."""
    _certificate(folder)
    text = _example("nginx")
    changes = {
        "listen 80;": f"listen unix:{folder}/http.sock;",
        "listen 443 ssl;": f"listen unix:{folder}/https.sock ssl;",
        "/etc/nginx/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
        "127.0.0.1:8001": upstream[0],
        "127.0.0.1:8002": upstream[1],
    }
    for example, own in changes.items():
        assert example in text
        text = text.replace(example, own)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    file.write_text(
        f"daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\n{temporary}{text}}}\n",
        encoding="utf-8",
    )
    return file


@contextmanager
def _proxy(folder: Path, *upstream: str) -> Iterator[httpx.Client]:
    """The example at work, and a client that comes by https."""
    file = _configuration(folder, *upstream)
    tested = subprocess.run([str(NGINX), "-t", "-c", str(file)], capture_output=True, text=True, check=False)
    assert "test is successful" in tested.stderr, tested.stderr
    assert "[warn]" not in tested.stderr
    process = subprocess.Popen([str(NGINX), "-c", str(file)], stderr=subprocess.DEVNULL)
    transport = httpx.HTTPTransport(uds=f"{folder}/https.sock", verify=False)
    try:
        _wait_for(f"{folder}/https.sock", process)
        with httpx.Client(base_url=f"https://{HOST}", transport=transport) as client:
            yield client
    finally:
        process.terminate()
        process.wait()


def _wait_for(path: str, process: subprocess.Popen[bytes]) -> None:
    """Until somebody listens."""
    while True:
        with socket.socket(socket.AF_UNIX) as trying:
            if trying.connect_ex(path) == 0:
                return
        assert process.poll() is None
        time.sleep(0.01)


@pytest.mark.skipif(NGINX is None, reason="no nginx on this machine")
def test_people_talk_through_nginx_to_whichever_process_there_is(store: Database, tmp_path: Path) -> None:
    def a_service() -> Service:
        reception = Reception(some_turns(store), store, Meters(), lambda: AT)
        return Service(reception, store, [Web(reception, store, key="k" * 43, is_secure=True)])

    with serving(a_service().application) as one, _proxy(tmp_path, one[7:], "127.0.0.1:1") as client:
        assert client.get("/").status_code == 200
        headers = {"Origin": f"https://{HOST}"}
        for number in range(4):
            said = {
                "text": "在青岛找外地机构做研发服务，付了30万，能补多少",
                "key": f"one-message-of-many-{number}",
            }
            answer = client.post("/chat/say", json=said, headers=headers)
            assert answer.status_code == 200
            assert "9 万元" in answer.text
        assert len(client.cookies) == 1
        for path in ("/healthz", "/readyz", "/metrics"):
            assert client.get(path).status_code == 404
        assert client.post("/chat/say", content=b"x" * 70_000, headers=headers).status_code == 413
        assert client.get("/nowhere?signature=canary").text == "没有这个地址。\n"
    logged = (tmp_path / "quanzhu.log").read_text(encoding="utf-8")
    assert " GET /nowhere 404 " in logged
    assert "canary" not in logged
