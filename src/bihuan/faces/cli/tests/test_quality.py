"""`bihuan quality`: tables in, figures out; a bad table is a clear sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import duckdb
import pytest
from django.apps import apps

from bihuan.faces import cli
from bihuan.modules.quality.models import DayValue, ImportRun

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings

HEADER = "city,date,so2,no2,pm10,co,o3_8h,pm25,sand"
GOOD = "12,30,60,0.7,120,40"
HEAVY = "12,30,200,0.9,90,230"


@pytest.fixture
def known_cities(db: None) -> None:
    """One province of one city."""
    del db
    for code, name, level, parent in (
        ("510000", "四川省", "province", None),
        ("511100", "乐山市", "city", "510000"),
    ):
        apps.get_model("organisations", "Region").objects.create(
            code=code,
            name=name,
            full=name,
            short=name,
            stem=name[:-1],
            level=level,
            parent_id=parent,
        )
    apps.get_model("organisations", "DirectoryStamp").objects.create(value=uuid4().hex)


def table(folder: Path, lines: list[str]) -> str:
    path = folder / "days.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return str(path)


def two_years(city: str, heavy: int) -> list[str]:
    """Every day of 2023 to August 2024 is good but for the first days of 2024."""
    first, last = date(2023, 1, 1), date(2024, 8, 31)
    lines = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        bad = day.year == 2024 and day <= date(2024, 1, heavy) if heavy else False
        lines.append(f"{city},{day},{HEAVY if bad else GOOD},")
    return lines


def test_the_worked_example_under_either_edition(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(tmp_path, ["乐山,2026-03-05,12,45,128,0.9,165,61,", "乐山,2026-03-06,,,,,,35,"])
    assert cli.run(["quality", "aqi", file, "--edition", "2026"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "乐山\t2026-03-05\t105\t轻度污染\tO3",
        "乐山\t2026-03-06\tNA\t—\t—",
    ]
    assert cli.run(["quality", "aqi", file, "--edition", "2012", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told[0]["iaqi"] == {
        "SO2": 12, "NO2": 57, "PM10": 89, "CO": 23, "O3": 105, "PM2.5": 83,
    }  # fmt: skip
    assert told[1]["aqi"] == 50


def test_cities_are_ranked_with_their_days(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(tmp_path, [*two_years("乐山", 3), *two_years("成都", 1)])
    arguments = ["quality", "rank", file, "--period", "2024-01..2024-08", "--json"]
    assert cli.run(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["rank"], one["city"], one["heavy"]) for one in told] == [
        (1, "成都", 1),
        (2, "乐山", 3),
    ]
    assert [one["good"] for one in told] == [243, 241]
    assert all(one["enough"] for one in told)
    assert told[0]["tables"] == ["HJ 633-2012", "GB 3095-2012"]
    assert cli.run([*arguments[:-1], "--edition", "2026"]) == 0
    assert "全时段按 HJ 633-2026、GB 3095-2026 过渡阶段 评价。" in capsys.readouterr().out


def test_triggers_are_told_with_margin_and_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(tmp_path, [*two_years("乐山", 3), *two_years("成都", 1), *two_years("阿坝", 0)])
    ranks = tmp_path / "ranks.csv"
    ranks.write_text(
        "city,term,now,then,total,table,source\n成都,H1,110,105,168,GB 3095-2012,月报\n", "utf-8"
    )
    arguments = ["quality", "triggers", file, "--on", "2024-09-01", "--ranks", str(ranks)]
    assert cli.run([*arguments, "--json"]) == 0
    sheets = {one["city"]: one for one in json.loads(capsys.readouterr().out)}
    results = {
        city: {one["id"]: one["result"] for one in sheet["verdicts"]}
        for city, sheet in sheets.items()
    }
    assert (sheets["乐山"]["tier"], sheets["成都"]["tier"]) == (2, 1)
    assert results["乐山"]["A3"] == results["乐山"]["A6"] == "fired"
    assert results["乐山"]["A9"] == "not_fired"
    assert results["成都"]["A1"] == "fired"
    assert results["乐山"]["A1"] == "not_decidable"
    assert results["阿坝"]["A1"] == "not_applicable"
    half = next(one for one in sheets["乐山"]["verdicts"] if one["id"] == "A2")
    # 179 good days of 182 against 181 of 181.
    assert (half["result"], half["margin"]) == ("not_fired", "还差 3 天")
    assert half["tables"] == ["HJ 633-2012"]
    quarters = next(one for one in sheets["乐山"]["verdicts"] if one["id"] == "A5")
    assert quarters["interim"]
    assert "余下30天" in quarters["projection"]
    assert cli.run(arguments) == 0
    shown = capsys.readouterr().out
    assert "乐山：截至2024-09-01，触发A3、A6，最高为第2级" in shown
    assert "W4\t不能判定" in shown


def test_published_values_are_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rounding.csv"
    file.write_text("value,decimals,expected\n0.325,2,0.32\n", "utf-8")
    assert cli.run(["quality", "verify", str(tmp_path)]) == 0
    assert "比较1条，一致1条，100%，符合要求" in capsys.readouterr().out
    file.write_text("value,decimals,expected\n0.325,2,0.33\n", "utf-8")
    assert cli.run(["quality", "verify", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert "value 0.325" in printed.out
    assert "rounding.csv与公布值不符" in printed.err
    assert cli.run(["quality", "verify", str(tmp_path), "--json"]) == 1


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "没有数据行"),
        (["乐山,2024-01-01,-3,1,1,1,1,1,"], "为负"),
        (["乐山,2024-01-01,1,1,1,900000,1,1,"], "请核对单位"),
        (["乐山,1月1日,1,1,1,1,1,1,"], "2024-06-30 的样式"),
        (["乐山,2024-01-01,=1+1,1,1,1,1,1,"], "不是数字"),
        (["乐山,2024-01-01,NaN,1,1,1,1,1,"], "不是有限的数"),
    ],
)
def test_a_bad_table_is_a_clear_sentence(
    lines: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(tmp_path, lines)
    assert cli.run(["quality", "rank", file, "--period", "2024"]) == cli.BAD_INPUT
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err


def test_a_repeated_day_is_named_and_the_first_one_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(tmp_path, [f"乐山,2024-01-01,{GOOD},", f"乐山,2024-01-01,{HEAVY},"])
    assert cli.run(["quality", "aqi", file, "--edition", "2012"]) == 0
    printed = capsys.readouterr()
    assert printed.out.count("乐山") == 1
    assert "第3行乐山2024-01-01：重复" in printed.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["aqi", "no-such.csv", "--edition", "2026"],
        ["rank", "{file}", "--period", "下半年"],
        ["rank", "{file}", "--period", "2019"],
        ["rank", "{file}", "--period", "2024", "--edition", "1996"],
        ["triggers", "{file}", "--on", "2024-02-30"],
        ["triggers", "{file}", "--on", "2021-09-01"],
        ["triggers", "{file}", "--on", "2024-09-01", "--ranks", "{file}"],
        ["verify", "no-such-folder"],
    ],
)
def test_bad_arguments_are_refused(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(tmp_path, [f"乐山,2024-01-01,{GOOD},"])
    asked = [word.format(file=file) for word in arguments]
    assert cli.run(["quality", *asked]) == cli.BAD_INPUT
    assert capsys.readouterr().err.startswith("bihuan: ")


def test_a_table_without_a_column_says_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("城市,date,so2,no2,pm10,co,pm25\n乐山,2024-01-01,1,1,1,1,1\n", "utf-8")
    assert cli.run(["quality", "aqi", str(path), "--edition", "2012"]) == cli.BAD_INPUT
    assert "缺少栏目：o3_8h。" in capsys.readouterr().err
    path.write_bytes("城市".encode("gb18030"))
    assert cli.run(["quality", "aqi", str(path), "--edition", "2012"]) == cli.BAD_INPUT
    assert "UTF-8" in capsys.readouterr().err


def test_the_commands_start_by_themselves(tmp_path: Path) -> None:
    """In a process of its own, where nothing has set Django up before."""
    file = table(tmp_path, ["乐山,2026-03-05,12,45,128,0.9,165,61,"])
    program = "import sys; from bihuan.faces import cli; sys.exit(cli.run(sys.argv[1:]))"
    done = subprocess.run(  # noqa: S603  this program itself
        [sys.executable, "-c", program, "quality", "aqi", file, "--edition", "2026"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "BIHUAN_VAR": str(tmp_path)},
    )
    assert (done.returncode, done.stdout.split("\t")[2:3]) == (0, ["105"]), done.stderr


@pytest.mark.django_db
@pytest.mark.usefixtures("known_cities")
def test_readings_are_imported_and_the_rule_reads_them_from_the_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(tmp_path, two_years("乐山", 3))
    assert cli.run(["quality", "import", file, "--dry-run"]) == 0
    assert "可以导入" in capsys.readouterr().out
    assert not DayValue.objects.exists()
    assert cli.run(["quality", "import", file, "--kind", "days"]) == 0
    assert "已导入 days.csv" in capsys.readouterr().out
    assert ImportRun.objects.get().by_key == "system:import"
    assert cli.run(["quality", "triggers", "--on", "2024-09-01", "--json"]) == 0
    (sheet,) = json.loads(capsys.readouterr().out)
    fired = {one["id"] for one in sheet["verdicts"] if one["result"] == "fired"}
    assert sheet["city"] == "乐山"
    assert "A3" in fired
    assert cli.run(["quality", "triggers", "--on", "2024-09-01", "--ranks", file]) == 2
    assert "取自数据库" in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.usefixtures("known_cities")
def test_a_bad_file_and_a_correction_without_a_reason_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(tmp_path, ["乐山,2026-03-05,12,45,-1,0.9,165,61,"])
    assert cli.run(["quality", "import", file]) == 2
    told = capsys.readouterr().err
    assert "有1处不能采用" in told
    assert "第2行" in told
    assert cli.run(["quality", "import", str(tmp_path / "none.csv")]) == 2
    assert "不存在" in capsys.readouterr().err
    assert not ImportRun.objects.exists()
    first = table(tmp_path, ["乐山,2026-03-05,12,45,128,0.9,165,61,"])
    assert cli.run(["quality", "import", first]) == 0
    second = table(tmp_path, ["乐山,2026-03-05,12,45,128,0.9,165,60,"])
    assert cli.run(["quality", "import", second]) == 2
    assert "更正要写明理由" in capsys.readouterr().err
    assert cli.run(["quality", "import", second, "--reason", "复核更正"]) == 0
    assert DayValue.objects.get(current=True).pm25 == 60


@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
def test_hours_in_an_engine_come_out_as_the_table_the_other_commands_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    place = tmp_path / "readings.duckdb"
    with duckdb.connect(str(place)) as engine:
        engine.execute(
            "CREATE TABLE hours AS SELECT 'S1' AS station, moment, 12 AS so2, 45 AS no2,"
            " 128 AS pm10, 0.9 AS co, 120 AS o3, 61 AS pm25 FROM generate_series("
            "TIMESTAMP '2026-03-05 01:00', TIMESTAMP '2026-03-06 00:00', INTERVAL 1 HOUR)"
            " AS given(moment)"
        )
        engine.execute("CREATE TABLE stations AS SELECT 'S1' AS station, '乐山' AS city")
    ask = ["quality", "days", "--hours", "hours", "--stations", "stations", "--period", "2026-03"]
    assert cli.run(ask) == cli.BAD_INPUT
    assert "BIHUAN_READINGS" in capsys.readouterr().err
    settings.READINGS = f"duckdb://{place}"
    assert cli.run(ask) == 0
    told = capsys.readouterr().out
    assert told.splitlines() == [
        "city,date,so2,no2,pm10,co,o3_8h,pm25",
        "乐山,2026-03-05,12,45,128,0.9,120,61",
    ]
    days = tmp_path / "days.csv"
    days.write_text(told, encoding="utf-8")
    assert cli.run(["quality", "aqi", str(days), "--edition", "2026"]) == 0
    assert capsys.readouterr().out.splitlines() == ["乐山\t2026-03-05\t104\t轻度污染\tPM10"]
    assert cli.run([*ask, "--label", "start"]) == 0
    by_start = capsys.readouterr().out.splitlines()[1:]
    assert by_start == ["乐山,2026-03-05,12,45,128,0.9,120,61"]
    assert cli.run([*ask[:-1], "2026-13"]) == cli.BAD_INPUT
    assert "不是时段" in capsys.readouterr().err
