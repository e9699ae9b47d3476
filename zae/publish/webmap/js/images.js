/** Pictures for the map, drawn on a canvas: hatches and badges. No glyph or sprite is loaded. */

const RATIO = 2;

function canvasOf(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas.getContext("2d", { willReadFrequently: true });
}

function pictureOf(context) {
  const { width, height } = context.canvas;
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

/** A tile of slanted lines that joins on every side; `up` slants like « / ». */
export function hatch(colour, { up, size = 8, width = 1.2, ground = null }) {
  const side = size * RATIO;
  const context = canvasOf(side, side);
  if (ground) {
    context.fillStyle = ground;
    context.fillRect(0, 0, side, side);
  }
  context.strokeStyle = colour;
  context.lineWidth = width * RATIO;
  [-side, 0, side].forEach((shift) => {
    context.beginPath();
    context.moveTo(shift - 2, up ? side + 2 : -2);
    context.lineTo(shift + side + 2, up ? -2 : side + 2);
    context.stroke();
  });
  return pictureOf(context);
}

/** A disc of slanted lines, to lie over a dot. */
export function hatchedDot(colour, { up, ground = null }) {
  const side = 12 * RATIO;
  const context = canvasOf(side, side);
  context.beginPath();
  context.arc(side / 2, side / 2, side / 2 - RATIO / 2, 0, 2 * Math.PI);
  context.clip();
  if (ground) {
    context.fillStyle = ground;
    context.fillRect(0, 0, side, side);
  }
  context.strokeStyle = colour;
  context.lineWidth = RATIO;
  for (let shift = -side; shift <= side; shift += 4 * RATIO) {
    context.beginPath();
    context.moveTo(shift, up ? side : 0);
    context.lineTo(shift + side, up ? 0 : side);
    context.stroke();
  }
  return pictureOf(context);
}

const FONT = '"Segoe UI", "Helvetica Neue", "DejaVu Sans", Arial, sans-serif';

function shorten(text, most) {
  const plain = text.replace(/[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, " ").trim();
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}

function halo(context, text, x, y) {
  context.lineJoin = "round";
  context.lineWidth = 3.5 * RATIO;
  context.strokeStyle = "rgba(255,255,255,0.92)";
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

function disc(context, fill) {
  const { width, height } = context.canvas;
  context.beginPath();
  context.arc(width / 2, height / 2, 9 * RATIO, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = 1.5 * RATIO;
  context.strokeStyle = "#ffffff";
  context.stroke();
}

function widthOf(label, font) {
  const context = canvasOf(1, 1);
  context.font = font;
  return Math.ceil(context.measureText(label).width + 10 * RATIO);
}

/** A letter on a disc of its colour. */
export function badge(letter, fill, ink) {
  const context = canvasOf(21 * RATIO, 21 * RATIO);
  const { width, height } = context.canvas;
  disc(context, fill);
  context.textBaseline = "middle";
  context.textAlign = "center";
  context.fillStyle = ink;
  context.font = `700 ${12 * RATIO}px ${FONT}`;
  context.fillText(letter, width / 2, height / 2 + RATIO);
  return pictureOf(context);
}

/** Letters possible where none is settled: on white, the likeliest one's colour under them. */
export function openBadge(letters, accent) {
  const font = `700 ${11 * RATIO}px ${FONT}`;
  const context = canvasOf(widthOf(letters, font), 21 * RATIO);
  const { width, height } = context.canvas;
  context.fillStyle = "#ffffff";
  context.fillRect(RATIO, 2 * RATIO, width - 2 * RATIO, height - 4 * RATIO);
  context.fillStyle = accent;
  context.fillRect(RATIO, height - 5 * RATIO, width - 2 * RATIO, 3 * RATIO);
  context.strokeStyle = "#6b7280";
  context.lineWidth = RATIO;
  context.strokeRect(RATIO, 2 * RATIO, width - 2 * RATIO, height - 4 * RATIO);
  context.font = font;
  context.textBaseline = "middle";
  context.textAlign = "center";
  context.fillStyle = "#1b1b1b";
  context.fillText(letters, width / 2, height / 2 - RATIO / 2);
  return pictureOf(context);
}

/** A name, to stand under a badge that has the same middle. */
export function underneath(name) {
  const label = shorten(name, 24);
  const font = `500 ${11.5 * RATIO}px ${FONT}`;
  const context = canvasOf(widthOf(label, font), 52 * RATIO);
  const { width, height } = context.canvas;
  context.textBaseline = "middle";
  context.textAlign = "center";
  context.font = font;
  context.fillStyle = "#1f2933";
  halo(context, label, width / 2, height / 2 + 18 * RATIO);
  return pictureOf(context);
}

/** A name alone, for a commune. */
export function nameplate(name) {
  const label = shorten(name, 32).toLocaleUpperCase("fr");
  const font = `500 ${11 * RATIO}px ${FONT}`;
  const measuring = canvasOf(1, 1);
  measuring.font = font;
  measuring.letterSpacing = `${RATIO}px`;
  const context = canvasOf(Math.ceil(measuring.measureText(label).width + 10 * RATIO), 20 * RATIO);
  context.font = font;
  context.letterSpacing = `${RATIO}px`;
  context.textBaseline = "middle";
  context.textAlign = "center";
  context.fillStyle = "#5b6670";
  halo(context, label, context.canvas.width / 2, context.canvas.height / 2);
  return pictureOf(context);
}

/** How the pictures are given to the map. */
export const PICTURE = { pixelRatio: RATIO };
