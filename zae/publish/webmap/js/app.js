/** The page: reads what it holds, draws it, and keeps every view in step with the state. */

import { compareButton, compareTools, openComparison } from "./compare.js";
import { drawControls } from "./controls.js";
import { inflate, openPack } from "./decode.js";
import { byId, fill, h, later, nextFrame } from "./dom.js";
import { passing } from "./filters.js";
import { drawGlance } from "./glance.js";
import { drawLegend } from "./legend.js";
import { addOutlines, canDraw, drawMap, flyTo, keepBadges, paint } from "./map.js";
import { drawContext, showBase, showContext } from "./surroundings.js";
import { evaluate, gridWeights, readProject, readShapes, readSites } from "./model.js";
import { printTools, watchPrint } from "./print.js";
import { drawRemarkTools, guardRemarks, makeRemarks, remarkField } from "./remarks.js";
import { drawSheet } from "./sheet.js";
import { drawSketch, keepSketch, makeSketch } from "./sketch.js";
import { fromFragment, linkState, makeStore } from "./state.js";
import { drawTable, pageOf } from "./table.js";
import { winnerRanges } from "./winner.js";
import { drawWeights } from "./weights.js";
import { setWords } from "./words.js";

function weightsOf(head, moved) {
  return gridWeights(head).map((weight, c) => moved[head.grid.criteria[c].key] ?? weight);
}

/** What is shown, from the state: all that the views need. */
function viewOf(page) {
  const { head, sites, project, store } = page;
  const state = store.get();
  const weights = weightsOf(head, state.weights);
  const result = evaluate(head, project, weights, state.family);
  const whole = state.family ? evaluate(head, project, weights, "").letters : result.letters;
  return {
    ...page.actions,
    project,
    weights,
    total: weights.reduce((a, b) => a + b, 0),
    result,
    whole,
    shown: passing(sites, project, result, state.filters),
    family: state.family,
    hatching: state.hatching,
    sort: state.sort,
    site: sites.place.get(state.site) ?? null,
    page: page.tablePage,
    extras: (site) => [h("div", { class: "buttons" }, compareButton(sites, store, site)), remarkField(page, site)],
  };
}

function actionsOf(page) {
  const { store, sites } = page;
  return {
    select: (site) => store.set({ site: sites.id[site] }),
    sortBy: (sort) => store.set({ sort }),
    turn: (to) => {
      page.tablePage = to;
      page.view.page = to;
      drawTable(page.head, sites, page.view);
    },
  };
}

function draw(page) {
  page.view = viewOf(page);
  show(page);
}

function show(page) {
  document.body.dataset.project = page.project.key;
  drawLegend(page.head, page.view);
  drawTable(page.head, page.sites, page.view);
  drawSheet(page.head, page.sites, page.view);
  if (byId("panel-weights").open) drawWeights(page.head, page.sites, page.store, page.view);
  if (page.map) paint(page.map, page.head, page.view);
  else drawSketch(page.sketch, page.view, page.store.get().camera);
}

function drawTools(page) {
  const { head, sites, store } = page;
  const open = () => openComparison(head, sites, store, page.view);
  fill(byId("tools"), compareTools(sites, store, open), h("section", { id: "remark-tools" }), printTools(page));
  drawRemarkTools(page);
}

function follow(page) {
  const { store, head } = page;
  store.watch(["project"], async (state) => {
    await openProject(page, state.project);
    draw(page);
  });
  store.watch(["family", "filters", "sort", "weights", "hatching"], () => {
    page.tablePage = 0;
    draw(page);
  });
  store.watch(["site"], () => {
    const { view } = page;
    view.site = page.sites.place.get(store.get().site) ?? null;
    if (view.site !== null) page.tablePage = pageOf(page.sites, view);
    draw(page);
    if (page.map && view.site !== null) flyTo(page.map, page.sites, view.site);
  });
  store.watch(["compare"], () => {
    drawTools(page);
    drawSheet(page.head, page.sites, page.view);
  });
  store.watch(["hidden"], (state) => page.map && showContext(page.map, state.hidden));
  store.watch(["view"], (state) => {
    chooseView(state.view);
    resize(page);
  });
  byId("compare-close").addEventListener("click", () => byId("compare").close());
  byId("sheet-close").addEventListener("click", () => store.set({ site: "" }));
  linkState(store, (state) => restore(page, state));
  window.addEventListener("resize", later(() => {
    chooseView(store.get().view); // what is both on a screen is one or the other on a telephone
    resize(page);
  }, 100));
}

