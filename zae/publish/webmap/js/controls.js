/** The side panel: project, colours, filters, layers. */

import { byId, fill, h, later } from "./dom.js";
import { CHOICES } from "./filters.js";
import { nameOf } from "./labels.js";
import { ADMISSIONS } from "./model.js";
import { t } from "./words.js";

const LONG_LIST = 12;

const CHOICE_TITLES = {
  kind: "Kind of site",
  availability: "Availability",
  tenure: "Tenure",
  commune: "Commune",
};

const options = (entries, chosen) => entries.map(([value, label]) => h("option", { value, selected: value === chosen }, label));

function drawChoices(head, store) {
  const project = byId("project");
  fill(project, options(head.projects.map(({ key, label }) => [key, label]), store.get().project));
  project.onchange = () => store.set({ project: project.value });
  const family = byId("family");
  fill(family, options([["", t("Whole score")], ...head.grid.families.map(({ key, label }) => [key, label])], store.get().family));
  family.onchange = () => store.set({ family: family.value });
}

function patchFilter(store, name, value) {
  const { [name]: gone, ...others } = store.get().filters;
  store.set({ filters: value === null ? others : { ...others, [name]: value } });
}

function tickList(store, name, entries) {
  const ticked = store.get().filters[name];
  const boxes = entries.map(([value, label]) => h("label", { class: "tick" },
    h("input", { type: "checkbox", value, checked: !ticked || ticked.includes(value) }), h("bdi", {}, label)));
  const list = h("div", { class: entries.length > LONG_LIST ? "ticks long" : "ticks" }, boxes);
  list.addEventListener("change", () => {
    const inputs = [...list.querySelectorAll("input")];
    const kept = inputs.flatMap((input, i) => (input.checked ? [entries[i][0]] : []));
    patchFilter(store, name, kept.length === inputs.length ? null : kept);
  });
  return list;
}

const group = (title, ...content) => h("fieldset", {}, h("legend", {}, title), content);

function numberField(store, name, label, most) {
  const input = h("input", { type: "number", min: 0, max: most, step: "any", value: store.get().filters[name] ?? "" });
  input.addEventListener("input", later(() => patchFilter(store, name, input.value === "" ? null : Number(input.value)), 200));
  return h("label", { class: "field" }, label, input);
}

/** Draw the filters, in the state of the store. */
export function drawFilters(head, sites, store) {
  const letters = [...head.grid.letters.map(([letter], place) => [place, letter]), [-1, t("Score not known")]];
  const choices = CHOICES.flatMap((name) => {
    if (!sites[name]) return [];
    const values = [...new Set(sites[name])].sort((a, b) => a.localeCompare(b, "fr"));
    return values.length > 1 ? [group(t(CHOICE_TITLES[name]), tickList(store, name, values.map((v) => [v, nameOf(v)])))] : [];
  });
  const reset = () => {
    store.set({ filters: {} });
    drawFilters(head, sites, store);
    byId("search").value = "";
  };
  fill(byId("filters"),
    group(t("Letter, at least possible"), tickList(store, "letters", letters)),
    numberField(store, "least", t("Score of at least"), 100),
    h("div", { class: "pair" }, numberField(store, "areaFrom", t("Area from (ha)")), numberField(store, "areaTo", t("to (ha)"))),
    group(t("Admission"), tickList(store, "admissions", ADMISSIONS.map((a) => [a, nameOf(a)]))),
    head.grid.vetoes.length > 0 && group(t("Vetoes that a site may carry"), tickList(store, "vetoes", head.grid.vetoes.map(({ key, label }) => [key, label]))),
    choices,
    h("button", { type: "button", class: "quiet-button", onclick: reset }, t("Take all filters away")));
}

function drawSearch(store) {
  const search = byId("search");
  search.value = store.get().filters.text ?? "";
  search.oninput = later(() => patchFilter(store, "text", search.value.trim() || null), 150);
}

/** Draw the list of layers and the choice of a base map. */
export function drawLayers(head, store, onBase) {
  const hiddenAtFirst = head.context.filter(({ shown }) => !shown).map(({ name }) => name);
  const entries = head.context.map((entry) => {
    const hidden = (store.get().hidden ?? hiddenAtFirst).includes(entry.name);
    const box = h("input", { type: "checkbox", checked: !hidden && entry.drawn, disabled: !entry.drawn });
    box.addEventListener("change", () => {
      const others = (store.get().hidden ?? hiddenAtFirst).filter((name) => name !== entry.name);
      store.set({ hidden: box.checked ? others : [...others, entry.name] });
    });
    return h("li", {}, h("label", { class: "tick" }, box, h("span", { class: "key", css: { background: entry.colour } }), h("bdi", {}, entry.label)),
      h("span", { class: "source" }, entry.drawn ? entry.source : t("Too heavy for this page: see the GeoPackage")));
  });
  const hatching = h("input", { type: "checkbox", checked: store.get().hatching });
  hatching.addEventListener("change", () => store.set({ hatching: hatching.checked }));
  const base = h("select", { id: "base", onchange: () => onBase(base.value) }, options([["", t("None (no network)")], ["plan", t("IGN plan (network)")], ["photo", t("IGN aerial photograph (network)")]], ""));
  fill(byId("layers"),
    h("label", { class: "tick" }, hatching, t("Hatch the sites whose letter is not settled")),
    entries.length > 0 && group(t("Layers of the study"), h("ul", { class: "plain layer-list" }, entries)),
    h("label", { class: "field" }, t("Base map"), base));
}

/** Draw the whole panel and keep it in step. */
export function drawControls(head, sites, store, onBase) {
  drawChoices(head, store);
  drawSearch(store);
  drawFilters(head, sites, store);
  drawLayers(head, store, onBase);
}
