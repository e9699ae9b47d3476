/** Dots of very many sites, drawn by the graphics card in one go. */

import { dotRadius } from "./looks.js";

/** Zoom from which the outlines of the tiles take the place of the dots. */
export const TILES_FROM = 13;

const VERTEX = `#version 300 es
uniform mat4 matrix; uniform float size; in vec2 place; in vec4 colour; out vec4 painted;
void main() { gl_Position = matrix * vec4(place, 0.0, 1.0); gl_PointSize = size; painted = colour; }`;
const FRAGMENT = `#version 300 es
precision mediump float; in vec4 painted; out vec4 pixel;
void main() {
  float far = length(gl_PointCoord - vec2(0.5));
  if (painted.a < 0.5 || far > 0.5) discard;
  pixel = vec4(painted.rgb, 1.0);
}`;

function programOf(gl) {
  const program = gl.createProgram();
  [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]].forEach(([kind, text]) => {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  });
  gl.linkProgram(program);
  return program;
}

/** Matrix for places counted from an origin: in double precision, before the card rounds it. */
function movedTo(matrix, [x, y]) {
  const moved = Array.from(matrix);
  for (let row = 0; row < 4; row += 1) moved[12 + row] += matrix[row] * x + matrix[4 + row] * y;
  return new Float32Array(moved);
}

const bytesOf = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

/** Places of the sites on the square of the world, from an origin; far away where there is none. */
function placesOf(sites) {
  const squares = sites.centres.map((c) => c && maplibregl.MercatorCoordinate.fromLngLat(c));
  const first = squares.find(Boolean) ?? { x: 0, y: 0 };
  const places = new Float32Array(2 * squares.length).fill(9);
  squares.forEach((square, i) => {
    if (square) [places[2 * i], places[2 * i + 1]] = [square.x - first.x, square.y - first.y];
  });
  return { origin: [first.x, first.y], places };
}

/** A layer of dots: `colour(shows)` paints them, `near(map, point)` finds the nearest one shown. */
export function makeDots(sites, highlight) {
  const { origin, places } = placesOf(sites);
  const colours = new Uint8Array(4 * sites.count);
  let card = null;
  const layer = {
    id: "site-dot",
    type: "custom",
    onAdd: (map, gl) => {
      const [program, place, colour] = [programOf(gl), gl.createBuffer(), gl.createBuffer()];
      gl.bindBuffer(gl.ARRAY_BUFFER, place);
      gl.bufferData(gl.ARRAY_BUFFER, places, gl.STATIC_DRAW);
      card = { map, gl, program, place, colour, stale: true };
    },
    render: (gl, { defaultProjectionData }) => {
      if (card.map.getZoom() >= TILES_FROM) return;
      gl.useProgram(card.program);
      [["place", card.place, 2, gl.FLOAT, false], ["colour", card.colour, 4, gl.UNSIGNED_BYTE, true]].forEach(([name, buffer, size, type, normal]) => {
        const at = gl.getAttribLocation(card.program, name);
        gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
        if (name === "colour" && card.stale) gl.bufferData(gl.ARRAY_BUFFER, colours, gl.DYNAMIC_DRAW);
        gl.enableVertexAttribArray(at);
        gl.vertexAttribPointer(at, size, type, normal, 0, 0);
      });
      card.stale = false;
      gl.uniformMatrix4fv(gl.getUniformLocation(card.program, "matrix"), false, movedTo(defaultProjectionData.mainMatrix, origin));
      const size = 2 * dotRadius(sites.count, card.map.getZoom()) * window.devicePixelRatio;
      gl.uniform1f(gl.getUniformLocation(card.program, "size"), size);
      gl.drawArrays(gl.POINTS, 0, sites.count);
    },
  };
  const paint = (shows) => {
    for (let i = 0; i < sites.count; i += 1) {
      const look = shows(i);
      colours.set([...bytesOf(look.selected ? highlight : look.colour), look.shown ? 255 : 0], 4 * i);
    }
    if (card) {
      card.stale = true;
      card.map.triggerRepaint();
    }
  };
  const near = (map, point) => {
    const square = maplibregl.MercatorCoordinate.fromLngLat(map.unproject(point));
    const [x, y] = [square.x - origin[0], square.y - origin[1]];
    let [found, least] = [null, (8 / (512 * 2 ** map.getZoom())) ** 2];
    for (let i = 0; i < sites.count; i += 1) {
      const far = (places[2 * i] - x) ** 2 + (places[2 * i + 1] - y) ** 2;
      if (far < least && colours[4 * i + 3]) [found, least] = [i, far];
    }
    return found;
  };
  return { layer, paint, near };
}
