"""The processes of papers: 发文, 会签, 收文, 批示办理."""

from bihuan.modules.documents.process.receiving import INSTRUCTION, RECEIVING
from bihuan.modules.documents.process.sending import COSIGNING, SENDING

ALL = (SENDING, COSIGNING, RECEIVING, INSTRUCTION)

__all__ = ["ALL", "COSIGNING", "INSTRUCTION", "RECEIVING", "SENDING"]
