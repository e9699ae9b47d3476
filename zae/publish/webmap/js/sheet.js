/** The sheet of a site: its score and where every point of it comes from. */

import { byId, fill, h } from "./dom.js";
import { admissionOf } from "./filters.js";
import { firmBlock } from "./firm.js";
import { nameOf, shortAdmission, statusName } from "./labels.js";
import { backedMark, intervalBar, letterRange, pointsBar, siteBadge } from "./marks.js";
import { neighbours, titleOf } from "./model.js";
import { pointsOf } from "./scores.js";
import { decisive, nextLetter, strengths, weaknesses } from "./reasons.js";
import { area, bounds, figure, measure, percent, t } from "./words.js";

const section = (title, ...content) => h("section", {}, h("h3", {}, title), content);

function heading(head, sites, view, i) {
  const facts = [
    nameOf(sites.kind[i]), sites.commune?.[i], area(sites.area[i]),
    sites.availability?.[i] && sites.availability[i] !== sites.kind[i] && nameOf(sites.availability[i]),
    sites.tenure?.[i] && t("tenure: {tenure}", { tenure: nameOf(sites.tenure[i]).toLowerCase() }),
  ].filter(Boolean);
  return [
    h("p", { class: "quiet" }, facts.map((text, k) => [k ? " · " : "", h("bdi", {}, text)])),
    sites.geometry_status[i].endsWith("_disk") && h("p", { class: "warning" }, nameOf(sites.geometry_status[i])),
  ];
}

function scoreBlock(head, view, i) {
  const { scores, letters, ranks } = view.result;
  const whole = view.whole;
  const rank = t("Rank {rank} of {count}; between {best} and {worst} once the unknowns are settled", {
    rank: figure(ranks.rank[i], 0), count: figure(ranks.rank.length, 0), best: figure(ranks.best[i], 0), worst: figure(ranks.worst[i], 0),
  });
  return [
    h("div", { class: "score-line" }, siteBadge(head, whole, i),
      h("p", {}, h("strong", { class: "score-figure" }, figure(scores.central[i])), h("span", { class: "quiet" }, " / 100"), h("br"),
        t("between {low} and {high}", { low: figure(scores.low[i]), high: figure(scores.high[i]) }), " · ",
        t("letter {letters}", { letters: letterRange(head, whole, i) }))),
    intervalBar(head, scores.low[i], scores.central[i], scores.high[i]),
    h("p", { class: "quiet" }, rank, "."),
    !view.result.asGrid && h("p", { class: "warning" }, t("With weights moved on this page, not those of the grid.")),
  ];
}

function familyBlock(head, view, i) {
  const { families } = view.result.scores;
  return section(t("Families"), h("ul", { class: "families" }, head.grid.families.map((family, f) => h("li", {},
    h("span", {}, family.label),
    backedMark(head, view, f, i),
    intervalBar(head, families.low[f][i] * 100, families.central[f][i] * 100, families.high[f][i] * 100)))));
}

function compared(head, view, veto, i) {
  const seen = view.project.seen[head.grid.vetoes.indexOf(veto)];
  if (!seen || Number.isNaN(seen.low[i])) return null;
  const unit = head.grid.observations[veto.fact] ?? head.grid.criteria.find(({ key }) => key === veto.fact).unit;
  const value = bounds(seen.low[i], seen.high[i], unit);
  const text = veto.threshold === null ? t("measured: {value}", { value })
    : t("measured: {value}; threshold: {limit}", { value, limit: bounds(veto.threshold, veto.threshold, unit) });
  return h("p", { class: "compared" }, text);
}

