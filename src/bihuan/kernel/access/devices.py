"""A device in words, as far as its browser says: for the list of one's own sessions."""

from __future__ import annotations

import re

_BROWSERS = (
    ("微信", r"MicroMessenger/(\d+)"),
    ("360 浏览器", r"(?:QIHU 360|360[SE]E)()"),
    ("QQ 浏览器", r"QQBrowser/(\d+)"),
    ("红莲花浏览器", r"RedLotus/?(\d*)"),
    ("Edge", r"Edg[A-Za-z]*/(\d+)"),
    ("Firefox", r"Firefox/(\d+)"),
    ("Chrome", r"(?:Headless)?Chrome/(\d+)"),
    ("Safari", r"Version/(\d+)[\d.]* (?:Mobile/\w+ )?Safari"),
)
_SYSTEMS = (
    ("鸿蒙", r"HarmonyOS|OpenHarmony"),
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("统信 UOS", r"\bUOS\b|uos"),
    ("麒麟", r"Kylin|kylin"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh"),
    ("Linux", r"Linux"),
)
_LONGEST = 1_000


def device_of(user_agent: str) -> str:
    """Return "Chrome 120 · Windows"; an unknown browser is called so."""
    said = user_agent[:_LONGEST]
    browser = "未知浏览器"
    for name, pattern in _BROWSERS:
        found = re.search(pattern, said)
        if found:
            browser = f"{name} {found[1]}".strip()
            break
    system = next((name for name, pattern in _SYSTEMS if re.search(pattern, said)), "未知系统")
    return f"{browser} · {system}"
