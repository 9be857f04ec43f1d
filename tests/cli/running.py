"""What the tests of the commands share: three articles, and what a command left behind."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

ROOT = Path(__file__).parents[2]

LIBRARY = """\
---
title: مكتبة الميناء
source: صحيفة المدينة
url: https://example.org/library
date: 2020-05-01
---

افتُتحت المكتبة العامة في حي الميناء سنة 1932. وتضم المكتبة اليوم أربعين ألف كتاب ومخطوطة. \
ويعمل فيها اثنا عشر موظفًا يرحبون بالزوار من الصباح إلى المساء.
"""
BRIDGE = """\
جسر الوادي الجديد

دشّن رئيس البلدية سامر النجار جسر الوادي الجديد صباح الثلاثاء. ويبلغ طول الجسر سبعمئة متر،
وقد استغرق بناؤه ثلاثة أعوام. وتوقع المهندسون أن تعبره عشرة آلاف سيارة كل يوم.
"""
HARVEST = """\
موسم الزيتون في القرى

بدأ موسم قطاف الزيتون في قرى الجبل مطلع تشرين الأول. وقال المزارع يوسف حداد إن المحصول تراجع هذا
العام بسبب قلة الأمطار. وتنتج القرى نحو مئتي طن من الزيت في السنة.
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, and how it left."""

    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Iqtibas = Callable[..., Ran]


def start(
    *arguments: str,
    stdin: int = subprocess.PIPE,
    stdout: int | IO[bytes] = subprocess.PIPE,
    stderr: int = subprocess.PIPE,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> "subprocess.Popen[bytes]":
    """Start a command as a shell does, with its three streams to talk through."""
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", "from bot.cli import main; main()", *arguments],
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
