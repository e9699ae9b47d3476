/** The sites, the projects and their current scores. */

import { openPack, readMiddles, readOutlines } from "./decode.js";
import { readFirm } from "./firm.js";
import { letterPlace, marksOf, rankSites, scoreSites } from "./scores.js";
import { plain } from "./words.js";

const RANK_OF_LEVEL = { alerte: 0, reserve: 1, interdit: 2 };
export const ADMISSIONS = ["admissible", "reserve", "interdit"];
const TEXTS = ["kind", "commune", "commune_insee", "zone_id", "availability", "geometry_status", "tenure"];
const NO_LETTER = 255;

/** Read where the sites are: their outlines (or tiles hold them), and the centre of each. */
export async function readShapes(head) {
  const pack = await openPack("shape", head.packs.shape);
  if (head.tiles) return { count: head.count, outlines: null, centres: readMiddles(pack, "middle", head.step) };
  const outlines = readOutlines(pack, "shape", head.step);
  return { count: head.count, outlines, centres: Array.from({ length: head.count }, (_, i) => centreOf(outlines, i)) };
}

/** Read the sites of the page, whose shapes are known. */
export async function readSites(head, shapes) {
  const pack = await openPack("sites", head.packs.sites);
  const sites = { ...shapes, pack, id: pack.get("id"), name: pack.get("name"), area: pack.get("area_m2") };
  TEXTS.forEach((name) => {
    sites[name] = pack.has(name) ? pack.texts(name) : null;
  });
  sites.parcels = pack.has("parcels") ? pack.get("parcels") : null;
  sites.url = pack.has("url") ? pack.get("url") : null;
  sites.place = new Map(sites.id.map((id, i) => [id, i]));
  sites.search = null;
  return sites;
}

/** Name that a reader sees; the id where there is none. */
export function titleOf(sites, site) {
  return sites.name[site] || sites.id[site];
}

/** Text that the search looks into, made once. */
export function searchText(sites, site) {
  sites.search ??= sites.id.map((id, i) => {
    const parts = [id, sites.name[i], sites.commune?.[i], sites.commune_insee?.[i], sites.parcels?.[i]];
    return plain(parts.filter(Boolean).join(" "));
  });
  return sites.search[site];
}

/** Centre of the largest part of a site, weighted by area; null where there is no shape. */
function centreOf({ x, y, ringAt, partAt, rowAt }, site) {
  let found = null;
  let largest = -1;
  for (let part = rowAt[site]; part < rowAt[site + 1]; part += 1) {
    const [from, to] = [ringAt[partAt[part]], ringAt[partAt[part] + 1]];
    const [x0, y0] = [x[from], y[from]];
    let [twice, sx, sy] = [0, 0, 0];
    for (let i = from + 1; i < to; i += 1) { // the sides that meet the first corner add nothing
      const [ax, ay, bx, by] = [x[i - 1] - x0, y[i - 1] - y0, x[i] - x0, y[i] - y0];
      const cross = ax * by - bx * ay;
      twice += cross;
      sx += (ax + bx) * cross;
      sy += (ay + by) * cross;
    }
    if (Math.abs(twice) > largest) {
      largest = Math.abs(twice);
      found = twice ? [x0 + sx / (3 * twice), y0 + sy / (3 * twice)] : [x0, y0];
    }
  }
  return found;
}

/** Bounds and status of a fact; one without value is unknown, unless it does not apply. */
function factOf(head, pack, key) {
  const low = pack.get(`${key}/low`);
  const [unknown, silent] = ["unknown", "not_applicable"].map((name) => head.statuses.indexOf(name));
  const status = pack.get(`${key}/status`).map((code, i) => (Number.isNaN(low[i]) && code !== silent ? unknown : code));
  return { low, high: pack.has(`${key}/high`) ? pack.get(`${key}/high`) : low, status };
}

