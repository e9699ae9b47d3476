/** Weights: sliders for families and criteria inside the ranges of the grid. */

import { byId, fill, h } from "./dom.js";
import { titleOf } from "./model.js";
import { familyShares } from "./reasons.js";
import { winnerRanges } from "./winner.js";
import { percent, t } from "./words.js";

const FINENESS = 100;

function slider(label, { value, from, to, share, id }, onMove) {
  const input = h("input", { type: "range", id, min: from, max: to, step: (to - from) / FINENESS, value, "aria-valuetext": percent(share, 1) });
  input.addEventListener("input", () => onMove(Number(input.value)));
  return h("div", { class: "slider" }, h("label", { for: id }, label), h("output", { for: id }, percent(share, 1)), input);
}

function moved(head, store, patch) {
  const weights = { ...store.get().weights, ...patch };
  head.grid.criteria.forEach(({ key, weight }) => {
    if (Math.abs(weights[key] - weight) < 1e-9) delete weights[key];
  });
  store.set({ weights });
}

function familySlider(head, store, view, family, f) {
  const own = head.grid.criteria.flatMap((c, i) => (c.family === family.key ? [i] : []));
  const sum = (list) => own.reduce((total, i) => total + list[i], 0);
  const atGrid = sum(head.grid.criteria.map((c) => c.weight));
  const [from, to] = [1 - head.grid.spread, 1 + head.grid.spread];
  const share = familyShares(head.grid, view.weights)[f];
  return slider(h("strong", {}, family.label), { value: sum(view.weights) / atGrid, from, to, share, id: `weight-family-${f}` }, (factor) => {
    const exact = Math.abs(factor - 1) < 0.5 / FINENESS ? 1 : factor;
    moved(head, store, Object.fromEntries(own.map((i) => [head.grid.criteria[i].key, head.grid.criteria[i].weight * exact])));
  });
}

function criterionSlider(head, store, view, c) {
  const { key, label, weight } = head.grid.criteria[c];
  const [from, to] = [weight * (1 - head.grid.spread), weight * (1 + head.grid.spread)];
  return slider(label, { value: view.weights[c], from, to, share: view.weights[c] / view.total, id: `weight-${c}` }, (value) => moved(head, store, { [key]: value }));
}

function winnerLine(sites, view) {
  const winner = view.result.ranks.rank.indexOf(1);
  return h("p", { class: "winner" }, t("First:"), " ", h("bdi", {}, titleOf(sites, winner)));
}

function rangeTable(head, view, sites) {
  const winner = view.result.ranks.rank.indexOf(1);
  const ranges = winnerRanges(head.grid, view.project, view.weights, winner);
  const rows = ranges.map(({ low, high, from, to }, c) => {
    const whole = low <= from + 1e-9 && high >= to - 1e-9;
    return h("tr", {}, h("th", { scope: "row" }, head.grid.criteria[c].label),
      h("td", { class: whole ? "quiet" : null }, whole
        ? t("whole range")
        : t("{low} to {high}", { low: percent(low, 1), high: percent(high, 1) })));
  });
  const caption = t("« {site} » stays first while the weight stays within:", { site: titleOf(sites, winner) });
  return h("table", { class: "ranges" }, h("caption", {}, caption), h("tbody", {}, rows));
}

/** Draw the sliders in the state of the view; the one that is being moved stays in place. */
export function drawWeights(head, sites, store, view) {
  const held = document.activeElement?.id ?? "";
  const open = new Set([...document.querySelectorAll("#weights details[open]")].map((d) => d.dataset.family));
  if (held.startsWith("weight-") && byId(held)) {
    refreshShares(head, sites, view);
    return;
  }
  const ranges = h("div", { id: "ranges" });
  fill(byId("weights"),
    h("p", { class: "quiet small" }, t("Shares move by {spread} at the most around those of the grid; all scores follow.", { spread: percent(head.grid.spread) })),
    h("div", { id: "winner" }, winnerLine(sites, view)),
    head.grid.families.map((family, f) => [
      familySlider(head, store, view, family, f),
      h("details", { class: "criteria", "data-family": family.key, open: open.has(family.key) }, h("summary", {}, t("Criteria")),
        head.grid.criteria.flatMap((c, i) => (c.family === family.key ? [criterionSlider(head, store, view, i)] : []))),
    ]),
    h("div", { class: "buttons" },
      h("button", { type: "button", id: "weights-reset", class: "quiet-button", disabled: view.result.asGrid, onclick: () => store.set({ weights: {} }) }, t("Weights of the grid")),
      h("button", { type: "button", id: "weights-ranges", class: "quiet-button", onclick: () => fill(ranges, rangeTable(head, view, sites)) }, t("How far does the first hold?"))),
    ranges);
}

/** While a slider is held: figures and the other sliders follow, no element is replaced. */
function refreshShares(head, sites, view) {
  const show = (id, share, value) => {
    const input = byId(id);
    if (document.activeElement !== input) input.value = value;
    input.setAttribute("aria-valuetext", percent(share, 1));
    input.parentElement.querySelector("output").textContent = percent(share, 1);
  };
  head.grid.criteria.forEach((c, i) => show(`weight-${i}`, view.weights[i] / view.total, view.weights[i]));
  familyShares(head.grid, view.weights).forEach((share, f) => {
    const atGrid = head.grid.criteria.reduce((sum, c) => (c.family === head.grid.families[f].key ? sum + c.weight : sum), 0);
    show(`weight-family-${f}`, share, (share * view.total) / atGrid);
  });
  fill(byId("winner"), winnerLine(sites, view));
  byId("weights-reset").disabled = view.result.asGrid;
  byId("ranges").replaceChildren();
}
