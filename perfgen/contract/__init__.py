"""The contract of a pack: what its manifest promises and what it asks of a data file."""

from perfgen.contract.manifest import read_draft, read_manifest
from perfgen.contract.schema import json_schema
from perfgen.contract.shape import Shape
from perfgen.contract.types import (
    Attachment,
    Computed,
    Content,
    Contract,
    Document,
    ExecutionRate,
    Format,
    Layout,
    OutlineItem,
    PackRule,
    Scoring,
)

__all__ = [
    "Attachment",
    "Computed",
    "Content",
    "Contract",
    "Document",
    "ExecutionRate",
    "Format",
    "Layout",
    "OutlineItem",
    "PackRule",
    "Scoring",
    "Shape",
    "json_schema",
    "read_draft",
    "read_manifest",
]
