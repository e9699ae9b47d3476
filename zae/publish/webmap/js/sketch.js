/**
 * The sketch: the sites on a plain canvas, where the moving map will draw them. It is there within
 * a moment of the opening, holds the place of the map while that one starts, and stands for it
 * where there is no WebGL.
 */

import { byId, h } from "./dom.js";
import { hatch, hatchedDot } from "./images.js";
import { CROWD, FAR, MANY, MM, OUTLINES_FROM, appearance, appearanceCodes, dotRadius } from "./looks.js";
import { EARTH_M, drawScale } from "./print.js";
import { t } from "./words.js";

const TILE = 512;
const PADDING = 48;
const CLOSEST = 15;
const GROUND = "#f4f2ec";
const OPACITY = 0.88;

const across = (lon) => (lon + 180) / 360;

function down(lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** Where the map will look at the opening: middle in the world square, pixels a world, zoom. */
function lookOf(bounds, camera, width, height) {
  if (camera) return { x: across(camera[0]), y: down(camera[1]), scale: TILE * 2 ** camera[2], zoom: camera[2] };
  const [x0, x1, y0, y1] = [across(bounds[0]), across(bounds[2]), down(bounds[3]), down(bounds[1])];
  const room = (pixels) => Math.max(pixels - 2 * PADDING, 1);
  const scale = Math.min(room(width) / Math.max(x1 - x0, 1e-12), room(height) / Math.max(y1 - y0, 1e-12), TILE * 2 ** CLOSEST);
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, scale, zoom: Math.log2(scale / TILE) };
}

/** Zoom at which the map will open. */
export function openingZoom(head, camera) {
  const { clientWidth: width, clientHeight: height } = byId("map-area");
  return lookOf(head.bounds, camera, width, height).zoom;
}

/** Canvas of the sketch, laid where the map will be. */
export function makeSketch(head, sites) {
  const canvas = h("canvas", { id: "sketch", role: "img", "aria-label": t("Map of the sites") });
  byId("map").before(canvas);
  return { canvas, head, sites, alone: false };
}