function vetoBlock(head, view, i) {
  const found = head.grid.vetoes.flatMap((veto, v) => (view.project.vetoes[v][i] ? [[veto, view.project.vetoes[v][i]]] : []));
  const order = { interdit: 0, reserve: 1, alerte: 2 };
  found.sort((a, b) => a[1] - b[1] || order[a[0].level] - order[b[0].level]);
  const fired = found.filter(([, state]) => state === 1);
  const open = found.filter(([, state]) => state === 2);
  const item = ([veto, state]) => h("li", { class: `veto veto-${state === 1 ? veto.level : "open"}` },
    h("strong", {}, t("{name}: {text}", { name: state === 1 ? shortAdmission(veto.level) : state === 2 ? t("To check") : t("Condition met"), text: veto.label })),
    compared(head, view, veto, i),
    h("p", {}, t("Lifting condition: {text}", { text: veto.lifting })),
    h("p", { class: "quiet" }, veto.reference));
  return section(t("Vetoes and conditions"),
    fired.length ? h("ul", { class: "plain" }, fired.map(item)) : h("p", {}, t("None on what is known."), " ", nameOf(admissionOf(view.project, i)), "."),
    open.length > 0 && h("details", {}, h("summary", {}, t("{count} to check, for want of data", { count: open.length })), h("ul", { class: "plain" }, open.map(item))));
}

function reasonsBlock(head, view, points, i) {
  const list = (title, entries, sign) => entries.length > 0 && h("div", {}, h("h4", {}, title), h("ul", { class: "plain reasons" }, entries.map(([c, value]) =>
    h("li", {}, h("span", { class: "number" }, `${sign}${figure(value)}`), " ", head.grid.criteria[c].label, " ",
      h("span", { class: "quiet" }, valueText(head, view, c, i))))));
  return section(t("Reasons"), h("div", { class: "two" },
    list(t("What lifts the score"), strengths(points), "+"),
    list(t("What holds it back"), weaknesses(points), "−")));
}

function valueText(head, view, c, i) {
  const fact = view.project.facts[c];
  const status = head.statuses[fact.status[i]];
  if (status === "unknown" || status === "not_applicable") return statusName(status);
  return bounds(fact.low[i], fact.high[i], head.grid.criteria[c].unit);
}

function nextBlock(head, view, i) {
  const next = nextLetter(head, view, i);
  if (!next) return null;
  const [letter] = head.grid.letters[next.place];
  const ways = next.ways.map(({ criterion, value, gain }) => h("li", {}, t("{name}: {text}", { name: head.grid.criteria[criterion].label, text: "" }),
    value === null ? t("{points} points at the most, not enough alone", { points: figure(gain) }) : [
      head.grid.criteria[criterion].points[0][1] < 0.5 ? t("at least") : t("at most"), " ",
      h("strong", {}, `${measure(value)}\u00a0${head.grid.criteria[criterion].unit}`),
      h("span", { class: "quiet" }, ` (${t("today")} ${valueText(head, view, criterion, i)})`)]));
  return section(t("What would move it to {letter}", { letter }),
    h("p", {}, t("{points} points are missing.", { points: figure(next.missing) })),
    ways.length > 0 && h("ul", {}, ways));
}

function unknownBlock(head, view, i) {
  const open = decisive(head, view, i);
  if (!open.length) return null;
  return section(t("What is not known"), h("p", { class: "quiet" }, t("Width that each datum would take off the interval.")),
    h("ul", {}, open.map(({ criterion, points }) => h("li", {}, t("{name}: {text}", { name: head.grid.criteria[criterion].label, text: "" }),
      h("strong", {}, t("{points} points", { points: figure(points) })),
      h("span", { class: "quiet" }, ` · ${t("needs")} ${head.grid.criteria[criterion].needs.map((n) => head.roles[n] ?? t("the project's own figures")).join(", ")}`)))));
}

function originText(head, view, c) {
  const origin = view.project.origin[head.grid.criteria[c].key];
  return origin.map((name) => head.sources[name] ?? (name === "project" ? t("the project") : name)).join(" ; ") || t("no source");
}

