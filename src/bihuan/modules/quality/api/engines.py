"""Station hours in an engine of their owner's: the table of city days they come to.

Needs the extra `engines`; `docs/operate/engines.md` says which tables it takes.
"""

from bihuan.modules.quality.queries import engines
from bihuan.modules.quality.rules import city_book, months

__all__ = ["day_table"]


def day_table(
    address: str, *, hours: str, stations: str, label: str, period: str
) -> list[list[str]]:
    """Return a heading and the city days of a period, as `city_days` and an import read them.

    :raises ValueError: with a sentence: no such period, table or column, the engine does not
        answer, or everything that is wrong with the readings.
    """
    span = months.parse(period)
    source = engines.tables(engines.connect(address), hours=hours, stations=stations, label=label)
    return list(city_book.written(engines.city_days(source, span)))
