/** Names of codes, for readers. */

import { t } from "./words.js";

const LABELS = {
  zone: "Business zone",
  friche: "Brownfield",
  site: "Site",
  land_unit: "Land unit",
  bare: "Bare land",
  densifiable: "Can be densified",
  built_up: "Built up",
  committed: "Committed",
  public: "Public",
  private: "Private",
  unknown: "Unknown",
  surveyed: "Surveyed outline",
  parcels: "Outline of the parcels",
  estimated_disk: "Disk of the declared area, not an outline",
  nominal_disk: "Nominal disk: the area is not known",
  admissible: "Admissible as it stands",
  reserve: "Admissible under a condition",
  interdit: "Forbidden",
  alerte: "Warning",
  measured: "measured",
  declared: "declared",
  estimated: "estimated",
  none_found: "none within reach",
  not_applicable: "not applicable",
  "": "Not stated",
};

/** Name of a code; the code itself where it has none (a commune). */
export function nameOf(code) {
  return Object.hasOwn(LABELS, code) ? t(LABELS[code]) : code;
}

/** Name of an admission in a narrow column. */
export function shortAdmission(code) {
  return code === "reserve" ? t("Under a condition") : nameOf(code);
}

/** Name of a level or status inside a sentence. */
export function statusName(code) {
  return code === "unknown" ? t("unknown") : nameOf(code);
}
