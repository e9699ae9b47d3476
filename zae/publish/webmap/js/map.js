/** The map: MapLibre GL, sites, context, badges. */

import { collection, feature } from "./decode.js";
import { PICTURE, badge, hatch, hatchedDot, openBadge, underneath } from "./images.js";
import { CROWD, FAR, MANY, MM, OUTLINES_FROM, appearance, appearanceCodes, dotRadii } from "./looks.js";
import { undecided } from "./marks.js";
import { titleOf } from "./model.js";
import { openArchive, sitesOf } from "./archive.js";
import { byId, later } from "./dom.js";
import { TILES_FROM, makeDots } from "./dots.js";
import { t } from "./words.js";

const BADGES_FROM = 12; // letters
const NAMES_FROM = 15; // letters and names
const MOST_BADGES = 150;
/** Whether the reader's browser can draw the map. */
export function canDraw() {
  try {
    const canvas = document.createElement("canvas");
    return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"));
  } catch {
    return false;
  }
}

/** Pictures of the badges of a kind, the best ranks first where room is scarce. */
const symbols = (id, kind, padding) => ({
  id,
  type: "symbol",
  source: "badges",
  filter: ["==", ["get", "kind"], kind],
  layout: { "icon-image": ["get", "icon"], "icon-padding": padding, "symbol-sort-key": ["get", "rank"] },
});

const PLAIN = { colour: "#ffffff", hatch: 0, admission: 0, shown: 1, selected: 0 };

/** What a site shows: as painted last, or as it was when the page opened, or else plainly. */
const stateOf = (name) => ["coalesce", ["feature-state", name], ["get", name], PLAIN[name]];

const hatchedDots = (id, icon, kind) => ({
  id,
  type: "symbol",
  source: "centres",
  maxzoom: FAR,
  layout: {
    "icon-image": icon,
    "icon-size": ["interpolate", ["linear"], ["zoom"], 7, 2.5 / 6, FAR, 1],
    "icon-allow-overlap": true,
    "icon-ignore-placement": true,
  },
  paint: { "icon-opacity": ["case", ["==", stateOf("hatch"), kind], stateOf("shown"), 0] },
});

/** Dots: with the edge of their admission, unless they are so many that edges would be all one sees. */
function dotPaint({ outlines, highlight }, count) {
  const many = count > MANY;
  const chosen = ["==", stateOf("selected"), 1];
  const edge = ["match", stateOf("admission"), 1, outlines.reserve.colour, 2, outlines.interdit.colour, outlines.admissible.colour];
  return {
    "circle-radius": ["interpolate", ["linear"], ["zoom"], 7, dotRadii(count)[0], FAR, dotRadii(count)[1]],
    "circle-color": stateOf("colour"),
    "circle-opacity": stateOf("shown"),
    ...(count <= CROWD && {
      "circle-stroke-opacity": stateOf("shown"),
      "circle-stroke-width": ["case", chosen, 3, ["==", stateOf("admission"), 0], many ? 0.3 : 0.8, many ? 0.8 : 2],
      "circle-stroke-color": ["case", chosen, highlight, edge],
    }),
  };
}

function siteLayers(palette, count) {
  const many = count > MANY;
  const { outlines } = palette;
  const line = (id, key, extra) => ({
    id,
    type: "line",
    source: "sites",
    paint: { "line-color": outlines[key].colour, "line-width": outlines[key].width_mm * MM, ...extra },
  });
  const only = (place) => ["case", ["==", stateOf("admission"), place], stateOf("shown"), 0];
  const opacity = ["*", stateOf("shown"), 0.88];
  const hatched = (kind) => ["case", ["==", stateOf("hatch"), kind], stateOf("shown"), 0];
  return [
    { id: "site-fill", type: "fill", source: "sites", paint: { "fill-color": stateOf("colour"), "fill-opacity": opacity } },
    { id: "site-undecided", type: "fill", source: "sites", paint: { "fill-pattern": "undecided", "fill-opacity": hatched(1) } },
    { id: "site-unknown", type: "fill", source: "sites", paint: { "fill-pattern": "unknown", "fill-opacity": hatched(2) } },
    line("site-line", "admissible", { "line-opacity": ["*", stateOf("shown"), 0.8] }),
    line("site-reserve", "reserve", { "line-opacity": only(1), "line-dasharray": [2.2, 1.4] }),
    line("site-interdit", "interdit", { "line-opacity": only(2) }),
    {
      id: "site-selected",
      type: "line",
      source: "sites",
      paint: { "line-color": palette.highlight, "line-width": 4, "line-opacity": stateOf("selected") },
    },
    { id: "site-dot", type: "circle", source: "centres", maxzoom: FAR, paint: dotPaint(palette, count) },
    ...(many ? [] : [hatchedDots("site-dot-undecided", "dot undecided", 1), hatchedDots("site-dot-unknown", "dot unknown", 2)]),
    symbols("site-name", "name", 1),
    symbols("site-badge", "letter", 0),
  ];
}

