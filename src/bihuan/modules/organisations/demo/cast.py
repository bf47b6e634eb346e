"""Who lives in the demonstration: the living bodies, invented names, and whom the site lets in."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TWELVE = (
    "development",
    "industry",
    "finance",
    "natural_resources",
    "ecology",
    "housing",
    "transport",
    "water",
    "agriculture",
    "commerce",
    "market",
    "forestry",
)
COUNTY_LINES = ("development", "natural_resources", "ecology", "housing", "water", "agriculture")
OTHERS = (
    "education",
    "science",
    "public_security",
    "civil_affairs",
    "justice",
    "culture_tourism",
    "health",
    "emergency",
    "sasac",
    "statistics",
    "energy",
    "grain",
    "affairs",
    "taxation",
    "meteorology",
    "postal",
)
"""Further departments of the province that list their matters."""
CITIES = ("510100", "511100")
COUNTIES = ("510116", "511112", "511124")
ALIVE = (
    *(f"510000-{line}" for line in ("office", "gov", "party", *TWELVE)),
    *(f"{city}-{line}" for city in CITIES for line in ("office", "gov", "party", *TWELVE)),
    *(f"{county}-{line}" for county in COUNTIES for line in ("office", "gov", *COUNTY_LINES)),
)
"""The bodies in which somebody works every day."""
QUIET = (
    *(f"510000-{line}" for line in OTHERS),
    *(f"{city}-urban_management" for city in CITIES),
)
"""Bodies in which somebody only keeps the list of matters."""

SURNAMES = "林周沈许何吕曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭"
GIVEN = (
    "知行", "守拙", "若川", "望舒", "清和", "听澜", "景行", "怀瑾", "以宁", "云岫", "明澈",
    "致和", "思齐", "含章", "松涛", "映雪", "闻溪",
)  # fmt: skip
UNITS: Mapping[str, str] = MappingProxyType(
    {
        "office": "综合组",
        "gov": "综合",
        "party": "综合",
        "development": "资源节约和环境保护",
        "industry": "节能与综合利用",
        "finance": "自然资源和生态环境",
        "natural_resources": "生态修复",
        "ecology": "综合",
        "housing": "城市建设",
        "transport": "综合规划",
        "water": "水资源与节约用水",
        "agriculture": "农业资源环境",
        "commerce": "市场体系建设",
        "market": "质量发展",
        "forestry": "生态保护修复",
    }
)
RANKS: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "province": ("正厅级", "副厅级", "正处级", "副处级"),
        "city": ("正处级", "副处级", "正科级", "副科级"),
        "county": ("正科级", "副科级", "副科级", "科员级"),
    }
)


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody the demonstration site lets in with one click."""

    key: str
    login: str
    name: str
    post: str
    why: str
    body: str
    role: str


def _personas() -> Iterator[Persona]:
    water, office, ecology = "510000-water", "510000-office", "510000-ecology"
    rows = (
        ("shui_handler", water, "handler", "水利厅联络员", "编制和报备事项清单，办理日常履责。"),
        ("shui_head", water, "office_head", "水利厅牵头处室负责人", "审核本处室起草的材料。"),
        ("shui_deputy", water, "deputy", "水利厅分管副厅长", "第一审签；厅长外出时代行职责。"),
        ("shui_principal", water, "principal", "水利厅主要负责人", "第二审签，确认负责领导。"),
        ("shui_reviewer", water, "reviewer", "水利厅办公室核稿人", "核稿、编号、分发、收文登记。"),
        ("hwb_handler", office, "handler", "省环委办经办人", "受理报备、退回补正、催办。"),
        ("hwb_head", office, "office_head", "省环委办综合组组长", "部门审核，收文分办。"),
        ("hwb_reviewer", office, "reviewer", "省环委办核稿人", "核稿、编号、分发公文。"),
        ("hwb_principal", office, "principal", "省环委办主任", "看全省进展，批准豁免。"),
        (
            "leshan_handler",
            "511100-office",
            "handler",
            "乐山市环委办经办人",
            "办理本市和区县事项。",
        ),
        (
            "sthjt_handler",
            ecology,
            "handler",
            "生态环境厅经办人",
            "导入环境质量数据，提出约谈建议。",
        ),
        ("sthjt_head", ecology, "office_head", "生态环境厅处室负责人", "公布月度环境质量数据。"),
        ("auditor", office, "viewer", "审计厅派驻审计组", "只读：查台账、条款和佐证。"),
        ("sysadmin", office, "system_admin", "系统管理员", "维护账号、解除锁定，看不到业务。"),
        ("secadmin", office, "security_admin", "安全管理员", "任免管理员，清除丢失的第二因素。"),
        ("auditadmin", office, "audit_admin", "审计管理员", "查阅登录、授权、导出的留痕。"),
    )
    for key, body, role, post, why in rows:
        yield Persona(key, key.replace("_", "-"), name_of(body, role), post, why, body, role)


THREE: Mapping[str, str] = MappingProxyType(
    {"system_admin": "尹归舟", "security_admin": "罗见山", "audit_admin": "钟晓渡"}
)
"""The three administrators of the installation, who do nothing else."""


def name_of(body: str, role: str) -> str:
    """Return an invented name, the same in every demonstration."""
    if role in THREE:
        return THREE[role]
    order = ("principal", "deputy", "office_head", "handler", "reviewer", "viewer")
    number = (*ALIVE, *QUIET).index(body) * len(order) + order.index(role)
    surname = SURNAMES[number % len(SURNAMES)]
    return surname + GIVEN[(number // len(SURNAMES) + number) % len(GIVEN)]


PERSONAS: Mapping[str, Persona] = MappingProxyType({each.key: each for each in _personas()})
