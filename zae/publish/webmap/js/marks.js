/** Small drawings shared by the sheet, the table and the legend: letters, intervals, bars. */

import { h, svg } from "./dom.js";
import { familyKnown } from "./scores.js";
import { figure, percent, t } from "./words.js";

const THIN = 0.5; // of the weight of a family

/** Letter of a place on the scale, on its colour; « ? » where there is none. */
export function letterBadge(head, place, title = null) {
  const letter = place < 0 ? "?" : head.grid.letters[place][0];
  return h("span", {
    class: place < 0 ? "letter letter-unknown" : "letter",
    css: place < 0 ? {} : { background: head.palette.letters[letter], color: head.palette.ink[letter] },
    title,
  }, letter);
}

/** Whether the unknowns of a site leave more than one letter possible. */
export function undecided(letters, site) {
  return letters.central[site] >= 0 && letters.high[site] !== letters.low[site];
}

/** Letter of a site; where it is not settled, the letters possible, on no colour of theirs. */
export function siteBadge(head, letters, site) {
  if (!undecided(letters, site)) return letterBadge(head, letters.central[site]);
  const [best, worst, central] = ["high", "low", "central"].map((side) => head.grid.letters[letters[side][site]][0]);
  return h("span", { class: "letter letter-open", css: { "border-bottom-color": head.palette.letters[central] }, title: t("Letter not settled") }, `${best}–${worst}`);
}

/** Letters that stay possible: « B », or « B à D ». */
export function letterRange(head, letters, site) {
  const name = (place) => (place < 0 ? "?" : head.grid.letters[place][0]);
  const [best, worst] = [letters.high[site], letters.low[site]];
  return best === worst ? name(best) : t("{low} to {high}", { low: name(best), high: name(worst) });
}

/** Mark of a family with the share of its weight that is known; muted where that is under half. */
export function backedMark(head, view, f, i) {
  const mark = figure(view.result.scores.families.central[f][i] * 100, 0);
  const known = familyKnown(head.grid, head.grid.families[f], view.project.marks, view.weights, i);
  if (Number.isNaN(known)) return h("span", { class: "number" }, mark);
  return h("span", { class: known < THIN ? "number thin" : "number" }, h("strong", {}, mark), h("span", { class: "quiet" }, ` · ${t("{share} known", { share: percent(known) })}`));
}

/** An interval on a line from 0 to 100, with its central mark, over the colours of the letters. */
export function intervalBar(head, low, central, high, { height = 14 } = {}) {
  const said = Number.isNaN(central)
    ? t("Score not known")
    : t("Score {score}, between {low} and {high}", { score: figure(central), low: figure(low), high: figure(high) });
  const steps = head.grid.letters.map(([letter, from], i) => {
    const to = i ? head.grid.letters[i - 1][1] : 100;
    return svg("rect", { x: from, y: height - 4, width: to - from, height: 4, fill: head.palette.letters[letter] });
  });
  const known = !Number.isNaN(low) && !Number.isNaN(high);
  return svg("svg", { class: "interval", viewBox: `0 0 100 ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": said },
    steps,
    known && svg("rect", { x: low, y: 2, width: Math.max(high - low, 0.6), height: height - 7, class: "interval-range" }),
    !Number.isNaN(central) && svg("rect", { x: Math.min(central, 99.2) - 0.4, y: 0, width: 1.2, height: height - 3, class: "interval-mark" }));
}

/** Bar of a contribution: what it brings, in what it could bring. */
export function pointsBar(brought, available, most, colour) {
  const width = (value) => Math.max(0, (100 * value) / most);
  const shown = Number.isNaN(available) ? 0 : available;
  return svg("svg", { class: "points", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { x: 0, y: 0, width: width(shown), height: 8, class: "points-available" }),
    brought > 0 && svg("rect", { x: 0, y: 0, width: width(brought), height: 8, fill: colour }),
    brought < 0 && svg("rect", { x: 0, y: 0, width: Math.min(width(-brought), 100), height: 8, class: "points-negative" }));
}