/** What is not plain of a look: few properties make light tiles. */
function worthTelling(look) {
  return Object.fromEntries(Object.entries(look).filter(([name, value]) => value !== PLAIN[name]));
}

function outlinesOf(sites, shows) {
  return collection(sites.id.map((_, i) => feature(i, "MultiPolygon", sites.outlines.shape(i), worthTelling(shows(i)))));
}

const BACKDROP = { id: "ground", type: "background", paint: { "background-color": "#f4f2ec" } };

/** The style where outlines come in tiles: they show from close up, dots are a layer apart. */
function tiledStyle(sites, palette, { zoom }) {
  const layers = siteLayers(palette, sites.count).filter(({ source }) => source !== "centres").map((layer) => {
    return layer.source === "sites" ? { ...layer, "source-layer": "sites", minzoom: TILES_FROM } : layer;
  });
  const tiles = { type: "vector", tiles: ["zae://{z}/{x}/{y}"], minzoom: zoom, maxzoom: zoom, promoteId: { sites: "site" } };
  return {
    version: 8,
    sources: { sites: tiles, badges: { type: "geojson", data: collection([]) } },
    layers: [BACKDROP, ...layers],
  };
}

/** Sites of the tiles that were read take their look before the tile is drawn. */
function readTiles(drawn, head) {
  const archive = openArchive(document.body.dataset.beside, head.tiles);
  maplibregl.addProtocol("zae", async ({ url }) => {
    const bytes = await archive(...url.replace("zae://", "").split("/").map(Number));
    sitesOf(bytes).forEach((id) => {
      if (!drawn.touched.has(id)) drawn.map.setFeatureState({ source: "sites", sourceLayer: "sites", id }, drawn.shows(id));
      drawn.touched.add(id);
    });
    return { data: bytes.buffer };
  });
}

function styleOf(sites, palette, shows) {
  const centres = sites.centres.flatMap((c, i) => (c ? [feature(i, "Point", c, worthTelling(shows(i)))] : []));
  const source = (data) => ({ type: "geojson", data, tolerance: 0.4, buffer: 16 });
  const outlines = sites.count > MANY ? collection([]) : outlinesOf(sites, shows);
  const layers = siteLayers(palette, sites.count).map((layer) => {
    return layer.source === "sites" && sites.count > MANY ? { ...layer, minzoom: OUTLINES_FROM } : layer;
  });
  return {
    version: 8,
    sources: { sites: source(outlines), centres: source(collection(centres)), badges: source(collection([])) },
    layers: [BACKDROP, ...layers],
  };
}

/** Controls said in the language of the page. */
function spoken() {
  return {
    "NavigationControl.ZoomIn": t("Zoom in"),
    "NavigationControl.ZoomOut": t("Zoom out"),
    "NavigationControl.ResetBearing": t("North up"),
    "AttributionControl.ToggleAttribution": t("Sources of the map"),
    "Map.Title": t("Map of the sites"),
    "ScaleControl.Meters": "m",
    "ScaleControl.Kilometers": "km",
  };
}

/**
 * Draw the map.
 * @returns {Promise<object>} what the page may ask of the map
 */
export async function drawMap(head, sites, store, view) {
  const shows = appearance(head, view);
  const { camera } = store.get();
  const drawn = { map: null, context: [], view, shows, codes: appearanceCodes(view), touched: new Set(), dots: null };
  if (head.tiles) {
    readTiles(drawn, head);
    drawn.dots = makeDots(sites, head.palette.highlight);
    drawn.dots.paint(shows);
  }
  const map = drawn.map = new maplibregl.Map({
    container: "map",
    style: head.tiles ? tiledStyle(sites, head.palette, head.tiles) : styleOf(sites, head.palette, shows),
    ...(camera
      ? { center: camera.slice(0, 2), zoom: camera[2] }
      : { bounds: head.bounds, fitBoundsOptions: { padding: 48, maxZoom: 15 } }),
    locale: spoken(),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    maxZoom: 19,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 120, unit: "metric" }), "bottom-right");
  addPictures(map, head.palette);
  await new Promise((done) => {
    map.once("style.load", done);
  });
  if (drawn.dots) map.addLayer(drawn.dots.layer, "site-name");
  listen(drawn, sites, store);
  return drawn;
}

function addPictures(map, palette) {
  map.once("style.load", () => {
    map.addImage("undecided", hatch(palette.undecidedHatch, { up: false, size: 9, width: 0.8 }), PICTURE);
    map.addImage("dot undecided", hatchedDot(palette.undecidedHatch, { up: false }), PICTURE);
    map.addImage("dot unknown", hatchedDot(palette.unknownHatch, { up: true, ground: palette.unknownFill }), PICTURE);
    map.addImage("unknown", hatch(palette.unknownHatch, { up: true, ground: palette.unknownFill }), PICTURE);
  });
}

