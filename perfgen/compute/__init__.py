"""From report to figures: sums, ratios, growth, scores, grade."""

from perfgen.compute.figures import Figures, compute

__all__ = ["Figures", "compute"]
