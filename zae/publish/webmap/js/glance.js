/**
 * The first glance at many sites: dots in the colours of their letters, drawn before anything else
 * of the page is read. Only where nothing more could be seen: no filter, no weight moved, no sheet
 * open, too far away for hatches and outlines.
 */

import { nextFrame } from "./dom.js";
import { MANY, OUTLINES_FROM } from "./looks.js";
import { readLook } from "./model.js";
import { drawSketch, openingZoom } from "./sketch.js";

const isEmpty = (value) => Object.keys(value).length === 0;

function tellsAll(head, state) {
  return head.count > MANY && !state.family && !state.site && isEmpty(state.weights) && isEmpty(state.filters)
    && openingZoom(head, state.camera) < OUTLINES_FROM;
}

/** Draw the first glance, if it would show what the page is going to show. */
export async function drawGlance(head, sketch, state) {
  if (!tellsAll(head, state)) return;
  const look = await readLook(head, head.projects.findIndex(({ key }) => key === state.project));
  const letters = { low: look.letters, central: look.letters, high: look.letters };
  const shown = new Uint8Array(head.count).fill(1);
  drawSketch(sketch, { result: { letters }, project: look, shown, site: null, hatching: false }, state.camera);
  await nextFrame();
  document.body.dataset.drawn = "true";
}
