// What the workbook itself says of a cell: its validation, and the look that its conditional formats give it.
"use strict";

const CELL_IS = { greaterThan: ">", lessThan: "<", equal: "=", notEqual: "<>", greaterThanOrEqual: ">=", lessThanOrEqual: "<=" };

// An area list of the file; its first cell is the one that formulas are written for.
function ruleAreas(areas) {
  const list = areas.map(parseAddress);
  return { list, from: { r: Math.min(...list.map((a) => a.r)), c: Math.min(...list.map((a) => a.c)) } };
}

const Rules = {
  trees: new Map(),

  tree(formula) {
    if (!this.trees.has(formula)) this.trees.set(formula, parseFormula(formula));
    return this.trees.get(formula);
  },

  value(formula, place) {
    return computed(this.tree(formula), place);
  },

  // The rules of a kind that stand at a cell, in their order.
  at(sheet, kind, r, c) {
    const index = (sheet.ruleIndex ??= {});
    index[kind] ??= this.index(sheet[kind].map((rule) => ({ ...rule, ...ruleAreas(rule.areas) })));
    return index[kind].get(`${r},${c}`) ?? [];
  },

  index(rules) {
    const index = new Map();
    for (const rule of rules)
      for (const area of rule.list)
        for (let r = area.r; r < Math.min(area.r + area.rows, Grid.MOST_ROWS); r++)
          for (let c = area.c; c < Math.min(area.c + area.cols, Grid.MOST_COLUMNS); c++) {
            const key = `${r},${c}`;
            if (!index.has(key)) index.set(key, []);
            index.get(key).push(rule);
          }
    return index;
  },

  validation(sheet, r, c) {
    return this.at(sheet, "validations", r, c)[0];
  },

  // The values of a list, or null where the cell has none.
  choices(sheet, r, c) {
    const rule = this.validation(sheet, r, c);
    if (rule?.type !== "list") return null;
    if (rule.formula1.startsWith('"')) return rule.formula1.slice(1, -1).split(",");
    return valuesIn(this.value(rule.formula1, { sheet, r, c, from: rule.from })).filter((value) => value !== "");
  },

  // The validation that refuses what is typed, or null. Excel asks it of typing only, not of a paste.
  refusal(sheet, r, c, text) {
    const rule = this.validation(sheet, r, c);
    if (!rule?.showError || (text === "" && rule.blank)) return null;
    const typed = asTyped(text, sheet.cell(r, c).nf);
    if (typed.f) return null;
    return this.allows(rule, sheet, r, c, typed.v) ? null : rule;
  },

  allows(rule, sheet, r, c, entry) {
    const place = { sheet, r, c, from: rule.from, entry };
    if (rule.type === "list") return this.choices(sheet, r, c).some((choice) => String(choice) === String(entry));
    if (rule.type === "custom") return truth(this.value(rule.formula1, place));
    const length = rule.type === "textLength";
    if (!length && typeof entry !== "number") return false;
    if (rule.type === "whole" && !Number.isInteger(entry)) return false;
    const measured = length ? String(entry).length : entry;
    const first = numberOf(this.value(rule.formula1, place));
    if (rule.operator in CELL_IS) return SIGNS[CELL_IS[rule.operator]](measured, first);
    const inside = measured >= first && measured <= numberOf(this.value(rule.formula2, place));
    return rule.operator === "notBetween" ? !inside : inside;
  },

  // Fill, colour of the text and number format that hold; where two rules say something of it, the first counts.
  look(sheet, r, c) {
    const look = {};
    for (const rule of this.at(sheet, "formats", r, c)) {
      if (!this.holds(rule, { sheet, r, c, from: rule.from })) continue;
      for (const part of ["fill", "color", "nf"]) look[part] ??= rule[part];
      if (rule.stop) break;
    }
    return look;
  },

  holds(rule, place) {
    try {
      const value = this.value(rule.formula, place);
      return rule.operator ? SIGNS[CELL_IS[rule.operator]]({ ...place, rows: 1, cols: 1 }, value) : truth(value);
    } catch (error) {
      if (!rule.complained) console.error(error.message);
      rule.complained = true;
      return false;
    }
  },
};
