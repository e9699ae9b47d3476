/** How firm the rank of a site is: first under other weights, order settled, what to measure first. */

import { h } from "./dom.js";
import { completenessOf } from "./scores.js";
import { figure, percent, t } from "./words.js";

const NO_FACT = 255;
const HARDLY_EVER = 0.005;
const MEASURED = 3;

/** Columns of a project that say so. */
export function readFirm(pack) {
  const named = Array.from({ length: MEASURED }, (_, n) => `measure/${n}`).filter((name) => pack.has(name));
  return {
    first: pack.get("first"),
    meanRank: pack.has("mean_rank") ? pack.get("mean_rank") : null,
    measure: named.map((name) => pack.get(name)),
  };
}

/** « First in 62 % of the admissible weightings », never a probability of success. */
function firstText({ first, meanRank }, count, i) {
  const share = first[i] < HARDLY_EVER ? t("Hardly ever first under the admissible weightings of the grid")
    : t("First in {share} of the admissible weightings of the grid", { share: percent(first[i]) });
  return meanRank ? t("{first}; mean rank {rank} of {count}", { first: share, rank: figure(meanRank[i]), count: figure(count, 0) }) : share;
}

/** Share of the other sites before or behind which the site stands whatever the unknowns. */
export function settledShare(ranks, i) {
  const count = ranks.rank.length;
  return count > 1 ? (ranks.best[i] - 1 + count - ranks.worst[i]) / (count - 1) : 1;
}

/** What the rank of a site rests on, as a section of its sheet. */
export function firmBlock(head, view, i, section) {
  const { firm, marks } = view.project;
  const { ranks } = view.result;
  const known = completenessOf(marks, view.weights, i);
  const facts = firm.measure.map((column) => column[i]).filter((place) => place !== NO_FACT);
  if (Number.isNaN(known)) return null;
  return section(t("How firm this rank is"),
    h("ul", { class: "plain", id: "firm" },
      ranks.rank.length > 1 && h("li", {}, firstText(firm, ranks.rank.length, i), "."),
      h("li", {}, t("Known: {share} of the weight.", { share: percent(known) })),
      ranks.rank.length > 1 && h("li", {}, t("Order settled with {share} of the other sites, whatever the unknowns.", { share: percent(settledShare(ranks, i)) }))),
    facts.length > 0 && [h("h4", {}, t("To measure first")), h("ol", { id: "measure-first" }, facts.map((place) => h("li", {}, head.facts[place])))]);
}
