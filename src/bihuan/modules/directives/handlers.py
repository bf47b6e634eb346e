"""Reactions to cases of any process."""

from __future__ import annotations

from bihuan.modules.directives.operations import attaching

on_case_opened = attaching.note_opening
on_step_performed = attaching.note_step
