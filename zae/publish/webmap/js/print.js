/** The printed page: a picture of the map with its scale, the legend, the selected site. */

import { byId, fill, h } from "./dom.js";
import { figure, t } from "./words.js";

const NICE = [1, 2, 5];
/** Length of the equator of the web projection. [m] */
export const EARTH_M = 40075016.686;

/** Longest round length that fits in `pixels`. [m] */
function roundLength(metresPerPixel, pixels) {
  const most = metresPerPixel * pixels;
  const power = 10 ** Math.floor(Math.log10(most));
  return power * Math.max(...NICE.filter((n) => n * power <= most));
}

/** Draw a scale bar at the bottom right. [css pixels: width, height; of the ground: metresPerPixel] */
export function drawScale(context, { width, height, metresPerPixel }) {
  const metres = roundLength(metresPerPixel, 180);
  const length = metres / metresPerPixel;
  const [x, y] = [width - length - 24, height - 18];
  context.fillStyle = "rgba(255,255,255,0.85)";
  context.fillRect(x - 10, y - 24, length + 20, 34);
  context.strokeStyle = "#1f2933";
  context.fillStyle = "#1f2933";
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x, y - 5);
  context.lineTo(x, y);
  context.lineTo(x + length, y);
  context.lineTo(x + length, y - 5);
  context.stroke();
  context.font = '12px "Segoe UI", "Helvetica Neue", "DejaVu Sans", Arial, sans-serif';
  context.textAlign = "center";
  const label = metres >= 1000 ? `${figure(metres / 1000, metres % 1000 ? 1 : 0)} km` : `${figure(metres, 0)} m`;
  context.fillText(label, x + length / 2, y - 9);
}

/** Picture of the map as it stands, with a scale bar. */
function paperMap(map) {
  map.redraw();
  const source = map.getCanvas();
  const canvas = h("canvas", { width: source.width, height: source.height });
  const context = canvas.getContext("2d");
  context.drawImage(source, 0, 0);
  const ratio = window.devicePixelRatio || 1;
  context.scale(ratio, ratio);
  const latitude = (map.getCenter().lat * Math.PI) / 180;
  const metresPerPixel = (EARTH_M * Math.cos(latitude)) / (512 * 2 ** map.getZoom());
  drawScale(context, { width: canvas.width / ratio, height: canvas.height / ratio, metresPerPixel });
  return canvas.toDataURL("image/png");
}

/** Shape of the map on each paper. [css pixels] */
const PAPERS = { a4: [980, 800], a3: [1400, 1130] };
const PATIENCE_MS = 3000;

/** Give the map the shape of the paper, wait until it is drawn, take its picture, put it back. */
async function preparePaper(page, paper) {
  document.body.dataset.paper = paper;
  const { map } = page.map;
  const frame = byId("map");
  const [width, height] = PAPERS[paper];
  const kept = map.getBounds();
  frame.classList.add("on-paper");
  frame.style.setProperty("width", `${width}px`);
  frame.style.setProperty("height", `${height}px`);
  map.resize();
  map.fitBounds(kept, { duration: 0, padding: 0 });
  await Promise.race([map.once("idle"), new Promise((done) => { setTimeout(done, PATIENCE_MS); })]);
  page.paperMap = paperMap(map);
  frame.classList.remove("on-paper");
  frame.removeAttribute("style");
  map.resize();
  map.fitBounds(kept, { duration: 0, padding: 0 });
}

/** Block that chooses the paper and prints. */
export function printTools(page) {
  const choose = async (paper) => {
    if (page.map) await preparePaper(page, paper);
    window.print();
  };
  return h("section", {}, h("h3", {}, t("Print")),
    h("p", { class: "quiet small" }, t("The map as it stands, its legend, and the selected site.")),
    h("div", { class: "buttons" }, ["A4", "A3"].map((paper) => h("button", {
      type: "button", id: `print-${paper.toLowerCase()}`, class: "quiet-button", onclick: () => choose(paper.toLowerCase()),
    }, t("Print on {paper}", { paper })))));
}

/** Put the picture in place whenever the page is printed, from wherever that was asked. */
export function watchPrint(page) {
  window.addEventListener("afterprint", () => {
    page.paperMap = null;
  });
  window.addEventListener("beforeprint", () => {
    const picture = byId("print-map");
    picture.src = page.map ? page.paperMap ?? paperMap(page.map.map) : page.sketch.canvas.toDataURL("image/png");
    picture.hidden = false;
    document.querySelectorAll("#sheet details").forEach((details) => {
      details.open = true; // paper cannot be unfolded
    });
    const about = [
      page.view.project.label,
      page.view.result.asGrid ? t("weights of the grid") : t("weights moved by the reader"),
      new Date().toLocaleDateString(page.head.lang === "fr" ? "fr-FR" : "en-GB", { dateStyle: "long" }),
    ].join(" · ");
    fill(byId("print-about"), about, h("span", { class: "source" }, t("Sources: {text}", { text: page.head.credits.join(" ; ") })));
  });
}
