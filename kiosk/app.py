"""The composition root: settings → journal, library, devices, desk → screen."""

from __future__ import annotations

import contextlib
import logging
import secrets
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