/** Read what a project shows at the first glance: its vetoes, admission classes and letters. */
export async function readLook(head, place) {
  const pack = await openPack(`look${place}`, head.packs[`look${place}`]);
  const vetoes = head.grid.vetoes.map(({ key }) => pack.get(`veto/${key}`));
  const letters = pack.has("letter") ? Int8Array.from(pack.get("letter"), (l) => (l === NO_LETTER ? -1 : l)) : null;
  return { vetoes, classes: classesOf(head, vetoes, head.count), letters };
}

/** Read a project: its look, its facts and the marks that follow. */
export async function readProject(head, sites, place) {
  const [look, pack] = await Promise.all([readLook(head, place), openPack(`project${place}`, head.packs[`project${place}`])]);
  const unknown = head.statuses.indexOf("unknown");
  const facts = head.grid.criteria.map(({ key }) => factOf(head, pack.has(`${key}/low`) ? pack : sites.pack, key));
  const keys = head.grid.criteria.map(({ key }) => key);
  const seen = head.grid.vetoes.map(({ fact }) => facts[keys.indexOf(fact)] ?? seenOf([pack, sites.pack], fact));
  return {
    ...head.projects[place],
    ...look,
    place,
    facts,
    marks: facts.map((fact, c) => marksOf(fact, head.grid.criteria[c].points, unknown)),
    vetoKeys: head.grid.vetoes.map(({ key }) => key),
    seen,
    firm: readFirm(pack),
  };
}

/** Bounds of an observation that only a veto looks at; null where the page does not hold it. */
function seenOf(packs, key) {
  const pack = packs.find((one) => one.has(`seen/${key}/low`));
  if (!pack) return null;
  const low = pack.get(`seen/${key}/low`);
  return { low, high: pack.has(`seen/${key}/high`) ? pack.get(`seen/${key}/high`) : low };
}

function classesOf(head, vetoes, count) {
  const classes = { best: new Uint8Array(count), worst: new Uint8Array(count), toCheck: new Uint8Array(count) };
  vetoes.forEach((states, v) => {
    const rank = RANK_OF_LEVEL[head.grid.vetoes[v].level];
    for (let i = 0; i < count; i += 1) {
      if (states[i] === 1) classes.best[i] = Math.max(classes.best[i], rank);
      if (states[i] === 1 || states[i] === 2) classes.worst[i] = Math.max(classes.worst[i], rank);
      if (states[i] === 2) classes.toCheck[i] += 1;
    }
  });
  return classes;
}

/** Weights of the grid, in the order of its criteria. */
export function gridWeights(head) {
  return head.grid.criteria.map((criterion) => criterion.weight);
}

/**
 * Scores, ranks and letters of a project under some weights.
 * @param family  key of the family that gives colours and letters; "" for the whole score
 */
export function evaluate(head, project, weights, family) {
  const scores = scoreSites(head.grid, project.marks, weights);
  const shown = family ? familyShown(head, scores, family) : scores;
  const asGrid = weights.every((w, i) => w === head.grid.criteria[i].weight);
  const scale = head.grid.letters;
  const place = (values) => Int8Array.from(values, (score) => letterPlace(score, scale));
  const letters = { low: place(shown.low), central: place(shown.central), high: place(shown.high) };
  if (asGrid && !family && project.letters) letters.central = project.letters;
  return { scores, shown, letters, ranks: rankSites(scores, project.classes), asGrid };
}

function familyShown(head, scores, family) {
  const f = head.grid.families.findIndex(({ key }) => key === family);
  const hundred = (values) => values.map((v) => v * 100);
  return {
    low: hundred(scores.families.low[f]),
    central: hundred(scores.families.central[f]),
    high: hundred(scores.families.high[f]),
  };
}

/** Sites nearest to one, nearest first: [[site, distance in m], …]. */
export function neighbours(sites, site, count) {
  const here = sites.centres[site];
  if (!here) return [];
  const squeeze = Math.cos((here[1] * Math.PI) / 180);
  const metres = 111320;
  const far = sites.centres.flatMap((there, i) => {
    if (!there || i === site) return [];
    return [[i, metres * Math.hypot((there[0] - here[0]) * squeeze, there[1] - here[1])]];
  });
  return far.sort((a, b) => a[1] - b[1]).slice(0, count);
}