function listen(drawn, sites, store) {
  const { map } = drawn;
  const at = (point) => {
    if (drawn.dots && map.getZoom() < TILES_FROM) return drawn.dots.near(map, point);
    const layers = (drawn.dots ? ["site-fill"] : ["site-dot", "site-fill"]).filter((id) => map.getLayer(id));
    const found = map.queryRenderedFeatures(point, { layers });
    return found.find(({ id }) => drawn.view.shown[id])?.id ?? null;
  };
  map.on("click", (event) => {
    const site = at(event.point);
    store.set({ site: site === null ? "" : sites.id[site] });
  });
  map.on("mousemove", (event) => {
    const site = at(event.point);
    map.getCanvas().style.cursor = site === null ? "" : "pointer";
    const tip = byId("tip");
    tip.hidden = site === null;
    if (site === null) return;
    tip.textContent = titleOf(sites, site);
    tip.style.setProperty("transform", `translate(${event.point.x + 14}px, ${event.point.y + 14}px)`);
  });
  map.on("mouseout", () => {
    byId("tip").hidden = true;
  });
  map.on("moveend", () => {
    const { lng, lat } = map.getCenter();
    store.set({ camera: [Number(lng.toFixed(5)), Number(lat.toFixed(5)), Number(map.getZoom().toFixed(2))] });
  });
}

/** Outlines of many sites, once their dots are drawn. */
export function addOutlines(drawn, sites) {
  if (sites.count > MANY && !drawn.dots) drawn.map.getSource("sites").setData(outlinesOf(sites, drawn.shows));
}

/** Give the sites whose look has changed their colour, hatch and outline. */
export function paint(drawn, head, view) {
  const codes = appearanceCodes(view);
  const shows = appearance(head, view);
  if (drawn.dots) {
    drawn.shows = shows;
    drawn.dots.paint(shows);
    drawn.touched.forEach((id) => {
      if (codes[id] !== drawn.codes[id]) drawn.map.setFeatureState({ source: "sites", sourceLayer: "sites", id }, shows(id));
    });
  } else codes.forEach((code, id) => {
    if (code === drawn.codes[id]) return;
    const state = shows(id);
    drawn.map.setFeatureState({ source: "sites", id }, state);
    drawn.map.setFeatureState({ source: "centres", id }, state);
  });
  drawn.codes = codes;
  drawn.view = view;
  drawn.refreshBadges();
}

/** Letters (and names, closer) on the sites in sight. */
export function keepBadges(drawn, head, sites) {
  const { map } = drawn;
  drawn.refreshBadges = () => {
    map.getSource("badges").setData(collection(badgesInSight(drawn, head, sites)));
  };
  map.on("moveend", later(drawn.refreshBadges, 60));
}

function badgesInSight(drawn, head, sites) {
  const { map, view } = drawn;
  if (!view || map.getZoom() < BADGES_FROM) return [];
  const box = map.getBounds();
  const seen = [];
  for (let i = 0; i < sites.count && seen.length < MOST_BADGES; i += 1) {
    if (view.shown[i] && sites.centres[i] && box.contains(sites.centres[i])) seen.push(i);
  }
  const badges = (kind, picture) => seen.map((i) => {
    return feature(i, "Point", sites.centres[i], { kind, icon: picture(i), rank: view.result.ranks.rank[i] });
  });
  const letters = badges("letter", (i) => letterImage(drawn, head, view.result.letters, i));
  if (map.getZoom() < NAMES_FROM) return letters;
  return [...letters, ...badges("name", (i) => nameImage(drawn, titleOf(sites, i)))];
}

function kept({ map }, icon, picture) {
  if (!map.hasImage(icon)) map.addImage(icon, picture(), PICTURE);
  return icon;
}

function letterImage(drawn, head, letters, site) {
  const { palette } = head;
  const name = (place) => (place < 0 ? "?" : head.grid.letters[place][0]);
  const letter = name(letters.central[site]);
  if (undecided(letters, site)) {
    const range = `${name(letters.high[site])}–${name(letters.low[site])}`;
    return kept(drawn, `letters ${range} ${letter}`, () => openBadge(range, palette.letters[letter]));
  }
  return kept(drawn, `letter ${letter}`, () => {
    return badge(letter, palette.letters[letter] ?? palette.unknownFill, palette.ink[letter] ?? "#1b1b1b");
  });
}

function nameImage(drawn, name) {
  return kept(drawn, `site ${name}`, () => underneath(name));
}

/** Bring a site to the middle of the map, unless it can already be seen well. */
export function flyTo({ map }, sites, site) {
  const centre = sites.centres[site];
  if (!centre) return;
  const seen = map.getBounds().contains(centre) && map.getZoom() >= BADGES_FROM;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!seen) map.easeTo({ center: centre, zoom: Math.max(map.getZoom(), 15), duration: still ? 0 : 500 });
}
