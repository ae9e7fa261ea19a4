"""A headless Chromium, driven by its own protocol through two pipes: no port is opened, and nothing else is needed."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

#: How long the browser may take for an answer on a busy machine.
PATIENCE = 60.0
#: Reads commands from descriptor 3 and writes answers to descriptor 4, as the browser's pipe does.
_LAUNCHER = (
    "import os, sys; [os.dup2(int(sys.argv[1 + n]), 3 + n) for n in (0, 1)]; os.execv(sys.argv[3], sys.argv[3:])"
)
_FLAGS = (
    *("--headless=shell", "--remote-debugging-pipe", "--no-sandbox", "--no-zygote"),
    *("--in-process-gpu", "--disable-webgl", "--disable-dev-shm-usage", "--hide-scrollbars"),
    *("--font-render-hinting=none", "--no-first-run", "--disable-background-networking", "--no-pings"),
)


class BrowserError(Exception):
    """The browser ended, refused, or did not answer."""


class Page:
    """One page of the browser, with the requests that it sent and the messages that it logged."""

    def __init__(self, process: subprocess.Popen[bytes], commands: int, answers: int) -> None:
        self._process, self._commands, self._answers = process, commands, answers
        self._number = 0
        self._unread = b""
        self._session = ""
        self.requests: list[str] = []
        self.messages: list[str] = []

    def attach(self) -> None:
        """Open an empty page and begin to listen."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give a command and return its answer.

        Raises:
            BrowserError: the browser says no, or nothing.
        """
        self._number += 1
        number = self._number
        command = {"id": number, "method": method, "params": parameters}
        if self._session:
            command["sessionId"] = self._session
        os.write(self._commands, json.dumps(command).encode() + b"\0")
        return self._until(lambda message: message.get("id") == number, method)

    def open(self, file: Path) -> None:
        """Show a file, and wait until it is loaded."""
        self.requests.clear()
        self.messages.clear()
        self.call("Page.navigate", url=file.resolve().as_uri())
        self._until(lambda message: message.get("method") == "Page.loadEventFired", f"loading {file.name}")

    def run(self, script: str) -> Any:
        """Evaluate an expression in the page, and return its value.

        Raises:
            BrowserError: the script fails.
        """
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise BrowserError(json.dumps(answer["exceptionDetails"])[:2000])
        return answer["result"].get("value")

    def resize(self, width: int, height: int) -> None:
        """Give the page the size of a screen; one narrower than a tablet is that of a phone."""
        phone = width < 600
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)

    def media(self, *, scheme: str = "light", kind: str = "screen") -> None:
        """Prefer a colour scheme, and show the page as on a screen or on paper."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", media=kind, features=features)

    def press(self, *keys: str) -> None:
        """Press keys, each given by its name, such as ``Tab``, or by its character."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowDown": 40}
        for key in keys:
            text = key if len(key) == 1 else {"Enter": "\r"}.get(key, "")
            code = codes.get(key, ord(key[0].upper()))
            common: dict[str, Any] = {"key": key, "code": key, "windowsVirtualKeyCode": code}
            self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
            self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def picture(self, file: Path) -> None:
        """Take a picture of the whole page."""
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(shot["data"]))

    def _until(self, wanted: Any, what: str) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while True:
            message = self._next(deadline, what)
            self._note(message)
            if wanted(message):
                if "error" in message:
                    raise BrowserError(f"{what}: {message['error']}")
                answer: dict[str, Any] = message.get("result", {})
                return answer

    def _next(self, deadline: float, what: str) -> dict[str, Any]:
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._answers], [], [], max(0.0, deadline - time.monotonic()))
            read = os.read(self._answers, 1 << 20) if ready else b""
            if not read:
                said = "ended" if ready else f"has not answered for {PATIENCE:.0f} s"
                raise BrowserError(f"the browser {said}: {what}")
            self._unread += read
        first, _, self._unread = self._unread.partition(b"\0")
        message: dict[str, Any] = json.loads(first)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        method, parameters = message.get("method"), message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        elif method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
            self.messages.append(json.dumps(parameters))
        elif method == "Page.javascriptDialogOpening":
            self.messages.append(json.dumps(parameters))
            self.call("Page.handleJavaScriptDialog", accept=True)


@contextmanager
def browser(program: Sequence[str], environment: dict[str, str]) -> Iterator[Page]:
    """Start the browser, open a page, and end it with all that belongs to it.

    Args:
        program: The browser, and arguments of its own.
        environment: What it needs to find its libraries and fonts.
    """
    read_commands, commands = os.pipe()
    answers, write_answers = os.pipe()
    theirs = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (read_commands, write_answers)]
    with TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [sys.executable, "-c", _LAUNCHER, *map(str, theirs), *program, *_FLAGS, f"--user-data-dir={profile}"],
            pass_fds=theirs,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (read_commands, write_answers, *theirs):
            os.close(end)
        try:
            page = Page(process, commands, answers)
            page.attach()
            yield page
        finally:
            process.kill()
            process.wait()
            os.close(commands)
            os.close(answers)
