"""Organisations: regions (块), lines (条), bodies, people, posts, and who answers for what.

区划、条线、机构、人员、岗位，以及各部门的负责领导与牵头处室。
Names, groups and posts are dated, so every question can be asked for any day; a body that is
renamed, merged or split keeps its history.
"""
