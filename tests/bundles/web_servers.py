"""Real web servers with the settings that come with a release: changed in what IT changes, and nothing else."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

SERVERS = ("nginx", "caddy", "apache2")
_MODULES = Path("/usr/lib/apache2/modules")
_NEEDED = (
    "mpm_event", "authz_core", "authz_host", "authn_core", "auth_basic", "authn_file", "authz_user", "dir", "mime",
    "headers", "rewrite", "alias", "reqtimeout", "deflate", "filter", "unixd",
)  # fmt: skip


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Web:
    """One running server and a way to ask it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Ask for *path* exactly as written; headers by name with ``_`` for ``-``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


def start(program: str, copy: Path, room: Path, extra: Callable[[str], str] = str) -> Web:
    """*program* serving the client's *copy* with its settings, after *extra* changed them; skips where it is not."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin")
    if not found:
        pytest.skip(f"no {program} here: see tools/test_tools.py")
    room.mkdir()
    room.chmod(0o755)
    port = free_port()
    command = {"nginx": _nginx, "caddy": _caddy, "apache2": _apache}[program](found, copy, room, port, extra)
    environment = {**os.environ, "HOME": str(room), "XDG_DATA_HOME": str(room), "XDG_CONFIG_HOME": str(room)}
    process = subprocess.Popen(command, stderr=(room / "said.txt").open("wb"), env=environment)
    for _ in range(200):
        if process.poll() is not None:
            break
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return Web(process, port)
        time.sleep(0.05)
    raise AssertionError((room / "said.txt").read_text())


def _own(copy: Path, name: str, extra: Callable[[str], str]) -> str:
    """A settings file as IT would have it: the folder is theirs."""
    text = (copy / "current" / "deploy" / name).read_text("utf-8")
    return extra(text.replace("/srv/kb/acme/current", str(copy / "current")))


def _nginx(program: str, copy: Path, room: Path, port: int, extra: Callable[[str], str]) -> list[str]:
    site = _own(copy, "nginx.conf", extra).replace("listen 80;", f"listen 127.0.0.1:{port};")
    (room / "kb.conf").write_text(site)
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = " ".join(f"{k}_temp_path {room}/{k};" for k in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (room / "nginx.conf").write_text(
        f"{user} daemon off; worker_processes 1; pid {room}/pid; error_log stderr warn;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary} include {room}/kb.conf; }}\n"
    )
    return [program, "-e", "stderr", "-c", str(room / "nginx.conf")]


def _caddy(program: str, copy: Path, room: Path, port: int, extra: Callable[[str], str]) -> list[str]:
    text = _own(copy, "Caddyfile", extra).replace("http://kb.example", f"http://127.0.0.1:{port}")
    (room / "Caddyfile").write_text(text.replace("{\n", "{\n\tadmin off\n", 1))
    return [program, "run", "--config", str(room / "Caddyfile"), "--adapter", "caddyfile"]


def _apache(program: str, copy: Path, room: Path, port: int, extra: Callable[[str], str]) -> list[str]:
    modules = "\n".join(
        f"LoadModule {name}_module {_MODULES}/mod_{name}.so"
        for name in _NEEDED
        if (_MODULES / f"mod_{name}.so").exists()
    )
    site = _own(copy, "apache.conf", extra).replace("*:80", f"127.0.0.1:{port}")
    (room / "httpd.conf").write_text(
        f'{modules}\nServerRoot "{room}"\nServerName x\nListen 127.0.0.1:{port}\nPidFile "{room}/pid"\n'
        f'Mutex file:{room}\nTypesConfig /dev/null\nErrorLog "{room}/said.txt"\nUser www-data\nGroup www-data\n{site}'
    )
    return [program, "-f", str(room / "httpd.conf"), "-DFOREGROUND"]
