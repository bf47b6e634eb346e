"""What else can be done with papers: kinds and their samples, files of data, measures."""

from bihuan.modules.documents.operations.sampling import from_mapping, sample
from bihuan.modules.documents.queries.catalogue import adaptations, kind, kinds
from bihuan.modules.documents.queries.faces import missing as missing_faces
from bihuan.modules.documents.rules.values import (
    FORMS,
    Adaptation,
    Fallback,
    FieldType,
    Kind,
)

__all__ = [
    "FORMS",
    "Adaptation",
    "Fallback",
    "FieldType",
    "Kind",
    "adaptations",
    "from_mapping",
    "kind",
    "kinds",
    "missing_faces",
    "sample",
]
