"""What the demonstration holds: one finished, one waiting for a list, others in hand, one left."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bihuan.kernel.calendar import civil_day
from bihuan.modules.leads.demo.driving import Answer, Plan, StudyPlan
from bihuan.modules.leads.models import DocketState, Source, StudyKind, WhyUnowned

LEAD, PARTNER, DECLINE = "lead", "partner", "decline"


def plans(at: datetime) -> tuple[Plan, ...]:
    """The dockets, oldest first."""
    today = civil_day(at)
    return (
        _kitchen(),
        _batteries(),
        _straw(),
        _fumes(today),
        _black_water(today),
        _noise(today),
        _panels(today),
    )


def _kitchen() -> Plan:
    """Registered within the first two months: decided in time, published late."""
    return Plan(
        title="餐厨垃圾收运处置的牵头监管",
        matter="餐厨垃圾收运、处置和流向监管分散在几个部门，私收私运没有人统一管。",
        impact="餐厨垃圾私自收运造成污水、恶臭，回流餐桌风险大。",
        why=WhyUnowned.OVERLAP,
        opened=date(2023, 3, 20),
        reach=DocketState.PUBLISHED,
        judgement="全省城市普遍存在，影响明显。",
        answers=(
            Answer(
                "housing",
                LEAD,
                "城市生活垃圾由本部门管理，餐厨垃圾是其中一类。",
                "《四川省城乡环境综合治理条例》有关生活垃圾的规定；本单位“三定”规定",
                "牵头制定收运处置办法，建立收运台账。",
            ),
            Answer("market", PARTNER, "餐饮单位由本部门监管。", "", "检查餐饮单位交运记录。"),
            Answer(
                "ecology", PARTNER, "处置设施的污染防治由本部门监管。", "", "监管处置设施排放。"
            ),
        ),
        attended="住房城乡建设厅、省市场监管局、生态环境厅",
        minutes="三个部门同意由住房城乡建设厅牵头。",
        category="solid_waste",
        decision_no="川办函〔2023〕42号（演示）",
        pace=(3, 4, 28, 36, 39, 57, 135),
    )


def _batteries() -> Plan:
    return Plan(
        title="新能源汽车退役动力电池回收利用监管",
        matter="报废、更换下来的动力电池流向散乱，小作坊拆解后的电解液、重金属没有去向登记。",
        impact="拆解点周边土壤、地下水有污染风险，全省每年退役电池数量快速增加。",
        why=WhyUnowned.NEW,
        opened=date(2025, 3, 3),
        reach=DocketState.PUBLISHED,
        source=Source.NEW_LAW,
        origin="《新能源汽车动力蓄电池回收和综合利用管理办法》（演示引用）",
        judgement="涉及全省二十一个市（州），非法拆解造成的污染难以恢复，影响明显。",
        answers=(
            Answer(
                "industry",
                LEAD,
                "动力电池综合利用属于工业固体废物综合利用，本部门负责行业管理。",
                "《中华人民共和国循环经济促进法》第五条；本单位“三定”规定",
                "牵头建立回收网点名录和溯源核查机制，每季度通报。",
            ),
            Answer(
                "ecology",
                PARTNER,
                "拆解利用环节的污染防治由本部门监管。",
                "《中华人民共和国固体废物污染环境防治法》第九条",
                "对综合利用企业开展污染防治检查。",
            ),
            Answer(
                "commerce",
                PARTNER,
                "报废机动车回收环节由本部门管理。",
                "《报废机动车回收管理办法》第四条",
                "督促报废机动车回收企业登记电池去向。",
            ),
            Answer(
                "market",
                DECLINE,
                "本部门只负责产品质量监督，不涉及回收。",
                "《中华人民共和国产品质量法》第八条；本单位“三定”规定",
            ),
        ),
        attended="经济和信息化厅、生态环境厅、商务厅、省市场监管局",
        minutes="四个部门同意由经济和信息化厅牵头；市场监管部门在梯次利用产品质量方面给予技术支持。",
        category="solid_waste",
        decision_no="川办函〔2025〕31号（演示）",
    )


def _straw() -> Plan:
    return Plan(
        title="露天焚烧秸秆由哪个部门牵头管",
        matter="举报人反映有人在田里烧秸秆，几个部门互相推。",
        impact="秋收时节短时间内影响空气质量。",
        why=WhyUnowned.OVERLAP,
        opened=date(2025, 10, 9),
        source=Source.COMPLAINT,
        origin="12369-2025-1009（演示）",
        led_line="agriculture",
        led_word="秸秆",
    )


def _fumes(today: date) -> Plan:
    return Plan(
        title="餐饮油烟夜间异味扰民的牵头监管",
        matter="夜间经营的烧烤、火锅店油烟异味扰民，城管、市场监管、生态环境三家各管一段。",
        impact="近三个月乐山市中心城区夜间油烟投诉占大气类投诉的四成。",
        why=WhyUnowned.OVERLAP,
        region="511100",
        opened=today - timedelta(days=48),
        reach=DocketState.PUBLISHED,
        source=Source.COMPLAINT,
        origin="12345热线月报（演示）",
        judgement="投诉量大、反复发生，影响明显。",
        answers=(
            Answer(
                "housing",
                LEAD,
                "城市管理综合执法划转后，由本部门负责餐饮油烟执法。",
                "《四川省大气污染防治条例》有关餐饮油烟的规定；本单位“三定”规定",
                "牵头开展夜间联合检查，建立重点街区台账。",
            ),
            Answer("ecology", PARTNER, "提供监测支持。", "", "对投诉集中点位开展油烟监测。"),
            Answer(
                "market",
                PARTNER,
                "餐饮单位由本部门发证。",
                "",
                "在许可和年报环节提示安装净化设施。",
            ),
        ),
        attended="市住房城乡建设局、市生态环境局、市市场监管局",
        minutes="同意由市住房城乡建设局牵头，三部门每月联合夜查一次。",
        category="air",
        decision_no="乐府函〔2026〕15号（演示）",
        pace=(3, 5, 18, 24, 27, 42, 45),
    )


def _black_water(today: date) -> Plan:
    return Plan(
        title="农村黑臭水体排查治理",
        matter="村里的沟渠、坑塘发黑发臭，治理涉及污水、粪污、清淤和日常管护，没有一家的清单写明牵头。",
        impact="卫星遥感和群众举报发现的农村黑臭水体三百多条，直接影响居住环境。",
        why=WhyUnowned.GAP,
        opened=today - timedelta(days=44),
        reach=DocketState.OPINION,
        source=Source.INSPECTION,
        origin="省级督察反馈第17项（演示）",
        judgement="分布广、群众反映强烈，影响明显。",
        answers=(
            Answer(
                "ecology",
                LEAD,
                "农村生活污水治理和黑臭水体识别由本部门负责。",
                "《四川省农村生活污水治理有关规定》；本单位“三定”规定",
                "牵头排查建账、制定治理计划、组织验收。",
            ),
            Answer(
                "agriculture",
                PARTNER,
                "畜禽粪污和厕所粪污由本部门指导。",
                "《畜禽规模养殖污染防治条例》第五条",
                "推进粪污资源化利用，减少入沟。",
            ),
            Answer(
                "water",
                PARTNER,
                "河湖管护由本部门组织。",
                "《中华人民共和国水法》第十二条",
                "清淤疏浚，连通水系。",
            ),
            Answer(
                "housing",
                DECLINE,
                "本部门负责城市黑臭水体，农村不在职责之内。",
                "本单位“三定”规定",
            ),
        ),
        attended="生态环境厅、农业农村厅、水利厅、住房城乡建设厅",
        minutes="城市和农村以建成区边界划分；农村由生态环境厅牵头。",
        category="rural",
        pace=(4, 6, 30, 38, 41, 50, 55),
    )


def _noise(today: date) -> Plan:
    return Plan(
        title="新能源重卡充换电站夜间噪声",
        matter="充换电站设在物流园边，夜间换电、风机噪声大，站点审批和噪声执法不在一个部门。",
        impact="成渝通道沿线新建站点多，夜间噪声投诉增长快。",
        why=WhyUnowned.NEW,
        opened=today - timedelta(days=27),
        reach=DocketState.POSITIONS,
        source=Source.PROPOSAL,
        proposer="510000-transport",
        judgement="沿线居民区多，夜间噪声超标，影响明显。",
        answers=(
            Answer(
                "transport",
                PARTNER,
                "站点多在公路服务区和物流园，本部门配合选址。",
                "",
                "在新建站点选址时避让居民区。",
            ),
            Answer(
                "development",
                PARTNER,
                "充电基础设施规划由本部门牵头编制。",
                "",
                "补充降噪要求。",
                signed=False,
            ),
            Answer("housing"),
        ),
        pace=(3, 5, 30, 38, 41, 50, 55),
    )


def _panels(today: date) -> Plan:
    return Plan(
        title="退役光伏组件回收处置",
        matter="早期光伏电站组件陆续退役，拆下来的组件堆放在站内，回收渠道和处置标准都没有。",
        impact="组件含铅、氟材料，长期露天堆放有淋溶污染风险。",
        why=WhyUnowned.GAP,
        opened=today - timedelta(days=3),
        source=Source.NEW_LAW,
    )


def studies(at: datetime) -> tuple[StudyPlan, ...]:
    """The joint studies."""
    today = civil_day(at)
    return (
        StudyPlan(
            title="生态环境法典施行后水利清单怎样调整",
            kind=StudyKind.POLICY,
            subject_matter="法典施行后，清单中引用的水污染防治法等条文需要重新对应，配合分工也可能变化。",
            origin="《中华人民共和国生态环境法典》",
            happened=today - timedelta(days=40),
            opened=today - timedelta(days=38),
            body="510000-water",
            question="本部门清单里哪些事项引用了废止的法律，对应法典哪些条款，分工有没有变化。",
            answers=(
                Answer(
                    "ecology", PARTNER, "水污染防治的条款由本部门对应。", "", "提供条款对照表。"
                ),
                Answer("agriculture", PARTNER, "涉及农业面源的两项。", "", "复核两项配合事项。"),
            ),
            conclusion="七项事项改引法典条款，牵头和配合分工不变；两项措施的表述需要修改。",
            tasks=(
                f"水利厅 | 改引七项事项的法律依据 | {today + timedelta(days=30)}\n"
                f"生态环境厅 | 提供条款对照表 | {today + timedelta(days=10)}"
            ),
        ),
        StudyPlan(
            title="低空飞行噪声怎样监测和管理",
            kind=StudyKind.SITUATION,
            subject_matter="无人机物流航线增多，居民反映低空飞行噪声，监测方法和管理部门都不明确。",
            origin="成都市生态环境局来函（演示）",
            happened=today - timedelta(days=9),
            opened=today - timedelta(days=8),
            body="510000-ecology",
            question="请说明各自掌握的情况、已有的规定和可以采取的措施。",
            answers=(
                Answer("transport", PARTNER, "掌握部分航线信息。", "", "提供航线资料。"),
                Answer("industry"),
            ),
        ),
    )
