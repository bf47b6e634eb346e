"""One of everything, with invented values: the specimen page shows it, tests judge that page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bihuan.kernel.calendar import Explanation, Roll, explain, national, working_days
from bihuan.kernel.ui import specimen_figures
from bihuan.kernel.ui.components import (
    LIGHTS,
    Cartogram,
    Cell,
    Chart,
    Crumb,
    Fact,
    Fault,
    FileLine,
    Kpi,
    Light,
    LogEntry,
    Matrix,
    MatrixColumn,
    MatrixRow,
    Station,
    Tab,
    WorkItem,
)
from bihuan.kernel.ui.panels import Panel
from bihuan.kernel.ui.sheets import ColumnSpec, Preview, SheetError, SheetTemplate
from bihuan.kernel.ui.step_form import DocumentView, FieldView, StepForm
from bihuan.kernel.ui.tables import Column, Table, between, choice

if TYPE_CHECKING:
    from collections.abc import Sequence

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
DIGEST = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
WORDS = {
    "done": "已落实并有凭证",
    "run": "剩13个工作日",
    "soon": "剩2个工作日",
    "late": "逾期19天",
    "hold": "中止计时",
    "none": "无期限",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the specimen table."""

    number: str
    title: str
    body: str
    due: date
    count: int
    light: Light


@dataclass(frozen=True, slots=True)
class Specimen:
    """Everything on the specimen page."""

    lights: tuple[Light, ...]
    months: tuple[tuple[str, Light], ...]
    facts: tuple[Fact, ...]
    crumbs: tuple[Crumb, ...]
    faults: tuple[Fault, ...]
    stations: tuple[Station, ...]
    log: tuple[LogEntry, ...]
    tabs: tuple[Tab, ...]
    work: tuple[WorkItem, ...]
    files: tuple[FileLine, ...]
    kpis: tuple[Kpi, ...]
    matrix: Matrix
    good: Preview
    bad: Preview
    why: Explanation
    form: StepForm
    panel: Panel
    charts: tuple[Chart, ...]
    cartograms: tuple[Cartogram, ...]


def _lights() -> tuple[Light, ...]:
    rule = "灯色规则：剩余不超过5个工作日为临期。"
    return tuple(Light(key, WORDS[key], rule) for key in LIGHTS)


def _months() -> tuple[tuple[str, Light], ...]:
    keys = ["done"] * 6 + ["late", "done", "hold", "soon", "run", "none"]
    return tuple((f"{month}月", Light(key, WORDS[key])) for month, key in enumerate(keys, start=1))


def _matrix() -> Matrix:
    texts = {"done": "", "run": "69天", "soon": "4天", "late": "19天", "hold": "", "none": ""}
    keys = ("done", "run", "soon", "late", "hold", "none")
    bodies = (
        "发展改革委",
        "经济和信息化厅",
        "财政厅",
        "自然资源厅",
        "生态环境厅",
        "住房城乡建设厅",
    )

    def cells(shift: int) -> tuple[Cell, ...]:
        return tuple(
            Cell(
                key,
                texts[key],
                f"{bodies[place]}：{WORDS[key]}",
                f"#{key}" if key != "none" else "",
            )
            for place, key in enumerate(keys[shift:] + keys[:shift])
        )

    return Matrix(
        "责任矩阵样例：条款与单位",
        tuple(MatrixColumn(body) for body in bodies),
        (
            MatrixRow("二（一）", "事项清单编制", cells(0), "#clause"),
            MatrixRow("二（一）", "清单门户公开", cells(1)),
            MatrixRow("二（二）", "年度报告报送", cells(3)),
        ),
    )


def _previews() -> tuple[Preview, Preview]:
    template = SheetTemplate(
        "事项清单", (ColumnSpec("title", "具体事项"), ColumnSpec("due", "完成时限"))
    )
    good = Preview(template, (), ())
    errors = (
        SheetError("事项清单", 5, "完成时限", "“2026年13月”不是日期，请按 2026-12-31 填写。", "D"),
        SheetError("事项清单", 9, "具体事项", "这一格不能为空，请填写事项名称。", "B"),
    )
    return good, Preview(template, (), errors, more_errors=3)


def _form() -> StepForm:
    def field(key: str, label: str, widget: str, **more: object) -> FieldView:
        values: dict[str, object] = {
            "help": "",
            "required": True,
            "type": "text",
            "value": "",
            "choices": (),
            "limit": 0,
            "faults": (),
            "inputmode": "",
        }
        return FieldView(key=key, name=f"f-{key}", label=label, widget=widget, **(values | more))  # type: ignore[arg-type]

    opinion = "“办理意见”还没有填写。"
    plan = "“整改方案”至少 1 份，现在有 0 份。"
    return StepForm(
        fields=(
            field(
                "opinion",
                "办理意见",
                "textarea",
                limit=200,
                faults=(opinion,),
                help="写明结论和理由。",
            ),
            field("finish", "完成时间", "text", type="date", value="2026-12-31"),
            field(
                "kind", "类别", "radio", choices=(("air", "大气"), ("water", "水")), value="water"
            ),
            field("owner", "责任单位", "body", required=False),
            field("agreed", "我已核对以上内容属实", "bool"),
        ),
        documents=(
            DocumentView(
                key="plan",
                name="files-plan",
                label="整改方案",
                help="",
                rule="格式：pdf、docx，单个不超过 50 MB。",
                required=True,
                several=True,
                accept=".pdf,.docx",
                held=(),
                faults=(plan,),
            ),
        ),
        faults=(Fault(opinion, "opinion"), Fault(plan, "plan"), Fault("现场核查记录需两人签名。")),
        seen=0,
        once="specimen",
    )


