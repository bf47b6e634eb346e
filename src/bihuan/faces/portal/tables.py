"""Open data: one file per table, every field explained, filled from published copies only.

Identifiers never change: a body has its code, a version its permanent address, a matter its
permanent name, a decision its number, a month its address.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from bihuan.kernel.ui.csv_cells import harmless
from bihuan.modules.leads import api as leads
from bihuan.modules.matters.api import copies
from bihuan.modules.quality import api as quality

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

FORMAT = "bihuan-open-data/1"
TEXT, NUMBER, DATE, YES = "文字", "整数", "日期", "是否"

Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Field:
    """One column and what it means."""

    name: str
    label: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class DataTable:
    """One table of the open data."""

    key: str
    label: str
    what: str
    identifier: str
    fields: tuple[Field, ...]
    rows: Callable[[], Iterable[tuple[Value, ...]]]


BODY = (
    Field("body", "单位代码", TEXT, "单位的固定代码，改名后不变。"),
    Field("body_name", "单位名称", TEXT, "公开时的名称。"),
)
PLACE = (
    Field("region", "区划代码", TEXT, "单位所在地区的行政区划代码。"),
    Field("region_name", "区划名称", TEXT, "公开时的地区名称。"),
)
ADDRESS = Field("address", "永久地址", TEXT, "这一版清单的编号，网页是本门户的 /p/编号。")
PUBLISHED = Field("published_on", "公开日期", DATE, "在本门户公开的日期。")
LATE = Field("late_days", "逾期天数", NUMBER, "公开日期晚于期限的天数；0 表示按期。")
CURRENT = Field("current", "现行版本", YES, "是不是本单位现行的一版。")


def _bodies() -> Iterable[tuple[Value, ...]]:
    for item in copies.publishing_bodies():
        day = item.published_on.isoformat()
        place = (item.region, item.region_name)
        yield (item.body, item.body_name, *place, item.matters, item.address, day, item.late_days)


LIST_NAMES = ("title", "year", "list_version", "issuing_office", "receipt_no")


def _lists() -> Iterable[tuple[Value, ...]]:
    for item in copies.published_lists():
        yield (
            item.address,
            item.body,
            item.body_name,
            item.region,
            item.region_name,
            *(getattr(item, name) for name in LIST_NAMES),
            item.published_on.isoformat(),
            item.current,
            _day(item.withdrawn_on),
            item.withdrawn_reason,
            item.count,
            item.withheld,
            item.sm3,
            item.sha256,
        )


ROW_FIELDS = (
    Field("position", "序号", NUMBER, "在这一版清单里的次序。"),
    Field("code", "事项编码", TEXT, "本单位给事项的编码。"),
    Field("name", "事项名称", TEXT, "具体事项的名称。"),
    Field("description", "事项说明", TEXT, "事项包括什么。"),
    Field("category", "类别", TEXT, "大气、水、土壤等类别。"),
    Field("role", "单位角色", TEXT, "牵头、配合或者共同负责。"),
    Field("lead_office", "牵头处室", TEXT, "单位内部牵头的处室。"),
    Field("partners", "配合单位", TEXT, "配合单位的名称，用顿号隔开。"),
    Field("bases", "依据", TEXT, "法律法规、三定规定和责任清单的出处。"),
    Field("level", "事项层级", TEXT, "省级、市级或者县级。"),
    Field("supervised_object", "监管对象", TEXT, "管的是谁、是什么。"),
    Field("measures", "主要措施", TEXT, "怎样做。"),
    Field("target", "年度目标", TEXT, "这一年要做到什么。"),
    Field("output", "成果形式", TEXT, "做完以后留下什么。"),
    Field("completion", "完成时限", TEXT, "“长期”或者一个日期。"),
    Field("public_contact", "公众咨询电话", TEXT, "公众可以打的电话。"),
)


def _matters() -> Iterable[tuple[Value, ...]]:
    for line in copies.published_matters():
        cells = (getattr(line.row, field.name) for field in ROW_FIELDS)
        yield (line.identity, line.address, line.body, line.body_name, line.current, *cells)


def _punctuality() -> Iterable[tuple[Value, ...]]:
    for item in copies.published_lists():
        formed = (item.formed_on, item.filing_due_on, item.filed_on)
        shown = (item.accepted_on, item.due_on, item.published_on)
        yield (
            item.address,
            item.body,
            item.body_name,
            *map(_day, formed),
            "" if item.filing_late_days is None else item.filing_late_days,
            *map(_day, shown),
            item.late_days == 0,
            item.late_days,
        )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


DECISION_FIELDS = (
    Field("number", "会商编号", TEXT, "这一件会商的固定编号。"),
    *PLACE,
    Field("title", "事项", TEXT, "原来没有明确牵头部门的事项。"),
    Field("matter", "事项内容", TEXT, "事项包括什么。"),
    Field("lead_body", "牵头部门代码", TEXT, "明确下来的牵头部门。"),
    Field("lead_name", "牵头部门", TEXT, "公开时的名称。"),
    Field("partner_names", "配合部门", TEXT, "名称，用顿号隔开。"),
    Field("division", "职责分工", TEXT, "各部门做什么。"),
    Field("decider", "决定机关", TEXT, "作出决定的党委、政府。"),
    Field("decision_no", "决定文号", TEXT, "决定文件的文号。"),
    Field("decided_on", "决定日期", DATE, "作出决定的日期。"),
    Field("registered_on", "登记日期", DATE, "会商登记的日期。"),
    Field("decision_due_on", "决定期限", DATE, "两个月期限的最后一天。"),
    Field("published_on", "公开日期", DATE, "在本门户公开的日期。"),
    Field("publication_due_on", "公开期限", DATE, "应当公开的最后一天。"),
    Field("link", "原文网址", TEXT, "发布单位门户上的网址，可以为空。"),
    Field("sm3", "国密 SM3 指纹", TEXT, "决定内容的指纹。"),
)


def _decisions() -> Iterable[tuple[Value, ...]]:
    for item in leads.published_decisions():
        told = item.as_data()
        yield tuple(told[field.name] for field in DECISION_FIELDS)


AIR = ("rank", "index", "index_change", "pm25", "pm25_change", "good", "valid", "rate")


def _months() -> Iterable[tuple[Value, ...]]:
    for item in quality.published_months(every_version=True):
        water = {line["place"]: line for line in item.content["water"]}
        for line in item.content["air"]:
            seen = water.get(line["place"], {})
            shown = (str(line[name]) for name in AIR)
            sections = (str(seen.get(name, "")) for name in ("good", "total"))
            lead = (item.address, item.month.isoformat()[:7], item.version, item.current)
            gone = (_day(item.withdrawn_on), item.withdrawn_reason)
            yield (*lead, line["place"], line["name"], *shown, *sections, *gone)


TABLES = (
    DataTable(
        "bodies",
        "单位",
        "有现行公开清单的单位，一个单位一行。",
        "body",
        (
            *BODY,
            *PLACE,
            Field("matters", "事项数", NUMBER, "现行清单公开的事项数。"),
            ADDRESS,
            PUBLISHED,
            LATE,
        ),
        _bodies,
    ),
    DataTable(
        "lists",
        "公开清单",
        "公开过的每一版清单，一版一行，旧版一直在。",
        "address",
        (
            ADDRESS,
            *BODY,
            *PLACE,
            Field("title", "标题", TEXT, "清单的标题。"),
            Field("year", "清单年度", NUMBER, "清单是哪一年的。"),
            Field("list_version", "清单版次", NUMBER, "这一年的第几版。"),
            Field("issuing_office", "发布处室", TEXT, "单位内部发布的处室。"),
            Field("receipt_no", "备案号", TEXT, "备案机关给的编号。"),
            PUBLISHED,
            CURRENT,
            Field("withdrawn_on", "撤下日期", DATE, "本单位撤下这一版的日期；没有撤下的为空。"),
            Field("withdrawn_reason", "撤下原因", TEXT, "撤下时写明的原因。"),
            Field("matters", "事项数", NUMBER, "这一版公开的事项数。"),
            Field("withheld", "不予公开的事项数", NUMBER, "依法不予公开的事项数。"),
            Field("sm3", "国密 SM3 指纹", TEXT, "这一版 CSV 文件的指纹。"),
            Field("sha256", "SHA-256 指纹", TEXT, "同一文件的另一种指纹。"),
        ),
        _lists,
    ),
    DataTable(
        "matters",
        "具体事项",
        "公开过的每一项事项，一版里的一项一行。",
        "identity",
        (
            Field("identity", "事项永久标识", TEXT, "跨版本不变；网页是 /m/标识。旧版可能没有。"),
            ADDRESS,
            *BODY,
            CURRENT,
            *ROW_FIELDS,
        ),
        _matters,
    ),
    DataTable(
        "punctuality",
        "按期情况",
        "每一版清单从形成到公开的日期和期限，一版一行。",
        "address",
        (
            ADDRESS,
            *BODY,
            Field("formed_on", "形成日期", DATE, "主要负责人核签的日期。"),
            Field("filing_due_on", "报备期限", DATE, "应当报备的最后一天；没有记录的为空。"),
            Field("filed_on", "报备日期", DATE, "报送备案机关的日期；没有记录的为空。"),
            Field("filing_late_days", "报备逾期天数", NUMBER, "0 表示按期报备；没有记录的为空。"),
            Field("accepted_on", "备案日期", DATE, "备案机关同意备案的日期。"),
            Field("due_on", "公开期限", DATE, "应当公开的最后一天。"),
            PUBLISHED,
            Field("on_time", "按期公开", YES, "公开日期不晚于期限。"),
            LATE,
        ),
        _punctuality,
    ),
    DataTable(
        "decisions",
        "牵头结果",
        "已经明确并公开的牵头部门，一件一行。",
        "number",
        DECISION_FIELDS,
        _decisions,
    ),
    DataTable(
        "months",
        "环境质量月度数据",
        "每个公开月份各市（州）的空气和地表水数字，一市一行，更正前的版本也在。",
        "address",
        (
            Field("address", "月份地址", TEXT, "网页是 /environment/月份地址/。"),
            Field("month", "月份", TEXT, "年和月，例如 2026-09。"),
            Field("version", "版次", NUMBER, "1 是首次公开，以后是更正。"),
            CURRENT,
            Field("place", "区划代码", TEXT, "市（州）的行政区划代码。"),
            Field("name", "市（州）", TEXT, "名称。"),
            Field("rank", "排名", TEXT, "按综合指数从小到大。"),
            Field("index", "综合指数", TEXT, "环境空气质量综合指数，“--”表示数据不足。"),
            Field("index_change", "综合指数同比", TEXT, "比去年同期的变化。"),
            Field("pm25", "PM2.5浓度", TEXT, "微克每立方米。"),
            Field("pm25_change", "PM2.5同比", TEXT, "比去年同期的变化。"),
            Field("good_days", "优良天数", TEXT, "空气质量优良的天数。"),
            Field("valid_days", "有效天数", TEXT, "数据有效的天数。"),
            Field("rate", "优良天数率", TEXT, "优良天数除以有效天数。"),
            Field("water_good", "优良断面", TEXT, "达到Ⅰ到Ⅲ类的断面数。"),
            Field("water_total", "有类别的断面", TEXT, "能判定类别的断面数。"),
            Field("withdrawn_on", "撤下日期", DATE, "撤下这个月公布的日期；没有撤下的为空。"),
            Field("withdrawn_reason", "撤下原因", TEXT, "撤下时写明的原因。"),
        ),
        _months,
    ),
)
BY_KEY = {table.key: table for table in TABLES}


def csv_of(table: DataTable) -> bytes:
    """Return a table as office programs read it; what looks like a formula is led by '."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(field.name for field in table.fields)
    for row in table.rows():
        writer.writerow(_cell(value) for value in row)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def json_of(table: DataTable) -> bytes:
    """Return a table for machines, with the words of its fields."""
    names = [field.name for field in table.fields]
    document = {
        "format": FORMAT,
        "table": table.key,
        "label": table.label,
        "description": table.what,
        "identifier": table.identifier,
        "fields": [
            {one.name: getattr(field, one.name) for one in fields(Field)} for field in table.fields
        ],
        "rows": [dict(zip(names, row, strict=True)) for row in table.rows()],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return harmless(str(value))
