"""The order in which rules are tried: a rule after those whose problem already explains it."""

from __future__ import annotations

from graphlib import TopologicalSorter

from xl_addin.model.form.schema import Form, Rule


def rules_in_order(form: Form) -> list[Rule]:
    """The rules, each after those in its `unless`. Raises graphlib.CycleError."""
    by_id = {rule.id: rule for rule in form.rules}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for rule in form.rules:
        sorter.add(rule.id, *rule.unless)
    return [by_id[rule_id] for rule_id in sorter.static_order() if rule_id in by_id]
