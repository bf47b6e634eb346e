"""What else can be done with papers: kinds and their samples, registers, case files, measures."""

from bihuan.modules.documents.operations.binding import bind
from bihuan.modules.documents.operations.inspecting import inspect
from bihuan.modules.documents.operations.registering import printed as register_pdf
from bihuan.modules.documents.operations.registering import workbook as register_xlsx
from bihuan.modules.documents.operations.sampling import from_mapping, sample
from bihuan.modules.documents.queries.archiving import faults as archive_faults
from bihuan.modules.documents.queries.catalogue import kind, kinds
from bihuan.modules.documents.queries.faces import missing as missing_faces
from bihuan.modules.documents.queries.measuring import measure
from bihuan.modules.documents.rules.linked import register_record
from bihuan.modules.documents.rules.values import (
    FORMS,
    Adaptation,
    Column,
    Evidence,
    Fallback,
    FieldType,
    Kind,
    Register,
)

__all__ = [
    "FORMS",
    "Adaptation",
    "Column",
    "Evidence",
    "Fallback",
    "FieldType",
    "Kind",
    "Register",
    "archive_faults",
    "bind",
    "from_mapping",
    "inspect",
    "kind",
    "kinds",
    "measure",
    "missing_faces",
    "register_pdf",
    "register_record",
    "register_xlsx",
    "sample",
]
