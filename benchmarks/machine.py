"""The machine and the versions that figures were measured with."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("mkdocs", "mkdocs-material", "markdown", "zensical")


def described() -> str:
    """One line: processors, memory, load, system, versions."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parts = [f"{cores} processors ({_model()})", *_memory(), *_load(), platform.platform(terse=True)]
    parts.append(f"Python {platform.python_version()}")
    return ", ".join([*parts, *(f"{package} {_version(package)}" for package in _PACKAGES)])


def _model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory() -> list[str]:
    if not hasattr(os, "sysconf"):
        return []
    return [f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"]


def _load() -> list[str]:
    return [f"load {os.getloadavg()[0]:.1f}"] if hasattr(os, "getloadavg") else []


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
