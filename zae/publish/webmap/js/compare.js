/** Two to four sites side by side. */

import { byId, fill, h } from "./dom.js";
import { admissionOf } from "./filters.js";
import { nameOf, shortAdmission, statusName } from "./labels.js";
import { backedMark, intervalBar, letterRange, siteBadge } from "./marks.js";
import { titleOf } from "./model.js";
import { area, bounds, figure, percent, t } from "./words.js";

export const MOST_COMPARED = 4;

/** Button of the sheet that adds a site to the comparison, or takes it out. */
export function compareButton(sites, store, site) {
  const { compare } = store.get();
  const id = sites.id[site];
  const inside = compare.includes(id);
  const full = !inside && compare.length >= MOST_COMPARED;
  return h("button", {
    type: "button", class: "quiet-button", disabled: full, "aria-pressed": String(inside),
    onclick: () => store.set({ compare: inside ? compare.filter((other) => other !== id) : [...compare, id] }),
  }, inside ? t("Take out of the comparison") : t("Compare this site"));
}

/** List of the sites that are compared, with the button that opens the comparison. */
export function compareTools(sites, store, onOpen) {
  const { compare } = store.get();
  const items = compare.filter((id) => sites.place.has(id)).map((id) => h("li", {}, h("bdi", {}, titleOf(sites, sites.place.get(id)))));
  return h("section", {}, h("h3", {}, t("Compare")),
    items.length ? h("ul", {}, items) : h("p", { class: "quiet small" }, t("Choose two to four sites from their sheets.")),
    items.length > 0 && h("div", { class: "buttons" },
      h("button", { type: "button", class: "quiet-button", id: "compare-open", disabled: items.length < 2, onclick: onOpen }, t("Side by side")),
      h("button", { type: "button", class: "quiet-button", onclick: () => store.set({ compare: [] }) }, t("Empty"))));
}

const row = (label, cells, attributes = {}) => h("tr", attributes, h("th", { scope: "row" }, label), cells.map((cell) => h("td", {}, cell)));

function factCell(head, view, c, i) {
  const fact = view.project.facts[c];
  const status = head.statuses[fact.status[i]];
  const mark = view.project.marks[c].central[i];
  if (Number.isNaN(mark)) return h("span", { class: "quiet" }, statusName(status));
  return [bounds(fact.low[i], fact.high[i], head.grid.criteria[c].unit), h("span", { class: "quiet" }, ` · ${percent(mark)}`)];
}

function summaryRows(head, sites, view, chosen) {
  const { scores } = view.result;
  return [
    row(t("Score"), chosen.map((i) => [siteBadge(head, view.whole, i), " ", h("strong", {}, figure(scores.central[i])), " ",
      h("span", { class: "quiet" }, t("{low} to {high}", { low: figure(scores.low[i]), high: figure(scores.high[i]) })),
      intervalBar(head, scores.low[i], scores.central[i], scores.high[i])])),
    row(t("Letters possible"), chosen.map((i) => letterRange(head, view.whole, i))),
    row(t("Rank"), chosen.map((i) => view.result.ranks.rank[i])),
    row(t("Admission"), chosen.map((i) => shortAdmission(admissionOf(view.project, i)))),
    row(t("Area"), chosen.map((i) => area(sites.area[i]))),
    row(t("Commune"), chosen.map((i) => h("bdi", {}, sites.commune?.[i] ?? ""))),
    sites.availability && row(t("Availability"), chosen.map((i) => nameOf(sites.availability[i]))),
  ];
}

function familyRows(head, view, chosen, family, f) {
  return [
    row(family.label, chosen.map((i) => backedMark(head, view, f, i)), { class: "family" }),
    head.grid.criteria.flatMap((c, k) => (c.family === family.key ? [row(c.label, chosen.map((i) => factCell(head, view, k, i)))] : [])),
  ];
}

/** Open the comparison of the sites of the state. */
export function openComparison(head, sites, store, view) {
  const chosen = store.get().compare.flatMap((id) => (sites.place.has(id) ? [sites.place.get(id)] : []));
  fill(byId("compare-body"), h("table", { class: "comparison" },
    h("caption", {}, view.project.label),
    h("thead", {}, h("tr", {}, h("td", {}), chosen.map((i) => h("th", { scope: "col" }, h("bdi", {}, titleOf(sites, i)))))),
    h("tbody", {}, summaryRows(head, sites, view, chosen), head.grid.families.map((family, f) => familyRows(head, view, chosen, family, f)))));
  byId("compare").showModal();
}
