/** Which sites are shown: search and filters. */

import { ADMISSIONS, searchText } from "./model.js";
import { plain } from "./words.js";

const FIRED = 1;

/** Filters that list choices of a column of the sites. */
export const CHOICES = ["kind", "availability", "tenure", "commune"];

/**
 * Sites that pass the filters of the state.
 * Filters: text, letters [], least (score), areaFrom and areaTo [ha], admissions [], vetoes [],
 * and for each of CHOICES the values ticked. An absent one lets everything through. A site whose
 * letter is not settled passes by any letter that is possible: it is shown as such a range.
 * Vetoes are those that a site may carry: one that fires and is not ticked keeps it out.
 */
export function passing(sites, project, result, filters) {
  const shown = new Uint8Array(sites.count).fill(1);
  const keep = (test) => {
    for (let i = 0; i < sites.count; i += 1) if (shown[i] && !test(i)) shown[i] = 0;
  };
  if (filters.text) keepText(keep, sites, filters.text);
  if (filters.letters) keep((i) => mayBe(result.letters, i, filters.letters));
  if (filters.least) keep((i) => result.shown.central[i] >= filters.least);
  if (filters.areaFrom) keep((i) => sites.area[i] >= filters.areaFrom * 10000);
  if (filters.areaTo) keep((i) => sites.area[i] <= filters.areaTo * 10000);
  if (filters.admissions) keep((i) => filters.admissions.includes(admissionOf(project, i)));
  if (filters.vetoes) {
    const refused = project.vetoes.filter((_, v) => !filters.vetoes.includes(project.vetoKeys[v]));
    keep((i) => refused.every((states) => states[i] !== FIRED));
  }
  CHOICES.forEach((column) => {
    if (filters[column] && sites[column]) keep((i) => filters[column].includes(sites[column][i]));
  });
  return shown;
}

/** Whether one of some letters (by place) is possible for a site; -1 is the score not known. */
function mayBe({ low, central, high }, site, letters) {
  if (central[site] < 0) return letters.includes(-1);
  return letters.some((place) => place === central[site] || (high[site] <= place && place <= low[site]));
}

function keepText(keep, sites, text) {
  const words = plain(String(text)).split(/\s+/).filter(Boolean);
  keep((i) => words.every((word) => searchText(sites, i).includes(word)));
}

/** Admission of a site: admissible, reserve or interdit. */
export function admissionOf(project, site) {
  return ADMISSIONS[project.classes.best[site]];
}

/** Sites in the order of a column, the ones that are not shown left out. */
export function ordered(sites, project, result, shown, sort) {
  const falling = sort.startsWith("-");
  const key = keyOf(sites, project, result, sort.replace("-", ""));
  const list = [];
  for (let i = 0; i < sites.count; i += 1) if (shown[i]) list.push(i);
  const compare = typeof key(0) === "string"
    ? new Intl.Collator("fr", { numeric: true }).compare
    : (a, b) => (Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b);
  return list.sort((a, b) => (falling ? compare(key(b), key(a)) : compare(key(a), key(b))) || a - b);
}

function keyOf(sites, project, result, column) {
  switch (column) {
    case "name": return (i) => sites.name[i] ?? "";
    case "commune": return (i) => sites.commune?.[i] ?? "";
    case "area": return (i) => sites.area[i];
    case "score": return (i) => result.shown.central[i];
    case "admission": return (i) => project.classes.best[i];
    default: return (i) => result.ranks.rank[i];
  }
}
