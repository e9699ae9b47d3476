/** The legend, always in sight: letters with their counts, hatches, outlines, context. */

import { byId, fill, h, svg } from "./dom.js";
import { nameOf } from "./labels.js";
import { letterBadge, undecided } from "./marks.js";
import { figure, t } from "./words.js";

function swatch(...parts) {
  return svg("svg", { class: "swatch", viewBox: "0 0 28 16", "aria-hidden": "true" }, parts);
}

function hatched(colour, ground, up) {
  const lines = [-8, 0, 8, 16, 24].map((x) => svg("line", {
    x1: x, y1: up ? 16 : 0, x2: x + 16, y2: up ? 0 : 16, stroke: colour, "stroke-width": 1.2,
  }));
  return swatch(svg("rect", { x: 0, y: 0, width: 28, height: 16, fill: ground }), lines, svg("rect", { x: 0.5, y: 0.5, width: 27, height: 15, fill: "none", stroke: "#767676" }));
}

function outlined({ colour, width_mm: width, dash }) {
  return swatch(svg("rect", {
    x: 2, y: 2, width: 24, height: 12, fill: "#ffffff", stroke: colour, "stroke-width": width * 3.4,
    "stroke-dasharray": dash === "dash" ? "5 3" : null,
  }));
}

/** Sites shown of each letter, of no settled letter, of no score: each site is in one class. */
function countsOf(head, view) {
  const { letters } = view.result;
  const counts = { letters: head.grid.letters.map(() => 0), open: 0, none: 0 };
  view.shown.forEach((shown, i) => {
    if (!shown) return;
    if (letters.central[i] < 0) counts.none += 1;
    else if (undecided(letters, i)) counts.open += 1;
    else counts.letters[letters.central[i]] += 1;
  });
  return counts;
}

const counted = (number) => h("span", { class: "count", title: t("Sites shown") }, figure(number, 0));

function lettersOf(head, counts) {
  return head.grid.letters.map(([letter, from], i) => {
    const to = i ? head.grid.letters[i - 1][1] : 100;
    const range = i ? t("{low} to less than {high}", { low: from, high: to }) : t("{low} and more", { low: from });
    return h("li", {}, letterBadge(head, i), h("span", {}, range), counted(counts[i]));
  });
}

/** Draw the legend of what is shown. */
export function drawLegend(head, view) {
  const { palette } = head;
  const counts = countsOf(head, view);
  const family = head.grid.families.find(({ key }) => key === view.family);
  fill(byId("legend-title"), family ? family.label : t("Score out of 100"));
  fill(byId("legend-letters"), lettersOf(head, counts.letters));
  const open = hatched(palette.undecidedHatch, palette.letters[head.grid.letters[2]?.[0]] ?? "#cccccc", false);
  fill(byId("legend-signs"),
    h("li", {}, open, t("Letter not settled: several are possible"), counted(counts.open)),
    h("li", {}, hatched(palette.unknownHatch, palette.unknownFill, true), t("Score not known"), counted(counts.none)),
    h("li", {}, outlined(palette.outlines.reserve), nameOf("reserve")),
    h("li", {}, outlined(palette.outlines.interdit), nameOf("interdit")));
}
