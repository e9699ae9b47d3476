/** The table: the same sites as the map, in the same state, a page at a time. */

import { byId, fill, h } from "./dom.js";
import { admissionOf, ordered } from "./filters.js";
import { shortAdmission } from "./labels.js";
import { letterRange, siteBadge } from "./marks.js";
import { titleOf } from "./model.js";
import { area, figure, t } from "./words.js";

const ROWS = 50;

function columns(head, sites) {
  return [
    { key: "rank", label: t("Rank"), cell: (v, i) => h("td", { class: "number" }, figure(v.result.ranks.rank[i], 0)) },
    { key: "name", label: t("Site"), cell: (v, i) => nameCell(v, sites, i) },
    { key: "score", label: t("Score"), cell: (v, i) => scoreCell(head, v, i) },
    { key: "", label: t("Interval"), cell: (v, i) => h("td", { class: "number" }, intervalText(v, i)) },
    { key: "", label: t("Letters possible"), cell: (v, i) => h("td", {}, letterRange(head, v.result.letters, i)) },
    { key: "admission", label: t("Admission"), cell: (v, i) => admissionCell(v, i) },
    { key: "area", label: t("Area"), cell: (v, i) => h("td", { class: "number" }, area(sites.area[i])) },
    { key: "commune", label: t("Commune"), cell: (v, i) => h("td", { class: "commune" }, h("bdi", {}, sites.commune?.[i] ?? "")) },
  ];
}

function nameCell(view, sites, i) {
  const open = h("button", { type: "button", class: "link", onclick: () => view.select(i) }, h("bdi", {}, titleOf(sites, i)));
  return h("th", { scope: "row", class: "name" }, open);
}

function scoreCell(head, view, i) {
  return h("td", { class: "number score" }, siteBadge(head, view.result.letters, i), " ", figure(view.result.shown.central[i]));
}

function intervalText({ result }, i) {
  const [low, high] = [figure(result.shown.low[i]), figure(result.shown.high[i])];
  return low === high ? "–" : t("{low} to {high}", { low, high });
}

function admissionCell(view, i) {
  const admission = admissionOf(view.project, i);
  const toCheck = view.project.classes.toCheck[i];
  return h("td", {}, h("span", { class: `admission admission-${admission}` }, shortAdmission(admission)),
    toCheck > 0 && h("span", { class: "quiet" }, ` · ${t("{count} to check", { count: toCheck })}`));
}

function headCell(column, view) {
  if (!column.key) return h("th", { scope: "col" }, column.label);
  const [up, down] = [view.sort === column.key, view.sort === `-${column.key}`];
  const next = up ? `-${column.key}` : column.key;
  return h("th", { scope: "col", "aria-sort": up ? "ascending" : down ? "descending" : "none" },
    h("button", { type: "button", class: "sort", onclick: () => view.sortBy(next) }, column.label,
      h("span", { class: "arrow", "aria-hidden": "true" }, up ? "▲" : down ? "▼" : "↕")));
}

function pager(view, count, page, pages) {
  const turn = (to, label, off) => h("button", { type: "button", class: "quiet-button", disabled: off, onclick: () => view.turn(to) }, label);
  const from = count ? page * ROWS + 1 : 0;
  return [
    h("span", { role: "status" }, t("Sites {from} to {to} of {count}", { from, to: Math.min(count, (page + 1) * ROWS), count: figure(count, 0) })),
    turn(page - 1, t("Previous"), page <= 0),
    turn(page + 1, t("Next"), page >= pages - 1),
  ];
}

/**
 * Draw the table.
 * @param view  what is shown: result, project, shown, sort, page, site, and the actions
 *              `select`, `sortBy`, `turn`
 */
export function drawTable(head, sites, view) {
  const list = ordered(sites, view.project, view.result, view.shown, view.sort);
  const pages = Math.max(1, Math.ceil(list.length / ROWS));
  const page = Math.min(view.page, pages - 1);
  const all = columns(head, sites);
  const focused = document.activeElement?.closest?.("#table thead th")?.cellIndex ?? -1;
  fill(byId("table-head"), h("tr", {}, all.map((column) => headCell(column, view))));
  if (focused >= 0) byId("table-head").rows[0].cells[focused]?.querySelector("button")?.focus();
  const rows = list.slice(page * ROWS, (page + 1) * ROWS).map((i) => h("tr", {
    class: i === view.site ? "selected" : null, "aria-current": i === view.site ? "true" : null,
  }, all.map((column) => column.cell(view, i))));
  fill(byId("table-body"), rows.length ? rows : h("tr", {}, h("td", { colspan: all.length }, t("No site passes the filters."))));
  fill(byId("pager"), pager(view, list.length, page, pages));
}

/** Page of the table on which a site stands. */
export function pageOf(sites, view) {
  const list = ordered(sites, view.project, view.result, view.shown, view.sort);
  return Math.max(0, Math.floor(list.indexOf(view.site) / ROWS));
}
