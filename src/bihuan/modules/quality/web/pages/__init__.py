"""What the pages show: charts, tiles and tables made of what queries answered."""

from bihuan.kernel.ui.nav import NavItem
from bihuan.modules.quality.policies import may_read

NAV = NavItem("quality", "环境质量", "quality:overview", 60, may_read)
