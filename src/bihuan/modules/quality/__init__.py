"""Environmental quality: from readings to indices, rankings, comparison and interview triggers.

环境质量：从监测数据到指数、排名、同比和约谈情形。
Tables and rules are dated data in `policies/`; the pure core in `rules/` knows neither database
nor clock, and no float holds a figure that is published.
"""
