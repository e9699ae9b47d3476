/** Reasons: what lifts a score, what holds it back, what would change it. */

import { familyWeights, letterPlace, scoreSites } from "./scores.js";

const MOST = 3;

const ranked = (points, value) => points
  .flatMap((p, c) => (value(p) > 0.05 ? [[c, value(p)]] : []))
  .sort((a, b) => b[1] - a[1])
  .slice(0, MOST);

/** Criteria that bring the most points: [[criterion, points], …]. */
export function strengths(points) {
  return ranked(points, (p) => p.brought);
}

/** Criteria that cost the most points: [[criterion, points], …]. */
export function weaknesses(points) {
  return ranked(points, (p) => p.lost);
}

/** Marks of one site alone, as columns of one row, one criterion replaced. */
function alone(marks, site, criterion, replacement) {
  return marks.map((mark, c) => {
    const one = (side) => Float64Array.of(c === criterion ? replacement[side] : mark[side][site]);
    return { low: one("low"), central: one("central"), high: one("high") };
  });
}

function scoreWith(head, view, site, criterion, mark) {
  const replacement = { low: mark, central: mark, high: mark };
  const marks = alone(view.project.marks, site, criterion, replacement);
  return scoreSites(head.grid, marks, view.weights);
}

/** Value of the criterion that is worth a mark. */
function valueAt(points, mark) {
  const rises = points[0][1] < points[points.length - 1][1];
  const line = rises ? points : [...points].reverse();
  const i = Math.max(1, line.findIndex(([, m]) => m >= mark));
  const [[x0, y0], [x1, y1]] = [line[i - 1], line[i]];
  return y1 === y0 ? x1 : x0 + ((x1 - x0) * (mark - y0)) / (y1 - y0);
}

function markNeeded(head, view, site, criterion, goal) {
  let [from, to] = [view.project.marks[criterion].central[site], 1];
  for (let step = 0; step < 40; step += 1) {
    const middle = (from + to) / 2;
    if (scoreWith(head, view, site, criterion, middle).central[0] >= goal) to = middle;
    else from = middle;
  }
  return to;
}

/**
 * What would move a site to the next letter: points missing, and the criteria that could do it
 * alone with the value needed; failing these, the ones that gain the most.
 */
export function nextLetter(head, view, site) {
  const score = view.result.scores.central[site];
  const place = letterPlace(score, head.grid.letters) - 1;
  if (Number.isNaN(score) || place < 0) return null;
  const goal = head.grid.letters[place][1];
  const gains = head.grid.criteria.flatMap((criterion, c) => {
    const mark = view.project.marks[c].central[site];
    if (Number.isNaN(mark) || mark >= 1) return [];
    const gain = scoreWith(head, view, site, c, 1).central[0] - score;
    return gain > 0.05 ? [{ criterion: c, gain, value: null }] : [];
  });
  gains.sort((a, b) => b.gain - a.gain);
  const enough = gains.filter(({ gain }) => score + gain >= goal).slice(0, MOST);
  enough.forEach((way) => {
    way.value = valueAt(head.grid.criteria[way.criterion].points, markNeeded(head, view, site, way.criterion, goal));
  });
  return { place, missing: goal - score, ways: enough.length ? enough : gains.slice(0, MOST) };
}

/** Uncertain criteria of a site, and the points of interval that settling each would take off. */
export function decisive(head, view, site) {
  const { low, high } = view.result.scores;
  const width = high[site] - low[site];
  const found = head.grid.criteria.flatMap((criterion, c) => {
    const mark = view.project.marks[c];
    if (!(mark.high[site] - mark.low[site] > 1e-6)) return [];
    const settled = [0, 1].map((share) => {
      const at = mark.low[site] + share * (mark.high[site] - mark.low[site]);
      const scores = scoreWith(head, view, site, c, at);
      return scores.high[0] - scores.low[0];
    });
    const points = width - (settled[0] + settled[1]) / 2;
    return points > 0.05 ? [{ criterion: c, points }] : [];
  });
  return found.sort((a, b) => b.points - a.points).slice(0, 5);
}

/** Effective share of each family under some weights. */
export function familyShares(grid, weights) {
  const own = familyWeights(grid, weights);
  const total = own.reduce((a, b) => a + b, 0);
  return own.map((w) => w / total);
}
