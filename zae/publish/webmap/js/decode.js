/** Columns of the page: base64 → inflate → typed arrays, and shapes made of them. */

import { textBeside } from "./beside.js";

const WIDTHS = { f8: 8, f4: 4, u4: 4, u2: 2, u1: 1 };
const ARRAYS = { f8: Float64Array, f4: Float32Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };

/** Bytes of a text in base64. */
export function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

/** Settles once an element is there in full: the program starts while the page is still read. */
async function arrived(elementId) {
  if (document.readyState !== "loading" || document.getElementById(elementId)?.nextSibling) return;
  await new Promise((done) => {
    document.addEventListener("DOMContentLoaded", done, { once: true });
  });
}

/** Bytes made whole again. */
export async function expand(packed, form) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream(form));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Text of an element of the page, or of the folder beside it. */
async function textOf(elementId) {
  const { beside } = document.body.dataset;
  if (beside && elementId.startsWith("pack-")) return textBeside(beside, elementId);
  await arrived(elementId);
  return document.getElementById(elementId).textContent;
}

/** Bytes of the deflated text that an element of the page holds. */
export async function inflate(elementId) {
  return expand(fromBase64(await textOf(elementId)), "deflate");
}

function joinPlanes(bytes, entry) {
  const width = WIDTHS[entry.t];
  const whole = new Uint8Array(entry.n * width);
  for (let plane = 0; plane < width; plane += 1) {
    const from = entry.o + plane * entry.n;
    for (let i = 0; i < entry.n; i += 1) whole[i * width + plane] = bytes[from + i];
  }
  return new ARRAYS[entry.t](whole.buffer);
}

function fromSteps(codes, { step, base }) {
  const values = new Float64Array(codes.length);
  for (let i = 0; i < codes.length; i += 1) values[i] = codes[i] ? (codes[i] - 1 + base) * step : NaN;
  return values;
}

function oneColumn(bytes, entry) {
  const plain = plainColumn(bytes, entry);
  return entry.step ? fromSteps(plain, entry) : plain;
}

function plainColumn(bytes, entry) {
  if (entry.t === "same") return new Float64Array(entry.n).fill(entry.v);
  if (entry.t === "json") {
    return JSON.parse(new TextDecoder().decode(bytes.subarray(entry.o, entry.o + entry.l)));
  }
  return joinPlanes(bytes, entry);
}

/** Reader of a pack: `get(name)` gives a column, `texts(name)` one of categories spelled out. */
export async function openPack(name, index) {
  const bytes = await inflate(`pack-${name}`);
  return {
    has: (column) => column in index,
    get: (column) => oneColumn(bytes, index[column]),
    texts: (column) => {
      const { labels } = index[column];
      return Array.from(oneColumn(bytes, index[column]), (code) => labels[code]);
    },
  };
}

function degrees(steps, size) {
  const values = new Float64Array(steps.length);
  let at = 0;
  for (let i = 0; i < steps.length; i += 1) {
    const step = steps[i];
    at += step & 1 ? -(step >>> 1) - 1 : step >>> 1;
    values[i] = at * size;
  }
  return values;
}

function coordinateReader(pack, name, size) {
  const x = degrees(pack.get(`${name}/x`), size);
  const y = degrees(pack.get(`${name}/y`), size);
  let at = 0;
  return (count) => {
    const line = new Array(count);
    for (let i = 0; i < count; i += 1, at += 1) line[i] = [x[at], y[at]];
    return line;
  };
}

/** Where each run of a column of counts begins, and where the last one ends. */
function startsOf(counts) {
  const starts = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i += 1) starts[i + 1] = starts[i] + counts[i];
  return starts;
}

/**
 * Multipolygons of a pack, one a row, left in typed arrays until someone asks for one.
 * `eachRing(visit)` gives each ring as visit(row, [x, y, x, y, …]), the closing point left out;
 * `shape(row)` gives coordinates as GeoJSON has them.
 */
export function readOutlines(pack, name, size) {
  const x = degrees(pack.get(`${name}/x`), size);
  const y = degrees(pack.get(`${name}/y`), size);
  const [ringAt, partAt, rowAt] = ["points", "rings", "parts"].map((k) => startsOf(pack.get(`${name}/${k}`)));
  const ring = (r) => {
    const line = [];
    for (let i = ringAt[r]; i < ringAt[r + 1]; i += 1) line.push([x[i], y[i]]);
    line.push(line[0]);
    return line;
  };
  const polygon = (p) => Array.from({ length: partAt[p + 1] - partAt[p] }, (_, k) => ring(partAt[p] + k));
  return {
    x, y, ringAt, partAt, rowAt,
    count: rowAt.length - 1,
    shape: (row) => Array.from({ length: rowAt[row + 1] - rowAt[row] }, (_, k) => polygon(rowAt[row] + k)),
    eachRing: (visit) => {
      for (let row = 0; row < rowAt.length - 1; row += 1) {
        for (let r = partAt[rowAt[row]]; r < partAt[rowAt[row + 1]]; r += 1) {
          const points = new Float64Array(2 * (ringAt[r + 1] - ringAt[r]));
          for (let i = ringAt[r], k = 0; i < ringAt[r + 1]; i += 1, k += 2) [points[k], points[k + 1]] = [x[i], y[i]];
          visit(row, points);
        }
      }
    },
  };
}

/** Middles of the rows of a pack; null where there is none. */
export function readMiddles(pack, name, size) {
  const x = degrees(pack.get(`${name}/x`), size);
  const y = degrees(pack.get(`${name}/y`), size);
  return Array.from(x, (lon, i) => (lon || y[i] ? [lon, y[i]] : null));
}

/** Coordinates of the multipolygons of a pack, one array a row. */
export function readPolygons(pack, name, size) {
  const outlines = readOutlines(pack, name, size);
  return Array.from({ length: outlines.count }, (_, row) => outlines.shape(row));
}

/** Coordinates of the multilines of a pack, one array a row. */
export function readLines(pack, name, size) {
  const take = coordinateReader(pack, name, size);
  const [points, parts] = ["points", "parts"].map((k) => pack.get(`${name}/${k}`));
  let part = 0;
  return Array.from(parts, (count) => {
    const lines = [];
    for (let p = 0; p < count; p += 1, part += 1) lines.push(take(points[part]));
    return lines;
  });
}

/** Coordinates of the points of a pack. */
export function readPoints(pack, name, size) {
  const x = degrees(pack.get(`${name}/x`), size);
  const y = degrees(pack.get(`${name}/y`), size);
  return Array.from(x, (lon, i) => [lon, y[i]]);
}

/** Features, as the map takes them. */
export const collection = (features) => ({ type: "FeatureCollection", features });

/** One feature; its id is its place. */
export const feature = (id, type, coordinates, properties = {}) => ({ type: "Feature", id, properties, geometry: { type, coordinates } });
