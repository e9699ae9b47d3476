/**
 * What stands in the folder beside the page: files of a call each, which a page from a disk may
 * load as well as one from any host.
 */

import { t } from "./words.js";

const asked = new Map();

/** Each file of the folder calls it with what it holds. */
window.zaeTake = (name, text) => asked.get(name)?.(text);

/** Text that a file of the folder holds. */
export function textBeside(folder, name) {
  return new Promise((done, fail) => {
    const script = document.createElement("script");
    asked.set(name, done);
    script.onload = () => {
      asked.delete(name);
      script.remove();
    };
    script.onerror = () => fail(new Error(t("The folder {folder} must stay beside the page: {file} is not there.", { folder, file: `${name}.js` })));
    script.src = `${encodeURIComponent(folder)}/${name}.js`;
    document.head.append(script);
  });
}
