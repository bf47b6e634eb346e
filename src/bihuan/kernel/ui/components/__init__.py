"""The components: small values, and pure functions that turn them into safe HTML.

Templates reach them as tags (`{% load ui %}`); `docs/develop/ui.md` lists them all.
"""

from bihuan.kernel.ui.components.cartogram import Cartogram, Place, Tile, places
from bihuan.kernel.ui.components.charts import Band, Chart, Limit, Series
from bihuan.kernel.ui.components.figures import Cell, Kpi, Matrix, MatrixColumn, MatrixRow
from bihuan.kernel.ui.components.flow import LogEntry, Station, Tab, WorkItem
from bihuan.kernel.ui.components.status import LIGHTS, HasLight, Light
from bihuan.kernel.ui.components.surfaces import Crumb, Fact, Fault, FileLine

__all__ = [
    "LIGHTS",
    "Band",
    "Cartogram",
    "Cell",
    "Chart",
    "Crumb",
    "Fact",
    "Fault",
    "FileLine",
    "HasLight",
    "Kpi",
    "Light",
    "Limit",
    "LogEntry",
    "Matrix",
    "MatrixColumn",
    "MatrixRow",
    "Place",
    "Series",
    "Station",
    "Tab",
    "Tile",
    "WorkItem",
    "places",
]
