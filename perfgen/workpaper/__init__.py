"""工作底稿: every figure of a report in an Excel workbook, with live formulas over the base facts."""

from perfgen.workpaper.make import file_name, workpaper

__all__ = ["file_name", "workpaper"]
