#!/usr/bin/env python3
# ruff: noqa: PLR2004, EXE001 - one file that stands alone, read by people with the specification
"""The stand-alone verifier of the ledger: one file, standard library only.

It is handed to auditors with an export. It imports nothing of the product and was written from
``docs/develop/ledger.md``: two readings of one specification are the point of it.
"""

from __future__ import annotations

import hashlib
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

USAGE = """闭环可信账本独立校验程序。只用 Python 标准库，不需要本系统，不需要联网。

用法：
    python3 verifier.py 账本导出文件 [库外保存的锚点或检查点文件 …]
    python3 verifier.py --proof 存在性证明文件
"""
ANCHOR = re.compile(r"bihuan-anchor 1 (\d{4}-\d{2}-\d{2}) (\d+) sm3:([0-9a-f]{64})")
CHECKPOINT = re.compile(
    r"(bihuan-checkpoint 1 (\S+ \S+) (\d+) sm3:([0-9a-f]{64}) ([0-9a-f]{64}))"
    r" sm2:([0-9a-f]{130}):([0-9a-f]{128})"
)
DIGEST = re.compile("[0-9a-f]{64}")
LONGEST = 10_000_000  # bytes of one entry: a length beyond it is damage, not an entry

# The curve of SM2, GB/T 32918.5.
P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
GX = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
IDENTITY = b"1234567812345678"


class Bad(Exception):
    """What is wrong, in one sentence, with the first entry it concerns."""

    def __init__(self, sentence: str, seq: int | None = None) -> None:
        """Keep both."""
        super().__init__(sentence)
        self.seq = seq


@dataclass
class Witness:
    """A size and head somebody kept: from an anchor or a checkpoint."""

    size: int
    head: str
    title: str
    root: str = ""


@dataclass
class Ledger:
    """What was read of an export."""

    digests: list[str] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)


def sm3(data: bytes) -> str:
    """Hash to hexadecimal."""
    return hashlib.new("sm3", data).hexdigest()


def judge(file: BinaryIO, outside: list[Witness]) -> Ledger:
    """Read an export and compare it with every witness; what is wrong first is said first."""
    ledger = Ledger()
    try:
        read_export(file, ledger)
    except Bad:
        # A witness may contradict an entry before the one that does not fit its neighbours.
        compare(ledger, [one for one in outside if one.size <= len(ledger.digests)])
        raise
    compare(ledger, ledger.witnesses + outside)
    return ledger


def read_export(file: BinaryIO, ledger: Ledger | None = None) -> Ledger:
    """Read an export and check every entry on the way; what is right so far is in ``ledger``."""
    if file.readline() != b"bihuan-export 1\n":
        raise Bad("这不是账本导出文件：第一行不对。")
    ledger, previous, seq = Ledger() if ledger is None else ledger, "0" * 64, 0
    while line := file.readline():
        words = line.split()
        if line.startswith(b"entry ") and len(words) == 4:
            seq += 1
            previous = check_entry(file, words, seq, previous)
            ledger.digests.append(previous)
        elif line.startswith(b"end ") and len(words) == 3:
            if words[1:] != [str(seq).encode(), previous.encode()]:
                raise Bad(f"结尾行与内容不符：文件里有 {seq} 条。", seq + 1)
            if file.read(1):
                raise Bad("结尾行之后还有内容。", seq + 1)
            return ledger
        else:
            ledger.witnesses.append(read_witness(line.decode(errors="replace")))
    raise Bad(f"文件没有结尾行，第 {seq + 1} 条起可能被截去。", seq + 1)


