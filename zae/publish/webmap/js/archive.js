/** Tiles of a PMTiles archive (version 3), read in ranges from a host or in pieces from a disk. */

import { textBeside } from "./beside.js";
import { fromBase64, expand } from "./decode.js";

const HEADER = 127;

/** Number of a tile along the Hilbert curve, after all tiles of the zooms before. */
export function tileNumber(z, column, row) {
  let [x, y, number] = [column, row, (4 ** z - 1) / 3];
  for (let side = 2 ** z / 2; side >= 1; side /= 2) {
    const [right, low] = [Number((x & side) > 0), Number((y & side) > 0)];
    number += side * side * ((3 * right) ^ low);
    if (!low) {
      if (right) [x, y] = [side - 1 - x, side - 1 - y];
      [x, y] = [y, x];
    }
  }
  return number;
}

/** Reader of the numbers of seven bits a byte that follow one another. */
function varints(bytes, from = 0) {
  let at = from;
  const next = () => {
    let [value, unit] = [0, 1];
    for (;;) {
      const byte = bytes[at];
      at += 1;
      value += (byte & 127) * unit;
      if (byte < 128) return value;
      unit *= 128;
    }
  };
  return { next, place: () => at, move: (to) => { at = to; } };
}

function readDirectory(bytes) {
  const { next } = varints(bytes);
  const entries = Array.from({ length: next() }, () => ({}));
  let number = 0;
  entries.forEach((entry) => { entry.number = number += next(); });
  entries.forEach((entry) => { entry.run = next(); });
  entries.forEach((entry) => { entry.length = next(); });
  entries.forEach((entry, i) => {
    const told = next();
    entry.offset = told ? told - 1 : entries[i - 1].offset + entries[i - 1].length;
  });
  return entries;
}

function entryOf(entries, number) {
  let [from, to] = [0, entries.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (entries[middle].number <= number) from = middle + 1;
    else to = middle;
  }
  return from ? entries[from - 1] : null;
}

/** Reader of bytes: by ranges where a host gives them, else by pieces. */
function byteReader(folder, { file, piece }) {
  const pieces = new Map();
  let ranges = /^https?:$/.test(window.location.protocol);
  const held = (place) => {
    if (!pieces.has(place)) pieces.set(place, textBeside(folder, `tiles-${place}`).then(fromBase64));
    return pieces.get(place);
  };
  const ranged = async (offset, length) => {
    const found = await fetch(`${encodeURIComponent(folder)}/${file}`, { headers: { Range: `bytes=${offset}-${offset + length - 1}` } });
    if (found.status !== 206) {
      found.body?.cancel();
      return null;
    }
    return new Uint8Array(await found.arrayBuffer());
  };
  return async (offset, length) => {
    if (ranges) {
      const bytes = await ranged(offset, length).catch(() => null);
      if (bytes) return bytes;
      ranges = false;
    }
    const bytes = new Uint8Array(length);
    for (let place = Math.floor(offset / piece); place * piece < offset + length; place += 1) {
      const start = place * piece;
      const [from, to] = [Math.max(offset, start), Math.min(offset + length, start + piece)];
      bytes.set((await held(place)).subarray(from - start, to - start), from - offset);
    }
    return bytes;
  };
}

/** Archive of the folder: `tile(z, x, y)` gives the bytes of a tile, none where nothing is. */
export function openArchive(folder, described) {
  const read = byteReader(folder, described);
  const directories = new Map();
  const directory = (offset, length) => {
    if (!directories.has(offset)) {
      directories.set(offset, read(offset, length).then((b) => expand(b, "gzip")).then(readDirectory));
    }
    return directories.get(offset);
  };
  let head = null;
  const opened = async () => {
    head ??= read(0, HEADER).then((bytes) => {
      const view = new DataView(bytes.buffer);
      const number = (at) => Number(view.getBigUint64(at, true));
      return { root: number(8), rootLength: number(16), leaves: number(40), tiles: number(56) };
    });
    return head;
  };
  return async (z, x, y) => {
    const { root, rootLength, leaves, tiles } = await opened();
    const number = tileNumber(z, x, y);
    let entry = entryOf(await directory(root, rootLength), number);
    while (entry && entry.run === 0) entry = entryOf(await directory(leaves + entry.offset, entry.length), number);
    if (!entry || number >= entry.number + entry.run) return new Uint8Array(0);
    return expand(await read(tiles + entry.offset, entry.length), "gzip");
  };
}

/** Places of the sites that a tile shows: the whole numbers that its features hold. */
export function sitesOf(bytes) {
  const found = [];
  const walk = (from, to, visit) => {
    const reader = varints(bytes, from);
    while (reader.place() < to) {
      const key = reader.next();
      const [field, wire] = [key >>> 3, key & 7];
      if (wire === 2) {
        const length = reader.next();
        const start = reader.place();
        visit(field, start, start + length, null);
        reader.move(start + length);
      } else if (wire === 0) visit(field, 0, 0, reader.next());
      else reader.move(reader.place() + (wire === 1 ? 8 : 4));
    }
  };
  walk(0, bytes.length, (layer, from, to) => layer === 3 && walk(from, to, (field, start, end) => {
    if (field !== 4) return;
    walk(start, end, (kind, _from, _to, value) => {
      if (value !== null) found.push(kind === 6 ? value / 2 : value);
    });
  }));
  return found;
}
