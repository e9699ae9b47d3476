/** What each site shows on a map: colour, hatch, outline; the same for the sketch and the moving map. */

/** Below this zoom a site is a dot as well. */
export const FAR = 12.5;
/** Above so many sites, outlines are left out where they could not be seen anyway. */
export const MANY = 2000;
/** Above so many, dots have no edge. */
export const CROWD = 20000;
/** Zoom from which the outlines of many sites are drawn. */
export const OUTLINES_FROM = 11.5;
/** Pixels of a millimetre at 96 dpi. */
export const MM = 3.78;
/** Zooms between which dots grow. */
const GROWTH = [7, FAR];

/** Radius of a dot at the two ends of its growth. [pixel] */
export const dotRadii = (count) => (count > MANY ? [1, 3.5] : [2.5, 6]);

/** Radius of a dot at a zoom. [pixel] */
export function dotRadius(count, zoom) {
  const [small, large] = dotRadii(count);
  const share = Math.min(1, Math.max(0, (zoom - GROWTH[0]) / (GROWTH[1] - GROWTH[0])));
  return small + share * (large - small);
}

/** What each site shows in a view: a function of its place. */
export function appearance(head, view) {
  const colours = head.grid.letters.map(([letter]) => head.palette.letters[letter]);
  const { low, central, high } = view.result.letters;
  return (i) => ({
    colour: central[i] < 0 ? head.palette.unknownFill : colours[central[i]],
    hatch: central[i] < 0 ? 2 : Number(low[i] !== high[i] && view.hatching),
    admission: view.project.classes.best[i],
    shown: view.shown[i],
    selected: Number(i === view.site),
  });
}

/** The same in one number, to see at once what has changed and what looks alike. */
export function appearanceCodes(view) {
  const { low, central, high } = view.result.letters;
  return Int32Array.from(central, (place, i) => {
    const hatched = Number(low[i] !== high[i] && view.hatching);
    const flags = view.shown[i] + 2 * hatched + 4 * Number(i === view.site);
    return ((place + 1) * 4 + view.project.classes.best[i]) * 8 + flags;
  });
}