def check_entry(file: BinaryIO, words: list[bytes], seq: int, previous: str) -> str:
    """Check one entry; return its digest."""
    if not (words[2].isdigit() and words[3].isdigit()) or max(len(w) for w in words[2:]) > 8:
        raise Bad(f"第 {seq} 条的长度写错。", seq)
    sizes = int(words[2]), int(words[3])
    if max(sizes) > LONGEST:
        raise Bad(f"第 {seq} 条的长度写错。", seq)
    copies, entry = file.read(sizes[0]), file.read(sizes[1])
    if (len(copies), len(entry)) != sizes:
        raise Bad(f"第 {seq} 条不完整，文件被截断。", seq)
    lines = copies.split(b"\n")
    if len(lines) != 15 or lines[0] != b"bihuan-ledger 1" or lines[-1]:
        raise Bad(f"第 {seq} 条的检索栏不是规定的格式。", seq)
    if lines[1] != f"seq {seq}".encode():
        raise Bad(f"应为第 {seq} 条，文件里是“{lines[1].decode(errors='replace')}”。", seq)
    if lines[3] != b"algorithm sm3":
        raise Bad(f"第 {seq} 条写明的摘要算法不认识。", seq)
    digest = words[1].decode(errors="replace")
    if sm3(entry) != digest:
        raise Bad(f"第 {seq} 条的原文与摘要不符，内容被改动过。", seq)
    if lines[2] != f"previous {previous}".encode():
        raise Bad(f"第 {seq} 条记载的上一条摘要与前一条不符。", seq)
    if not entry.startswith(copies):
        raise Bad(f"第 {seq} 条的检索栏与原文不一致，其中一处被改动过。", seq)
    return digest


def read_witness(line: str) -> Witness:
    """Read an anchor or a checkpoint; a checkpoint's signature is checked here."""
    line = line.strip()
    if found := ANCHOR.fullmatch(line):
        return Witness(int(found[2]), found[3], f"{found[1]} 的锚点")
    if found := CHECKPOINT.fullmatch(line):
        title = f"{found[2]} UTC 的检查点"
        if not signature_fits(found[1].encode(), found[7], found[6]):
            raise Bad(f"{title}的签名不成立。")
        return Witness(int(found[3]), found[4], title, found[5])
    raise Bad(f"这一行不是锚点，也不是检查点：{line[:60]}")


def read_outside(path: Path) -> list[Witness]:
    """Read a file kept outside; empty lines and comments are passed over."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [read_witness(line) for line in lines if line.strip() and not line.startswith("#")]


def compare(ledger: Ledger, witnesses: list[Witness]) -> None:
    """Compare every witness with the ledger; only one from outside sees a cut tail."""
    for one in sorted(witnesses, key=lambda witness: witness.size):
        if one.size > len(ledger.digests):
            here = len(ledger.digests)
            raise Bad(
                f"账本只有 {here} 条，而{one.title}记载 {one.size} 条：末尾被截去，或是旧备份。",
                here + 1,
            )
        if one.size < 1 or ledger.digests[one.size - 1] != one.head:
            raise Bad(f"{one.title}与第 {one.size} 条不符：此前有记录被整段重写。", one.size)
    last = max((one for one in witnesses if one.root), key=lambda one: one.size, default=None)
    if last and root_of(ledger.digests[: last.size]) != last.root:
        raise Bad(f"{last.title}的树根与账本不符。", last.size)


def root_of(digests: list[str]) -> str:
    """Return the root of the tree of RFC 6962 with SM3."""
    level = [sm3(b"\x00" + bytes.fromhex(digest)) for digest in digests]
    while len(level) > 1:
        above = [
            sm3(b"\x01" + bytes.fromhex(level[at] + level[at + 1]))
            for at in range(0, len(level) - 1, 2)
        ]
        level = above + level[len(above) * 2 :]
    return level[0]


def check_proof(text: str) -> str:
    """Check a printed proof of one entry; return what it proves."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or lines[0] != "bihuan-proof 1":
        raise Bad("这不是存在性证明：第一行不对。")
    values = dict(line.split(" ", 1) for line in lines[1:] if " " in line and line[:4] != "path")
    path = [line.split(" ", 1)[1] for line in lines[1:] if line.startswith("path ")]
    checkpoint = next((line for line in lines if CHECKPOINT.fullmatch(line)), None)
    if checkpoint is None:
        raise Bad("证明里没有签名的检查点。")
    witness = read_witness(checkpoint)
    digest = values.get("digest", "")
    if not (re.fullmatch("[0-9]{1,18}", values.get("seq", "")) and DIGEST.fullmatch(digest)):
        raise Bad("证明里的序号或摘要写错。")
    if not all(DIGEST.fullmatch(step) for step in path):
        raise Bad("证明里的路径写错。")
    place, last = int(values["seq"]) - 1, witness.size - 1
    if not 0 <= place <= last:
        raise Bad("证明里的序号不在检查点之内。")
    here = sm3(b"\x00" + bytes.fromhex(digest))
    while last:
        if place % 2 or place < last:
            if not path:
                raise Bad("证明里的路径太短。")
            step = path.pop(0)
            pair = step + here if place % 2 else here + step
            here = sm3(b"\x01" + bytes.fromhex(pair))
        place, last = place // 2, last // 2
    if path or here != witness.root:
        raise Bad("证明不成立：路径不通向检查点的树根。")
    return f"第 {values['seq']} 条（摘要 {digest}）确在账本之中，{witness.title}可证。"