function contributionRow(head, view, points, most, c, i) {
  const criterion = head.grid.criteria[c];
  const fact = view.project.facts[c];
  const mark = view.project.marks[c].central[i];
  const known = !Number.isNaN(fact.low[i]);
  return h("tr", {},
    h("th", { scope: "row" }, criterion.label, h("span", { class: "source" }, originText(head, view, c))),
    h("td", {}, valueText(head, view, c, i), known && h("span", { class: "source" }, statusName(head.statuses[fact.status[i]]))),
    h("td", { class: "number" }, Number.isNaN(mark) ? "–" : percent(mark)),
    h("td", { class: "number" }, percent(view.weights[c] / view.total, 1)),
    h("td", { class: "number bar" }, figure(points[c].brought), pointsBar(points[c].brought, points[c].available, most, "#2b7a9b")));
}

function contributionBlock(head, view, points, i) {
  const most = Math.max(...points.map((p) => (Number.isNaN(p.available) ? 0 : p.available)), 1);
  const bodies = head.grid.families.map((family) => h("tbody", {},
    h("tr", {}, h("th", { colspan: 5, scope: "rowgroup", class: "family" }, family.label)),
    head.grid.criteria.flatMap((criterion, c) => (criterion.family === family.key ? [contributionRow(head, view, points, most, c, i)] : []))));
  return section(t("Where the points come from"), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("Where the points come from") },
    h("table", { class: "contributions" },
      h("caption", { class: "hidden" }, t("Points that each criterion brings; they add up to the score.")),
      h("thead", {}, h("tr", {}, [t("Criterion and source"), t("Value"), t("Mark"), t("Weight"), t("Points")].map((label) => h("th", { scope: "col" }, label)))),
      bodies,
      h("tbody", {}, h("tr", {}, h("th", { scope: "row", colspan: 4 }, t("Score")), h("td", { class: "number" }, h("strong", {}, figure(view.result.scores.central[i]))))))));
}

function neighbourBlock(head, sites, view, i) {
  const near = neighbours(sites, i, 5);
  return near.length > 0 && section(t("Neighbours"), h("ul", { class: "plain" }, near.map(([other, metres]) => h("li", {},
    siteBadge(head, view.whole, other), " ",
    h("button", { type: "button", class: "link", onclick: () => view.select(other) }, h("bdi", {}, titleOf(sites, other))),
    h("span", { class: "quiet" }, ` · ${metres >= 1000 ? `${figure(metres / 1000)} km` : `${figure(metres, 0)} m`}`)))));
}

function identityBlock(head, sites, i) {
  const link = sites.url?.[i] ?? "";
  const safe = /^https?:\/\//i.test(link);
  const rows = [
    [t("Identifier"), sites.id[i]],
    sites.zone_id?.[i] && [t("Zone"), sites.zone_id[i]],
    sites.parcels?.[i] && [t("Parcels"), sites.parcels[i]],
    [t("Outline"), nameOf(sites.geometry_status[i])],
  ].filter(Boolean);
  return section(t("Identity"), h("dl", {}, rows.map(([label, value]) => [h("dt", {}, label), h("dd", {}, h("bdi", {}, value))])),
    safe && h("p", {}, h("a", { href: link, rel: "noopener noreferrer", target: "_blank" }, t("Sheet, photo or plan (opens the network)"))));
}

/** Draw the sheet of the site of a view; nothing where none is selected. */
export function drawSheet(head, sites, view) {
  const i = view.site;
  byId("sheet").hidden = i === null;
  if (i === null) return;
  const points = pointsOf(head.grid, view.project.marks, view.weights, i);
  fill(byId("sheet-title"), h("bdi", {}, titleOf(sites, i)));
  fill(byId("sheet-body"),
    heading(head, sites, view, i),
    h("p", { class: "project-line" }, view.project.label),
    scoreBlock(head, view, i),
    view.extras(i),
    firmBlock(head, view, i, section),
    vetoBlock(head, view, i),
    reasonsBlock(head, view, points, i),
    familyBlock(head, view, i),
    nextBlock(head, view, i),
    unknownBlock(head, view, i),
    contributionBlock(head, view, points, i),
    neighbourBlock(head, sites, view, i),
    identityBlock(head, sites, i));
  byId("sheet-body").scrollTop = 0;
}
