/** What lies around the sites: layers of the study, and a base map on demand. */

import { collection, feature, readLines, readPoints, readPolygons } from "./decode.js";
import { PICTURE, nameplate } from "./images.js";

const BASE = {
  plan: { layer: "GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2", format: "image/png" },
  photo: { layer: "ORTHOIMAGERY.ORTHOPHOTOS", format: "image/jpeg" },
};

const PAINTS = {
  polygon: (colour, role) => {
    if (role === "commune") return [["line", { "line-color": colour, "line-width": 1, "line-opacity": 0.55, "line-dasharray": [4, 2] }]];
    if (role === "context") return [["line", { "line-color": colour, "line-width": 1, "line-opacity": 0.7 }]];
    const strength = role === "water" || role === "building" ? 0.7 : 0.22;
    return [["fill", { "fill-color": colour, "fill-opacity": strength }], ["line", { "line-color": colour, "line-width": 0.7, "line-opacity": 0.6 }]];
  },
  line: (colour, role) => [["line", { "line-color": colour, "line-width": ["interpolate", ["linear"], ["zoom"], 10, 0.5, 17, role === "water" ? 3 : 5] }]],
  point: (colour) => [["circle", { "circle-color": colour, "circle-radius": ["interpolate", ["linear"], ["zoom"], 11, 1.2, 16, 4], "circle-stroke-color": "#ffffff", "circle-stroke-width": 0.8 }]],
};
/** Fine layers would only blur a wide view. */
const CONTEXT_FROM = { street: 11.5, stop: 12.5, building: 13, facility: 12 };
const READERS = { polygon: [readPolygons, "MultiPolygon"], line: [readLines, "MultiLineString"], point: [readPoints, "Point"] };

/** Draw the layers of the context under the sites. */
export function drawContext(drawn, head, pack) {
  const { map } = drawn;
  head.context.forEach((entry, place) => {
    (entry.kinds ?? []).forEach((kind) => {
      const [read, type] = READERS[kind];
      const source = `context-${place}-${kind}`;
      const shapes = read(pack, `${place}/${kind}`, head.step);
      map.addSource(source, { type: "geojson", data: collection(shapes.map((s, i) => feature(i, type, s))) });
      PAINTS[kind](entry.colour, entry.role).forEach(([layerType, paintOf], i) => {
        const id = `${source}-${i}`;
        map.addLayer({ id, type: layerType, source, paint: paintOf, minzoom: CONTEXT_FROM[entry.role] ?? 0 }, "site-fill");
        drawn.context.push({ id, name: entry.name, shown: entry.shown });
      });
      if (entry.role === "commune" && kind === "polygon") drawNames(drawn, pack.get(`${place}/names`), shapes, entry);
    });
  });
}

function drawNames(drawn, names, shapes, entry) {
  const { map } = drawn;
  const features = names.flatMap((name, i) => {
    const ring = shapes[i]?.[0]?.[0];
    if (!name || !ring) return [];
    const icon = `name ${name}`;
    if (!map.hasImage(icon)) map.addImage(icon, nameplate(name), PICTURE);
    const middle = [0, 1].map((axis) => (Math.min(...ring.map((p) => p[axis])) + Math.max(...ring.map((p) => p[axis]))) / 2);
    return [feature(i, "Point", middle, { icon })];
  });
  map.addSource("names", { type: "geojson", data: collection(features) });
  map.addLayer({ id: "names", type: "symbol", source: "names", layout: { "icon-image": ["get", "icon"], "icon-padding": 8 } }, "site-name");
  drawn.context.push({ id: "names", name: entry.name, shown: entry.shown });
}

/** Show or hide the layers of the context; `hidden` null shows what the study shows first. */
export function showContext(drawn, hidden) {
  drawn.context.forEach(({ id, name, shown }) => {
    const visible = hidden ? !hidden.includes(name) : shown;
    drawn.map.setLayoutProperty(id, "visibility", visible ? "visible" : "none");
  });
}

/** Show an IGN base map, which takes the network; only when the reader asks. "" takes it away. */
export function showBase(drawn, name) {
  const { map } = drawn;
  if (map.getLayer("base")) {
    map.removeLayer("base");
    map.removeSource("base");
    map.removeControl(drawn.credit);
  }
  if (!BASE[name]) return;
  const { layer, format } = BASE[name];
  const address = "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&STYLE=normal&TILEMATRIXSET=PM"
    + `&LAYER=${layer}&FORMAT=${format}&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}`;
  map.addSource("base", { type: "raster", tiles: [address], tileSize: 256, maxzoom: 18, attribution: "© IGN – Géoplateforme" });
  drawn.credit = new maplibregl.AttributionControl({ compact: false });
  map.addControl(drawn.credit, "bottom-right");
  map.addLayer({ id: "base", type: "raster", source: "base", paint: { "raster-saturation": -0.4, "raster-opacity": 0.8 } }, map.getStyle().layers[1].id);
}