# --- SM2, GB/T 32918.2: verification only ------------------------------------------------------
Point = tuple[int, int] | None


def add(one: Point, other: Point) -> Point:
    """Add two points of the curve."""
    if one is None or other is None:
        return other if one is None else one
    if one[0] == other[0]:
        if (one[1] + other[1]) % P == 0:
            return None
        slope = (3 * one[0] * one[0] + A) * pow(2 * one[1], -1, P) % P
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, P) % P
    x = (slope * slope - one[0] - other[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def times(number: int, point: Point) -> Point:
    """Multiply a point."""
    found: Point = None
    while number:
        if number & 1:
            found = add(found, point)
        point, number = add(point, point), number >> 1
    return found


def signature_fits(message: bytes, signature: str, public: str) -> bool:
    """Whether this signature of the message was made by the owner of this public point."""
    r, s = int(signature[:64], 16), int(signature[64:], 16)
    x, y = int(public[2:66], 16), int(public[66:], 16)
    if public[:2] != "04" or not (0 < r < N and 0 < s < N) or max(x, y) >= P:
        return False
    if (y * y - x * x * x - A * x - B) % P:
        return False
    bits = (len(IDENTITY) * 8).to_bytes(2, "big")
    numbers = b"".join(value.to_bytes(32, "big") for value in (A, B, GX, GY, x, y))
    signer = bytes.fromhex(sm3(bits + IDENTITY + numbers))
    e, t = int(sm3(signer + message), 16), (r + s) % N
    if not t:
        return False
    found = add(times(s, (GX, GY)), times(t, (x, y)))
    return found is not None and (e + found[0]) % N == r


def main(arguments: list[str]) -> int:
    """Read the arguments, check, and say the result: 0 whole, 1 not, 2 asked wrongly."""
    if len(arguments) == 2 and arguments[0] == "--proof":
        sys.stdout.write(check_proof(Path(arguments[1]).read_text(encoding="utf-8")) + "\n")
        return 0
    if not arguments or arguments[0].startswith("-"):
        sys.stderr.write(USAGE)
        return 2
    outside = [one for path in arguments[1:] for one in read_outside(Path(path))]
    with Path(arguments[0]).open("rb") as file:
        ledger = judge(file, outside)
    said = (
        f"与库外 {len(outside)} 个锚点和检查点一致"
        if outside
        else "没有给出库外的锚点或检查点，末尾是否被截断无从判断"
    )
    sys.stdout.write(f"账本完整：{len(ledger.digests)} 条记录首尾相连；{said}。\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Bad, OSError, UnicodeDecodeError, KeyError) as error:
        sys.stderr.write(f"校验不通过：{error}\n")
        sys.exit(1)
