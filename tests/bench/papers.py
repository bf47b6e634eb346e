"""Making papers: a warm two-page letter, its live preview, a thousand papers with two workers.

Runs in processes of its own: `python -m tests.bench.papers` prints the section. Every timed paper
has other words than the one before and no two paragraphs alike, so that no compiler can answer from
memory. The live preview is what the form is sent while somebody types: pictures as text.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bihuan.modules.documents.api import Paper

ROOT = Path(__file__).parents[2]
ROUNDS = 60
PAPERS = 1_000
WORKERS = 2
WORDS = (
    (
        "经现场核查，青水河下游断面水质较上月明显改善，入河排污口整治任务已按照时序推进，有关佐证材料"
        "齐全；两处雨污混接尚未改造完毕，应当查清原因，明确责任人和完成时限，并于每月底前报送进展。"
    ),
    (
        "鱼类产卵期间严禁在禁渔区内采砂，沿线各乡镇要落实巡查制度，发现违法线索及时移交综合执法机构，"
        "重大情况同时抄告农业农村、公安和交通运输主管部门，不得以罚代管、以会议代替整治。"
    ),
    (
        "扬尘治理方面，在建工地围挡、喷淋、车辆冲洗设施安装率仍低于年度目标，夜间运输渣土未密闭的投诉"
        "较集中，请会同城市管理、住房城乡建设部门开展联合检查，结果纳入企业环境信用评价。"
    ),
    (
        "畜禽养殖粪污资源化利用台账记录不全，抽查的五户中三户贮存池容积不足，雨季存在溢流风险；要求先行"
        "采取防渗、导流等临时措施，再按照技术规范扩建，所需资金从原渠道安排。"
    ),
    (
        "饮用水水源保护区勘界立标已经完成，隔离防护栏破损段落修复进度滞后，一级保护区内遗留的旧码头尚未"
        "拆除，须制定方案、倒排工期，拆除前加密水质监测，确保群众饮水安全不受影响。"
    ),
    (
        "固体废物堆场渗滤液收集系统运行正常，但危险废物转移联单填报延迟，个别标签信息与实物不符；应当组织"
        "复核历史库存，补录数据，对管理人员重新培训考核，防止类似问题反复出现。"
    ),
)


def letter(number: int) -> Callable[[], Paper]:
    """Return what composes the two-page letter of this number."""
    from bihuan.modules.documents.api import Issuer, compose  # noqa: PLC0415  after set-up

    content = "\n".join(f"第{number}件之{place}：{words}" for place, words in enumerate(WORDS, 1))
    return lambda: compose(
        kind="letter",
        data={"subject": f"第{number}号事项", "content": content, "ending": "特此函告。"},
        issuer=Issuer("示例市生态环境局"),
        recipients=["示例市水务局"],
        number=f"示环函〔2026〕{number}号",
        on=date(2026, 9, 5),
    )


def prepare() -> None:
    """Start Django in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    import django  # noqa: PLC0415  only in the measured process

    django.setup()


def warm() -> dict[str, object]:
    """Time one letter at a time in a process that has made some before."""
    prepare()
    from bihuan.modules.documents.api import pages, render  # noqa: PLC0415  after set-up
    from bihuan.modules.documents.web.previewing import shown  # noqa: PLC0415  after set-up

    began = time.perf_counter()
    first = letter(10_000)()
    count = len(pages(first, "png"))
    cold = time.perf_counter() - began
    told: dict[str, object] = {"cold": cold * 1000, "pages": count}
    makers: dict[str, Callable[[Paper], object]] = {
        "compose": lambda paper: paper,
        "pdf": lambda paper: render(paper, "pdf"),
        "live": shown,
        "png": lambda paper: pages(paper, "png"),
        "svg": lambda paper: pages(paper, "svg"),
        "docx": lambda paper: render(paper, "docx"),
    }
    for offset, (name, make) in enumerate(makers.items(), start=1):
        times = []
        for number in range(ROUNDS):
            paper_of = letter(offset * 10_000 + number)
            began, used = time.perf_counter(), time.process_time()
            make(paper_of())
            times.append((time.perf_counter() - began, time.process_time() - used))
        clock, cpu = zip(*times, strict=True)
        told[name] = [statistics.median(clock) * 1000, statistics.median(cpu) * 1000]
    told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return told


def many(worker: int) -> dict[str, object]:
    """Make this worker's share of a thousand papers."""
    prepare()
    from bihuan.modules.documents.api import render  # noqa: PLC0415  after set-up

    for number in range(worker, PAPERS, WORKERS):
        render(letter(10_000 + number)(), "pdf")
    return {
        "cpu": time.process_time(),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _process(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.bench.papers", *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603  ours


def _told(process: subprocess.Popen[str]) -> dict[str, object]:
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError("The measured process failed.")
    found = json.loads(out.splitlines()[-1])
    assert isinstance(found, dict)
    return found


def section() -> str:
    """Return the section of the report."""
    one = _told(_process("warm"))
    began = time.perf_counter()
    workers = [_process("many", str(worker)) for worker in range(WORKERS)]
    shares = [_told(worker) for worker in workers]
    all_made = time.perf_counter() - began
    computed = sum(float(str(share["cpu"])) for share in shares)
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    goals = {"compose": "—", "pdf": "≤ 30", "live": "≤ 30", "png": "—", "svg": "—", "docx": "—"}
    names = {
        "compose": "composing alone",
        "pdf": "PDF",
        "live": "live preview, both pages as the form shows them",
        "png": "both pages as a case shows them, PNG",
        "svg": "both pages as SVG, which no page sends",
        "docx": "editable .docx",
    }
    rows = [
        f"| {names[key]} | {one[key][0]:.1f} | {one[key][1]:.1f} | {goal} |"  # type: ignore[index]
        for key, goal in goals.items()
    ]
    return "\n".join([
        "## Papers\n",
        (f"Python {platform.python_version()}, Typst {version('typst')}, python-docx "
        f"{version('python-docx')}; {os.cpu_count()} cores.\n"),
        (f"A letter of {one['pages']} pages, composed and made; {ROUNDS} different ones each; load "
        f"average {load}. The first in a process took {one['cold']:.0f} ms.\n"),
        "| what | median ms | median CPU ms | goal |",
        "|---|---:|---:|---|",
        *rows,
        "",
        "| what | found | goal |",
        "|---|---:|---|",
        f"| {PAPERS:,} papers, {WORKERS} workers, with their start | {all_made:.1f} s | ≤ 40 s |",
        f"| CPU of a paper among them | {computed / PAPERS * 1000:.1f} ms | ≤ 80 ms |",
        f"| memory of one process after {ROUNDS * 6} letters | {one['memory']} MB | — |",
        (f"| memory of a worker after {PAPERS // WORKERS} | "
        f"{max(int(str(share['memory'])) for share in shares)} MB | — |"),
        "",
    ])  # fmt: skip


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["warm"]:
            sys.stdout.write(json.dumps(warm()) + "\n")
        case ["many", worker]:
            sys.stdout.write(json.dumps(many(int(worker))) + "\n")
        case _:
            sys.stdout.write(section())
