/**
 * The arithmetic of the grid: marks, families, whole score, letters, ranks, points.
 * The same as the toolkit's: arithmetic mean inside a family, geometric mean across families;
 * an unknown gives an interval; nothing is imputed.
 */

export const SIDES = ["low", "central", "high"];
const TIE = 1e-9; // a score that should be 80 must not fall for the last bit of a float
const APART = 1000; // farther apart than any two scores

/** Mark of a value by a piecewise linear function: [[x, mark], …]. [0-1] */
export function markOf(value, points) {
  if (Number.isNaN(value)) return NaN;
  const last = points.length - 1;
  if (value <= points[0][0]) return points[0][1];
  if (value >= points[last][0]) return points[last][1];
  let i = 1;
  while (points[i][0] < value) i += 1;
  const [x0, y0] = points[i - 1];
  const [x1, y1] = points[i];
  return y0 + ((y1 - y0) * (value - x0)) / (x1 - x0);
}

/** Marks of one criterion on every site, from the bounds of its facts. */
export function marksOf(fact, points, unknownCode) {
  const mark = (values) => values.map((value) => markOf(value, points));
  const certain = fact.low === fact.high;
  const [a, b] = [mark(fact.low), certain ? null : mark(fact.high)];
  const central = certain ? a : mark(fact.low.map((low, i) => (low + fact.high[i]) / 2));
  const low = certain ? a.slice() : a.map((at, i) => Math.min(at, b[i]));
  const high = certain ? a.slice() : a.map((at, i) => Math.max(at, b[i]));
  fact.status.forEach((code, i) => {
    if (code === unknownCode) [low[i], high[i]] = [0, 1];
  });
  return { low, central, high };
}

/** Weighted arithmetic mean of some columns, row by row; NaN marks are set aside. [0-1] */
export function familyScore(columns, weights) {
  const n = columns[0].length;
  const total = new Float64Array(n);
  const sum = new Float64Array(n);
  columns.forEach((column, c) => {
    const weight = weights[c];
    for (let i = 0; i < n; i += 1) {
      if (!Number.isNaN(column[i])) {
        total[i] += weight;
        sum[i] += weight * column[i];
      }
    }
  });
  for (let i = 0; i < n; i += 1) sum[i] = total[i] > 0 ? sum[i] / total[i] : NaN;
  return sum;
}

/** Weighted geometric mean across families, never below the floor. [0-100] */
export function wholeScore(families, weights, floor) {
  const n = families[0].length;
  const total = new Float64Array(n);
  const logs = new Float64Array(n);
  families.forEach((column, f) => {
    for (let i = 0; i < n; i += 1) {
      if (!Number.isNaN(column[i])) {
        total[i] += weights[f];
        logs[i] += weights[f] * Math.log(Math.min(1, Math.max(floor, column[i])));
      }
    }
  });
  for (let i = 0; i < n; i += 1) logs[i] = total[i] > 0 ? 100 * Math.exp(logs[i] / total[i]) : NaN;
  return logs;
}

/** Place of the letter of a score on the scale (0 is the best), -1 where there is none. */
export function letterPlace(score, scale) {
  if (Number.isNaN(score)) return -1;
  const place = scale.findIndex(([, from]) => score + TIE >= from);
  return place < 0 ? scale.length - 1 : place;
}

/** Weight of each family: the sum of its criteria's. */
export function familyWeights(grid, weights) {
  return grid.families.map((f) =>
    grid.criteria.reduce((sum, c, i) => (c.family === f.key ? sum + weights[i] : sum), 0),
  );
}

/**
 * Scores of all sites for a project.
 * @param grid      the grid of the head
 * @param marks     one { low, central, high } a criterion
 * @param weights   one number a criterion
 * @returns {{low, central, high, families: {low, central, high}}} scores [0-100], families [0-1]
 */
