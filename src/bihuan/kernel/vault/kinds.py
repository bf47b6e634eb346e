"""What the vault keeps of a person."""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """One kind of personal data."""

    NAME = "name", "姓名"
    PHONE = "phone", "电话"
    EMAIL = "email", "电子邮箱"
    ID_NUMBER = "id_number", "身份证件号码"
    ADDRESS = "address", "住址"
    BANK = "bank", "银行账号"
    OTHER = "other", "其他联系方式"


def words_of(kinds: str) -> str:
    """Return the Chinese names of stored kinds ("name,phone" → "姓名、电话")."""
    return "、".join(Kind(kind).label for kind in kinds.split(",") if kind)
