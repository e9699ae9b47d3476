/** State of the page: what is chosen, filtered, weighed and looked at; and its link. */

import { later } from "./dom.js";

/** State at the opening. */
export function freshState() {
  return {
    project: "", // key of a project
    family: "", // family that colours the map; "" for the whole score
    view: "", // map, table or both
    site: "", // id of the selected site
    compare: [], // ids
    weights: {}, // moved ones only: key of criterion → share
    filters: {}, // see filters.js
    sort: "rank",
    hidden: null, // context layers turned off, by name; null as the study has it
    hatching: true,
    camera: null, // [lon, lat, zoom]
  };
}

/** A store: `get()`, `set(patch)`, `watch(keys, listener)`. */
export function makeStore(initial) {
  let state = initial;
  const listeners = [];
  return {
    get: () => state,
    set: (patch) => {
      const changed = Object.keys(patch).filter((k) => JSON.stringify(patch[k]) !== JSON.stringify(state[k]));
      if (!changed.length) return;
      state = { ...state, ...patch };
      listeners.forEach(([keys, listener]) => {
        if (keys.some((key) => changed.includes(key))) listener(state, changed);
      });
    },
    watch: (keys, listener) => listeners.push([keys, listener]),
  };
}

/** State as the fragment of a link; only what differs from the opening. */
export function toFragment(state) {
  const fresh = freshState();
  const kept = Object.entries(state).filter(([k, v]) => JSON.stringify(v) !== JSON.stringify(fresh[k]));
  return kept.map(([k, v]) => `${k}=${encodeURIComponent(typeof v === "string" ? v : JSON.stringify(v))}`).join("&");
}

/** State of a fragment; parts that cannot be read are left as at the opening. */
export function fromFragment(fragment) {
  const state = freshState();
  fragment.replace(/^#/, "").split("&").forEach((part) => {
    const [key, ...rest] = part.split("=");
    if (!Object.hasOwn(state, key)) return;
    const value = readPart(rest.join("="), typeof state[key] === "string");
    if (value !== undefined && fits(key, value, state[key])) state[key] = value;
  });
  return state;
}

function readPart(text, plainText) {
  try {
    const decoded = decodeURIComponent(text);
    return plainText ? decoded : JSON.parse(decoded);
  } catch {
    return undefined;
  }
}

function fits(key, value, fresh) {
  if (key === "camera") return Array.isArray(value) && value.length === 3 && value.every(Number.isFinite);
  if (key === "hidden" || key === "compare") return Array.isArray(value) && value.every((v) => typeof v === "string");
  if (key === "weights") return Boolean(value) && Object.values(value).every(Number.isFinite);
  return value !== null && typeof value === typeof fresh && !Array.isArray(value);
}

/** Keep the link in step with the state. */
export function linkState(store, onLink) {
  const write = later(() => {
    const fragment = toFragment(store.get());
    if (`#${fragment}` !== window.location.hash) window.history.replaceState(null, "", `#${fragment}`);
  }, 150);
  store.watch(Object.keys(freshState()), write);
  window.addEventListener("hashchange", () => onLink(fromFragment(window.location.hash)));
}