export function scoreSites(grid, marks, weights) {
  const across = familyWeights(grid, weights);
  const result = { families: {} };
  SIDES.forEach((side) => {
    const families = grid.families.map((family) => {
      const own = grid.criteria.flatMap((c, i) => (c.family === family.key ? [i] : []));
      return familyScore(own.map((i) => marks[i][side]), own.map((i) => weights[i]));
    });
    result.families[side] = families;
    result[side] = wholeScore(families, across, grid.floor);
  });
  return result;
}

/** First place in an ascending array whose value is at least (or, `after`, more than) `value`. */
function placeOf(sorted, value, after) {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle] < value || (after && sorted[middle] === value)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Rank of each site by admission class then score, and the ranks that unknowns leave open. */
export function rankSites(scores, classes) {
  const n = scores.central.length;
  const best = Float64Array.from(scores.high, (s, i) => s - APART * classes.best[i]);
  const worst = Float64Array.from(scores.low, (s, i) => s - APART * classes.worst[i]);
  const central = Float64Array.from(scores.central, (s, i) => {
    return (Number.isNaN(s) ? -1 : s) - APART * classes.best[i];
  });
  const [byBest, byWorst, byCentral] = [best, worst, central].map((v) => v.slice().sort());
  const ranks = { rank: new Int32Array(n), best: new Int32Array(n), worst: new Int32Array(n) };
  for (let i = 0; i < n; i += 1) {
    ranks.rank[i] = n - placeOf(byCentral, central[i], true) + 1;
    ranks.best[i] = n - placeOf(byWorst, best[i], true) + 1;
    ranks.worst[i] = n - placeOf(byBest, worst[i], false);
  }
  return ranks;
}

/** Share of the applicable weight that is known; an interval counts for what it narrows. [0-1] */
export function completenessOf(marks, weights, site) {
  let total = 0;
  let known = 0;
  marks.forEach((mark, c) => {
    const narrowed = 1 - (mark.high[site] - mark.low[site]);
    if (!Number.isNaN(narrowed)) {
      total += weights[c];
      known += weights[c] * narrowed;
    }
  });
  return total > 0 ? known / total : NaN;
}

/** The same of one family: what its mark rests on. [0-1] */
export function familyKnown(grid, family, marks, weights, site) {
  const own = grid.criteria.flatMap((c, i) => (c.family === family.key ? [i] : []));
  return completenessOf(own.map((c) => marks[c]), own.map((c) => weights[c]), site);
}

/**
 * Points that each criterion could bring, loses and brings to the central score of one site.
 * They add up to the score: losses are shared out with the logarithmic mean.
 */
export function pointsOf(grid, marks, weights, site) {
  const families = grid.families.map((family) => {
    const own = grid.criteria.flatMap((c, i) => {
      return c.family === family.key && !Number.isNaN(marks[i].central[site]) ? [i] : [];
    });
    const total = own.reduce((sum, i) => sum + weights[i], 0);
    const mark = own.reduce((sum, i) => sum + weights[i] * marks[i].central[site], 0) / total;
    return { key: family.key, total, mark };
  });
  const across = familyWeights(grid, weights).map((w, f) => (families[f].total > 0 ? w : 0));
  const all = across.reduce((a, b) => a + b, 0);
  const logs = families.map((f) => Math.log(Math.min(1, Math.max(grid.floor, f.mark))));
  const logWhole = logs.reduce((sum, l, f) => (across[f] > 0 ? sum + (across[f] / all) * l : sum), 0);
  const scale = -logWhole > 1e-12 ? (1 - Math.exp(logWhole)) / -logWhole : 1;
  return grid.criteria.map((criterion, i) => {
    const mark = marks[i].central[site];
    if (Number.isNaN(mark)) return { available: NaN, lost: NaN, brought: NaN };
    const f = grid.families.findIndex((family) => family.key === criterion.family);
    const share = across[f] / all;
    const inner = weights[i] / families[f].total;
    const gap = 1 - families[f].mark;
    const part = gap > 0 ? ((1 - mark) * inner) / gap : 0;
    const available = share * inner * 100;
    const lost = share * -logs[f] * scale * part * 100;
    return { available, lost, brought: available - lost };
  });
}
