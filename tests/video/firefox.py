"""A real Firefox that behaves as at a reader's desk, driven by its own Marionette protocol over a socket.

Drivers switch Firefox into recommended preferences, one of which lets ``file://`` pages read each other: tests pass
that fail for people. Here they are off, and :meth:`Firefox.strict` proves it. Every request of a page is written down
where Firefox makes it; a proxy that is not there keeps all of them, and Firefox's own, on this machine.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFERENCES: dict[str, object] = {
    "remote.prefs.recommended": False,
    "security.fileuri.strict_origin_policy": True,
    "marionette.port": 0,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "media.volume_scale": "0.0",
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1, localhost",
    # Firefox's own errands
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.region.network.url": "",
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "dom.push.serverURL": "",
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.server": "data:,",
    "toolkit.telemetry.unified": False,
    "intl.accept_languages": "ru",
}
_LISTEN = """
const asked = { observe(subject) {
  const request = subject.QueryInterface(Ci.nsIHttpChannel);
  if (!request.loadInfo.browsingContextID) return; // Firefox's own
  const known = Services.prefs.getStringPref("kbgen.asked", "");
  Services.prefs.setStringPref("kbgen.asked", known + request.URI.spec + "\\n");
} };
Services.obs.addObserver(asked, "http-on-modify-request");
"""


class Firefox:
    """A headless Firefox with a profile of its own in *folder*."""

    def __init__(self, program: str, folder: Path) -> None:
        profile = folder / "profile"
        profile.mkdir(parents=True)
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        argv = [
            program,
            "--headless",
            "--marionette",
            "--remote-allow-system-access",
            "--no-remote",
            "--width",
            "1280",
            "--height",
            "900",
        ]
        environment = {**os.environ, "HOME": str(folder), "MOZ_HEADLESS": "1", "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1"}
        self._process = subprocess.Popen(
            [*argv, "--profile", str(profile), "about:blank"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._number = 0
        try:
            self._socket = self._connected(profile / "MarionetteActivePort")
            self._received()  # it greets first
            self.say("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": False}}})
            self._privileged(_LISTEN)
        except BaseException:
            self.close()
            raise

    def say(self, command: str, values: dict[str, Any] | None = None) -> Any:
        """Give *command* and wait for its result."""
        self._number += 1
        content = json.dumps([0, self._number, command, values or {}]).encode()
        self._socket.sendall(b"%d:%s" % (len(content), content))
        _, _, failed, result = self._received()
        assert failed is None, failed
        return result.get("value") if isinstance(result, dict) and set(result) == {"value"} else result

    def go(self, address: str) -> None:
        """Open *address*."""
        self.say("WebDriver:Navigate", {"url": address})

    def run(self, script: str, *values: object) -> Any:
        """What *script* (the body of a function) returns."""
        return self.say("WebDriver:ExecuteScript", {"script": script, "args": list(values), "newSandbox": False})

    def wait(self, condition: str, seconds: float = 20) -> Any:
        """Wait until the expression *condition* holds, and give its value."""
        end = time.monotonic() + seconds
        while not (value := self.run(f"return {condition}")):
            assert time.monotonic() < end, f"in vain: {condition}"
            time.sleep(0.1)
        return value

    def click(self, selector: str) -> None:
        """Click the first element that fits."""
        self.say("WebDriver:ElementClick", {"id": self._element(selector)})

    def point(self, selector: str, x: int, y: int) -> None:
        """Move the mouse to a point of the element, from its middle."""
        origin = {"element-6066-11e4-a52e-4f735466cecf": self._element(selector)}
        moves = [{"type": "pointerMove", "duration": 50, "x": at, "y": y, "origin": origin} for at in (x - 4, x)]
        pointer = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": moves}
        self.say("WebDriver:PerformActions", {"actions": [pointer]})

    def press(self, key: str) -> None:
        """Press and release a key where the focus is."""
        actions = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.say("WebDriver:PerformActions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def strict(self) -> bool:
        """Whether the open ``file://`` page may not read its neighbours, as at a reader's desk."""
        script = "const [done] = [arguments[0]]; fetch('neighbour.txt').then(() => done('read'), () => done('refused'))"
        return bool(self.say("WebDriver:ExecuteAsyncScript", {"script": script, "args": []}) == "refused")

    @property
    def outside(self) -> list[str]:
        """Addresses on other machines that pages asked for."""
        asked = self._privileged('return Services.prefs.getStringPref("kbgen.asked", "")').split()
        return [address for address in asked if urlsplit(address).hostname not in ("127.0.0.1", "localhost")]

    def _privileged(self, script: str) -> Any:
        """What *script* returns, run by Firefox itself instead of the page."""
        self.say("Marionette:SetContext", {"value": "chrome"})
        try:
            return self.run(script)
        finally:
            self.say("Marionette:SetContext", {"value": "content"})

    def close(self) -> None:
        """End this Firefox and what it started."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _element(self, selector: str) -> str:
        found = self.say("WebDriver:FindElement", {"using": "css selector", "value": selector})
        return str(next(iter(found.values())))

    def _connected(self, note: Path) -> socket.socket:
        end = time.monotonic() + 60
        while time.monotonic() < end and self._process.poll() is None:
            if note.is_file() and (port := note.read_text().strip()):
                return socket.create_connection(("127.0.0.1", int(port)), 60)
            time.sleep(0.1)
        raise TimeoutError("Firefox did not start")

    def _received(self) -> Any:
        head = b""
        while not head.endswith(b":"):
            head += self._socket.recv(1)
        left, parts = int(head[:-1]), []
        while left:
            parts.append(self._socket.recv(left))
            left -= len(parts[-1])
        return json.loads(b"".join(parts))


def program() -> str | None:
    """Firefox on this machine."""
    return next((path for name in ("firefox-esr", "firefox") if (path := shutil.which(name))), None)