function fitted({ canvas, head }, camera) {
  const { clientWidth: width, clientHeight: height } = byId("map-area");
  const ratio = window.devicePixelRatio || 1;
  [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
  const look = lookOf(head.bounds, camera, width, height);
  const place = (lon, lat) => [(across(lon) - look.x) * look.scale + width / 2, (down(lat) - look.y) * look.scale + height / 2];
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = GROUND;
  context.fillRect(0, 0, width, height);
  return { context, width, height, ratio, place, zoom: look.zoom, metresPerPixel: EARTH_M / Math.cosh(Math.PI * (1 - 2 * look.y)) / look.scale };
}

function canvasFrom({ width, height, data }) {
  const canvas = h("canvas", { width, height });
  canvas.getContext("2d").putImageData(new ImageData(data, width, height), 0, 0);
  return canvas;
}

function hatchOf(palette, kind, dot) {
  const undecided = kind === 1;
  const colour = undecided ? palette.undecidedHatch : palette.unknownHatch;
  const options = { up: !undecided, ground: undecided ? null : palette.unknownFill };
  return canvasFrom(dot ? hatchedDot(colour, options) : hatch(colour, { ...options, ...(undecided && { size: 9, width: 0.8 }) }));
}

/** Width and colour of the edge of a dot. */
function edgeOf(palette, look, count) {
  if (count > CROWD) return null;
  if (look.selected) return [3, palette.highlight];
  const level = ["admissible", "reserve", "interdit"][look.admission];
  const plain = look.admission === 0;
  return [count > MANY ? (plain ? 0.3 : 0.8) : plain ? 0.8 : 2, palette.outlines[level].colour];
}

/** Picture of a dot of some look; the same for all that look alike. */
function dotPicture(frame, palette, look, count) {
  const radius = dotRadius(count, frame.zoom);
  const edge = edgeOf(palette, look, count);
  const side = Math.ceil(2 * (radius + (edge?.[0] ?? 0)) + 2);
  const canvas = h("canvas", { width: Math.ceil(side * frame.ratio), height: Math.ceil(side * frame.ratio) });
  const context = canvas.getContext("2d");
  context.scale(frame.ratio, frame.ratio);
  context.beginPath();
  context.arc(side / 2, side / 2, radius, 0, 2 * Math.PI);
  context.fillStyle = look.colour;
  context.fill();
  if (look.hatch && count <= MANY) {
    context.drawImage(hatchOf(palette, look.hatch, true), side / 2 - radius, side / 2 - radius, 2 * radius, 2 * radius);
  }
  if (edge) {
    [context.lineWidth, context.strokeStyle] = edge;
    context.beginPath();
    context.arc(side / 2, side / 2, radius + edge[0] / 2, 0, 2 * Math.PI);
    context.stroke();
  }
  return { canvas, side };
}

/** Visit the dots in sight with their picture: visit(picture, x, y). [css pixel] */
function eachDot(frame, { head, sites }, codes, shows, visit) {
  const pictures = new Map();
  sites.centres.forEach((centre, i) => {
    if (!centre || !(codes[i] & 1)) return;
    const [x, y] = frame.place(centre[0], centre[1]);
    if (x < -9 || y < -9 || x > frame.width + 9 || y > frame.height + 9) return;
    let picture = pictures.get(codes[i]);
    if (!picture) pictures.set(codes[i], picture = dotPicture(frame, head.palette, shows(i), sites.count));
    visit(picture, x, y);
  });
}

/** Pixels of a picture that can be seen, from its middle: how far across and down, colour, opacity. */
function pixelsOf({ canvas }) {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const words = new Uint32Array(data.buffer);
  const seen = Array.from(words.keys()).filter((k) => data[4 * k + 3]);
  const kept = Uint32Array.from(seen, (k) => words[k]);
  return {
    count: seen.length,
    across: Int16Array.from(seen, (k) => (k % width) - (width >> 1)),
    down: Int16Array.from(seen, (k) => Math.floor(k / width) - (height >> 1)),
    words: kept,
    bytes: new Uint8Array(kept.buffer),
  };
}

/** Lay the pixels of a picture over a sheet, its middle on one of them. */
function stamp({ words, bytes, width, height }, pixels, x, y) {
  for (let k = 0; k < pixels.count; k += 1) {
    const u = x + pixels.across[k];
    const v = y + pixels.down[k];
    if (u < 0 || v < 0 || u >= width || v >= height) continue;
    const at = v * width + u;
    const alpha = pixels.bytes[4 * k + 3];
    if (alpha === 255) words[at] = pixels.words[k];
    else for (let c = 0; c < 3; c += 1) bytes[4 * at + c] += ((pixels.bytes[4 * k + c] - bytes[4 * at + c]) * alpha) / 255;
  }
}

/** Many dots, pixel by pixel: asked for one picture each, a canvas takes many times as long. */
function stampDots(frame, sketch, codes, shows) {
  const { context, ratio } = frame;
  const { width, height } = context.canvas;
  const image = context.getImageData(0, 0, width, height);
  const sheet = { width, height, bytes: image.data, words: new Uint32Array(image.data.buffer) };
  eachDot(frame, sketch, codes, shows, (picture, x, y) => {
    picture.pixels ??= pixelsOf(picture);
    stamp(sheet, picture.pixels, Math.round(x * ratio), Math.round(y * ratio));
  });
  context.putImageData(image, 0, 0);
}

function drawDots(frame, sketch, codes, shows) {
  if (sketch.sites.count > MANY) {
    stampDots(frame, sketch, codes, shows);
    return;
  }
  eachDot(frame, sketch, codes, shows, ({ canvas, side }, x, y) => {
    frame.context.drawImage(canvas, x - side / 2, y - side / 2, side, side);
  });
}

/** Outlines of the sites that look alike, as one path; holes turn the other way, overlaps are filled. */
function pathsByLook(frame, sites, codes) {
  const paths = new Map();
  sites.outlines.eachRing((i, points) => {
    if (!(codes[i] & 1)) return;
    if (!paths.has(codes[i])) paths.set(codes[i], { path: new Path2D(), site: i });
    const { path } = paths.get(codes[i]);
    for (let k = 0; k < points.length; k += 2) {
      const [x, y] = frame.place(points[k], points[k + 1]);
      if (k) path.lineTo(x, y);
      else path.moveTo(x, y);
    }
    path.closePath();
  });
  return [...paths.values()];
}

function drawOutlines(frame, { head, sites }, codes, shows) {
  const { context } = frame;
  const { palette } = head;
  pathsByLook(frame, sites, codes).forEach(({ path, site }) => {
    const look = shows(site);
    context.globalAlpha = OPACITY;
    context.fillStyle = look.colour;
    context.fill(path);
    context.globalAlpha = 1;
    if (look.hatch) {
      const pattern = context.createPattern(hatchOf(palette, look.hatch, false), "repeat");
      pattern.setTransform(new DOMMatrix().scale(0.5)); // pictures are made for two pixels in one
      context.fillStyle = pattern;
      context.fill(path);
    }
    const { colour, width_mm: width } = palette.outlines[["admissible", "reserve", "interdit"][look.admission]];
    context.setLineDash(look.admission === 1 ? [2.2 * width * MM, 1.4 * width * MM] : []);
    context.lineWidth = look.selected ? 4 : width * MM;
    context.strokeStyle = look.selected ? palette.highlight : colour;
    context.stroke(path);
    context.setLineDash([]);
  });
}

/** Draw the sites of a view. */
export function drawSketch(sketch, view, camera) {
  const frame = fitted(sketch, camera);
  const { sites, head } = sketch;
  const [codes, shows] = [appearanceCodes(view), appearance(head, view)];
  const outlined = sites.outlines && (sites.count <= MANY || frame.zoom >= OUTLINES_FROM);
  if (outlined) drawOutlines(frame, sketch, codes, shows);
  if (frame.zoom < FAR || !sites.outlines) drawDots(frame, sketch, codes, shows);
  if (sketch.alone) drawScale(frame.context, frame);
  sketch.frame = frame;
}

/** Make the sketch the map of the page: it answers to the pointer. */
export function keepSketch(sketch, pageView, select) {
  sketch.alone = true;
  sketch.canvas.addEventListener("click", ({ offsetX, offsetY }) => {
    const { frame, sites } = sketch;
    const { shown } = pageView();
    let [found, nearest] = [null, 14];
    sites.centres.forEach((centre, i) => {
      if (!centre || !shown[i]) return;
      const [x, y] = frame.place(centre[0], centre[1]);
      const far = Math.hypot(x - offsetX, y - offsetY);
      if (far < nearest) [found, nearest] = [i, far];
    });
    if (found !== null) select(found);
  });
}
