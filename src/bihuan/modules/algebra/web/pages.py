"""What the comparison brings to the frame of the workbench."""

from bihuan.kernel.ui.nav import NavItem

NAV = (NavItem("algebra", "缺口与重叠", "algebra:findings", 19),)
