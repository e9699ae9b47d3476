/** Remarks that a reader writes on sites, saved to a small file to send back. */

import { byId, fill, h } from "./dom.js";
import { titleOf } from "./model.js";
import { t } from "./words.js";

export const FORMAT = "zae-remarks-1";

/** Remarks of the page: none yet. */
export function makeRemarks() {
  return { author: "", bySite: new Map(), saved: true };
}

/** Field of the sheet for the remark on a site. */
export function remarkField(page, site) {
  const id = page.sites.id[site];
  const text = h("textarea", { id: "remark", rows: 3, maxlength: 4000 });
  text.value = page.remarks.bySite.get(id) ?? "";
  text.addEventListener("input", () => {
    if (text.value.trim()) page.remarks.bySite.set(id, text.value);
    else page.remarks.bySite.delete(id);
    page.remarks.saved = false;
    drawRemarkTools(page);
  });
  return h("div", { class: "remark" }, h("label", { for: "remark" }, t("Your remark on this site")), text);
}

/** Content of the file of remarks. */
export function remarksFile(page, now = new Date()) {
  const { scores, letters } = page.view.result;
  const remarks = [...page.remarks.bySite].map(([id, text]) => {
    const site = page.sites.place.get(id);
    return {
      site_id: id,
      name: titleOf(page.sites, site),
      text,
      score: Number.isNaN(scores.central[site]) ? null : Number(scores.central[site].toFixed(3)),
      letter: page.head.grid.letters[letters.central[site]]?.[0] ?? null,
    };
  });
  return {
    format: FORMAT,
    study: page.head.title,
    grid: { name: page.head.grid.name, version: page.head.grid.version },
    project: page.project.key,
    weights: page.store.get().weights,
    author: page.remarks.author,
    written: now.toISOString(),
    remarks,
  };
}

function save(page) {
  const text = JSON.stringify(remarksFile(page), null, 2);
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = h("a", { href: address, download: `remarques-${new Date().toISOString().slice(0, 10)}.json` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
  page.remarks.saved = true;
  drawRemarkTools(page);
}

/** Draw the block that counts and saves the remarks. */
export function drawRemarkTools(page) {
  const { remarks } = page;
  const author = h("input", { type: "text", id: "remark-author", autocomplete: "name", value: remarks.author });
  author.addEventListener("input", () => {
    remarks.author = author.value;
  });
  const count = remarks.bySite.size;
  fill(byId("remark-tools"), h("h3", {}, t("Remarks")),
    h("p", { class: "quiet small" }, t("They stay in this window until you save them; nothing is sent.")),
    h("label", { class: "field" }, t("Your name, if you wish"), author),
    h("div", { class: "buttons" },
      h("button", { type: "button", id: "remarks-save", class: "quiet-button", disabled: !count, onclick: () => save(page) }, t("Save {count} remark(s) to a file", { count })),
      count > 0 && !remarks.saved && h("span", { class: "warning" }, t("not saved yet"))));
}

/** Ask before leaving with remarks that were not saved. */
export function guardRemarks(page) {
  window.addEventListener("beforeunload", (event) => {
    if (!page.remarks.saved && page.remarks.bySite.size) event.preventDefault();
  });
}
