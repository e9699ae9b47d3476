/** How far one weight can move before the first site loses its place. */

import { familyWeights } from "./scores.js";

const STEPS = 40;
const REFINEMENTS = 14;
const SAME = 1e-12;

/** Sums of one family without one criterion, and of all the other families, site by site. */
function partsOf(grid, marks, weights, criterion, sites) {
  const family = grid.criteria[criterion].family;
  const own = grid.criteria.flatMap((c, i) => (c.family === family && i !== criterion ? [i] : []));
  const across = familyWeights(grid, weights);
  const others = grid.families.flatMap((f, k) => (f.key === family ? [] : [{ key: f.key, weight: across[k] }]));
  return sites.map((site) => {
    const part = { mark: marks[criterion].central[site], sum: 0, total: 0, logs: 0, weight: 0 };
    own.forEach((i) => {
      const mark = marks[i].central[site];
      if (Number.isNaN(mark)) return;
      part.sum += weights[i] * mark;
      part.total += weights[i];
    });
    others.forEach(({ key, weight }) => {
      const mark = familyMark(grid, marks, weights, key, site);
      if (Number.isNaN(mark)) return;
      part.logs += weight * Math.log(Math.min(1, Math.max(grid.floor, mark)));
      part.weight += weight;
    });
    return part;
  });
}

function familyMark(grid, marks, weights, family, site) {
  let [sum, total] = [0, 0];
  grid.criteria.forEach((c, i) => {
    const mark = marks[i].central[site];
    if (c.family !== family || Number.isNaN(mark)) return;
    sum += weights[i] * mark;
    total += weights[i];
  });
  return total > 0 ? sum / total : NaN;
}

/** Logarithm of the score of a site once the criterion weighs `weight`. */
function logScore(part, weight, rest, floor) {
  const known = !Number.isNaN(part.mark);
  const total = part.total + (known ? weight : 0);
  if (!(total > 0)) return part.weight > 0 ? part.logs / part.weight : -Infinity;
  const mark = (part.sum + (known ? weight * part.mark : 0)) / total;
  const across = rest + weight;
  return (part.logs + across * Math.log(Math.min(1, Math.max(floor, mark)))) / (part.weight + across);
}

/** Farthest weight between `from` (the winner holds) and `to` at which it still holds. */
function reach(holds, from, to) {
  let held = from;
  for (let step = 1; step <= STEPS; step += 1) {
    const next = from + ((to - from) * step) / STEPS;
    if (!holds(next)) return refine(holds, held, next);
    held = next;
  }
  return to;
}

function refine(holds, held, lost) {
  let [inside, outside] = [held, lost];
  for (let i = 0; i < REFINEMENTS; i += 1) {
    const middle = (inside + outside) / 2;
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}

/**
 * Range of each weight, all others as they are, within which the winner stays first.
 * @returns one { low, high, from, to } a criterion: what holds, and the range that was searched
 */
export function winnerRanges(grid, project, weights, winner) {
  const rivals = [];
  project.classes.best.forEach((rank, site) => {
    if (rank === project.classes.best[winner] && site !== winner) rivals.push(site);
  });
  return grid.criteria.map((criterion, c) => {
    const parts = partsOf(grid, project.marks, weights, c, rivals);
    const [own] = partsOf(grid, project.marks, weights, c, [winner]);
    const rest = familyWeights(grid, weights)[grid.families.findIndex((f) => f.key === criterion.family)] - weights[c];
    const holds = (weight) => {
      const least = logScore(own, weight, rest, grid.floor) + SAME;
      return parts.every((part) => logScore(part, weight, rest, grid.floor) <= least);
    };
    const [from, to] = [criterion.weight * (1 - grid.spread), criterion.weight * (1 + grid.spread)];
    return { low: reach(holds, weights[c], from), high: reach(holds, weights[c], to), from, to };
  });
}
