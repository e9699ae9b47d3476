/** Words and figures for readers; the English text is the key of its translation. */

let strings = {};
let locale = "fr-FR";
const formats = new Map();

/** A number in the language of the page; formats are dear to make, and kept. */
function written(value, options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(locale, options));
  return formats.get(key).format(value);
}

/** Take the language and the strings of the page. */
export function setWords(head) {
  strings = head.strings;
  locale = head.lang === "fr" ? "fr-FR" : "en-GB";
  formats.clear();
}

/** A text in the language of the page, its {fields} filled. */
export function t(message, fields = {}) {
  const text = strings[message] ?? message;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? String(fields[name]) : whole));
}

/** A number as readers of the language write it. */
export function figure(value, digits = 1) {
  if (Number.isNaN(value)) return "–";
  const shown = Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value;
  return written(shown, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A measured value: three significant digits, whole above 1,000. */
export function measure(value) {
  if (Number.isNaN(value)) return "–";
  const options = Math.abs(value) >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return written(value, options);
}

/** A share of one, in per cent. */
export function percent(share, digits = 0) {
  if (Number.isNaN(share)) return "–";
  return written(share, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** An area: hectares above one, square metres below. */
export function area(m2) {
  return m2 >= 10000 ? `${figure(m2 / 10000, 1)} ha` : `${measure(m2)} m²`;
}

/** Bounds of a value with its unit: « 12–18 m ». */
export function bounds(low, high, unit) {
  if (Number.isNaN(low)) return t("unknown");
  const [a, b] = [measure(low), measure(high)];
  const value = a === b ? a : t("{low} to {high}", { low: a, high: b });
  return unit ? `${value}\u00a0${unit}` : value;
}

/** Text made fit for a search: no accents, no case. */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
