"""A kind of import-linter contract: named modules may import each other and a short list, and nothing else.

import-linter's own contracts forbid what is named; a rule that is pure must be told what it may have instead,
or the next library somebody installs would slip through. Set up under ``[tool.importlinter]``.
"""

from __future__ import annotations

from typing import Any, cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyContract(Contract):
    """``modules`` may import each other and what ``allowed`` names, directly; so, by induction, nothing else.

    A package among ``modules`` brings everything in it.
    """

    type_name = "only"

    modules = fields.ListField(subfield=fields.StringField())
    allowed = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        named = cast(list[str], self.modules)
        modules = [*named, *sorted({inside for module in named for inside in graph.find_descendants(module)})]
        may_import = {*modules, *cast(list[str], self.allowed)}
        broken = [
            detail
            for module in modules
            for imported in sorted(graph.find_modules_directly_imported_by(module) - may_import)
            for detail in graph.get_import_details(importer=module, imported=imported)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        broken: list[Any] = check.metadata["broken"]
        for detail in broken:
            output.print_error(f"{detail['importer']} -> {detail['imported']} (l.{detail['line_number']})")