def _log() -> tuple[LogEntry, ...]:
    return (
        LogEntry(
            "批准方案，进入“整改中”", "省环委办 王立", NOON, "同意，按期完成。", 48377, "#48377"
        ),
        LogEntry("报送方案，进入“方案审核”", "省水利厅 李敏", NOON, "", 48210, "", ("方案.pdf",)),
    )


def _kpis() -> tuple[Kpi, ...]:
    return (
        Kpi(
            "清单已公开",
            "204 / 216",
            "已在门户公开事项清单的责任单位数，除以应公开的单位数。",
            "2026-11-23",
            "#rows",
        ),
        Kpi(
            "按期报备率",
            "81.4%",
            "期限届满前报备的清单数，除以期限已到的清单数。",
            "2026-11-23",
        ),
    )


def build() -> Specimen:
    """Return one of everything."""
    good, bad = _previews()
    lights = _lights()
    return Specimen(
        lights=lights,
        months=_months(),
        facts=(
            Fact("来源", "省级督察反馈"),
            Fact("责任单位", "省水利厅", "#body"),
            Fact("责任处室", "", missing="补填", missing_url="#fill"),
            Fact("备注"),
        ),
        crumbs=(Crumb("工作台", "#home"), Crumb("问题整改"), Crumb("ZG-2026-0117")),
        faults=(Fault("“办理意见”还没有填写。", "opinion"), Fault("现场核查记录需两人签名。")),
        stations=(
            Station("登记", "past", "03-02"),
            Station("方案", "past", "03-28"),
            Station("自查", "now", "11-23"),
            Station("核查"),
            Station("公示"),
            Station("销号"),
        ),
        log=_log(),
        tabs=(
            Tab("待办", "#todo", 5, current=True),
            Tab("已办", "#done", 128),
            Tab("草稿", "#draft"),
        ),
        work=_work(lights),
        files=(
            FileLine("整改方案.pdf", "#file", 482_113, DIGEST, "李敏", NOON, "整改方案"),
            FileLine("现场照片.jpg", "#file", 3_482_113, DIGEST, "李敏", NOON, "佐证材料"),
        ),
        kpis=_kpis(),
        matrix=_matrix(),
        good=good,
        bad=bad,
        why=explain(date(2026, 9, 24), working_days(10), national(), Roll.FORWARD),
        form=_form(),
        panel=Panel(
            "模块带来的面板",
            "ui/parts/specimen_panel.html",
            {"words": "面板由模块登记，这里只负责排放。"},
            link_label="全部",
            link_url="#all",
        ),
        charts=specimen_figures.charts(),
        cartograms=specimen_figures.cartograms(),
    )


def _work(lights: Sequence[Light]) -> tuple[WorkItem, ...]:
    return (
        WorkItem(
            "沱江支流入河排污口整治进展迟缓",
            "#1",
            "督办 2026-017 · 省环委办交办，由责任单位经办人“反馈办理结果”（三（一））",
            lights[3],
            "反馈期限",
            "反馈办理结果",
            "反馈办理结果",
            "#act",
        ),
        WorkItem(
            "事项清单（2026年修订）补正",
            "#2",
            "备案 2026-031 · 退回：第14项缺少责任处室",
            lights[2],
            "补正期限",
            "补正后重新报送",
        ),
    )


ROWS = [
    Row(
        f"ZJ-2026-{n:03d}",
        title,
        ("省水利厅", "省农业农村厅", "省住房城乡建设厅")[n % 3],
        date(2026, 8 + n % 5, 1 + n),
        n * 1234,
        Light(("done", "run", "soon", "late", "hold", "none")[n % 6], tuple(WORDS.values())[n % 6]),
    )
    for n, title in enumerate(
        ("沱江支流黑臭水体整治", "建筑施工扬尘管控", "雨污分流改造一期", "秸秆露天焚烧管控") * 7,
        start=1,
    )
]

TABLE: Table[Row, Row] = Table(
    "specimen",
    "牵头事项台账（样例）",
    columns=(
        Column("number", "清单编号", lambda row: row.number, order="number"),
        Column(
            "title",
            "具体事项",
            lambda row: row.title,
            order="title",
            fixed=True,
            link=lambda row: f"#{row.number}",
            note=lambda row: row.body,
        ),
        Column("due", "完成时限", lambda row: row.due, order="due", kind="date"),
        Column("count", "投入", lambda row: row.count, order="count", kind="number", unit="万元"),
        Column("light", "灯况", lambda row: row.light, kind="light"),
        Column("body", "牵头部门", lambda row: row.body, shown=False),
    ),
    filters=(
        choice(
            "body",
            "牵头部门",
            "body",
            [(body, body) for body in ("省水利厅", "省农业农村厅", "省住房城乡建设厅")],
        ),
        *between("due", "完成时限", "due"),
    ),
    search=("title",),
    per=20,
)
