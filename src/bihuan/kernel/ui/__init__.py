"""Pages: shell, components, table page, case page, step form.

页面：外壳、部件、台账页、办件页、办理页。

Page authors use `from bihuan.kernel.ui import nav, panels, slots, tables` for the pure declarations
and `from bihuan.kernel.ui import api as ui` for what needs the database or a request.
"""