function restore(page, state) {
  page.store.set(settled(page.head, state));
  drawControls(page.head, page.sites, page.store, page.onBase);
}

/** State with a project that exists. */
function settled(head, state) {
  const known = head.projects.some(({ key }) => key === state.project);
  return known ? state : { ...state, project: head.projects[0].key };
}

async function openProject(page, key) {
  const place = page.head.projects.findIndex((project) => project.key === key);
  page.opened[place] ??= await readProject(page.head, page.sites, place);
  page.project = page.opened[place];
}

function chooseView(name) {
  const narrow = window.matchMedia("(max-width: 760px)").matches;
  const shown = !name || (narrow && name === "both") ? (narrow ? "map" : "both") : name;
  document.body.dataset.view = shown;
  document.querySelectorAll("[data-choose-view]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.chooseView === shown));
  });
}

function resize(page) {
  if (page.map) page.map.map.resize();
  else if (page.sketch) drawSketch(page.sketch, page.view, page.store.get().camera);
}

async function addDeflated(tag, id) {
  const element = document.createElement(tag);
  element.textContent = new TextDecoder().decode(await inflate(id));
  document.head.append(element);
}

/** MapLibre travels deflated; its texts are let in by their hashes in the policy of the page. */
async function loadLibrary() {
  await Promise.all([addDeflated("style", "library-style"), addDeflated("script", "library")]);
}

/** The moving map, which takes the place of the sketch once it shows all that is in sight. */
async function startMap(page) {
  if (!canDraw()) {
    byId("no-webgl").hidden = false;
    byId("map").hidden = true;
    keepSketch(page.sketch, () => page.view, page.actions.select);
    drawSketch(page.sketch, page.view, page.store.get().camera);
    return;
  }
  await loadLibrary();
  const map = await drawMap(page.head, page.sites, page.store, page.view);
  keepBadges(map, page.head, page.sites);
  page.map = map;
  paint(map, page.head, page.view); // what the reader changed in the meantime
  await map.map.once("idle");
  page.sketch.canvas.remove();
  document.body.dataset.live = "true";
}

async function finishMap(page) {
  if (!page.map) return;
  addOutlines(page.map, page.sites);
  drawContext(page.map, page.head, await openPack("context", page.head.packs.context));
  showContext(page.map, page.store.get().hidden);
  if (page.view.site !== null && !page.store.get().camera) flyTo(page.map, page.sites, page.view.site);
}

/** All that the page knows, with what it holds read. */
async function openPage(head, shapes, sketch, store) {
  const sites = await readSites(head, shapes);
  const page = { head, sites, store, opened: [], tablePage: 0, map: null, sketch, view: null, remarks: makeRemarks() };
  page.actions = actionsOf(page);
  page.evaluate = (weights) => evaluate(head, page.project, weights, store.get().family);
  page.winnerRanges = () => winnerRanges(head.grid, page.project, page.view.weights, page.view.result.ranks.rank.indexOf(1));
  page.onBase = (name) => page.map && showBase(page.map, name);
  await openProject(page, store.get().project);
  page.view = viewOf(page);
  return page;
}

/** Parts of the panel are drawn when they are first unfolded. */
function unfold(page) {
  byId("panel-weights").addEventListener("toggle", () => {
    if (byId("panel-weights").open) drawWeights(page.head, page.sites, page.store, page.view);
  });
}

async function start() {
  const head = JSON.parse(byId("head").textContent);
  setWords(head);
  const store = makeStore(settled(head, fromFragment(window.location.hash)));
  chooseView(store.get().view);
  const shapes = await readShapes(head);
  const sketch = makeSketch(head, shapes);
  await drawGlance(head, sketch, store.get());
  const page = await openPage(head, shapes, sketch, store);
  show(page);
  await nextFrame();
  document.body.dataset.drawn = document.body.dataset.shown = "true";
  drawControls(head, page.sites, page.store, page.onBase);
  document.querySelectorAll("[data-choose-view]").forEach((button) => {
    button.addEventListener("click", () => page.store.set({ view: button.dataset.chooseView }));
  });
  drawTools(page);
  unfold(page);
  follow(page);
  guardRemarks(page);
  watchPrint(page);
  await startMap(page);
  await finishMap(page);
  window.zae = page; // for whoever wants to look behind
  document.body.dataset.ready = "true";
}

start().catch((error) => {
  byId("failed").hidden = false;
  byId("failed-reason").textContent = String(error?.message ?? error);
  throw error;
});
