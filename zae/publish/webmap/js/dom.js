/** Elements of the page. Text from data only ever enters as text. */

const SVG = "http://www.w3.org/2000/svg";

function build(node, attributes, children) {
  Object.entries(attributes).forEach(([name, value]) => {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "css") Object.entries(value).forEach(([k, v]) => node.style.setProperty(k, v));
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  });
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An HTML element: `h("p", { class: "quiet" }, "text", element, …)`. */
export function h(tag, attributes = {}, ...children) {
  return build(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return build(document.createElementNS(SVG, tag), attributes, children);
}

/** The element of an id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Replace all that an element holds. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(3).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

/** Call a function once things have been quiet for a while. */
export function later(action, milliseconds) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), milliseconds);
  };
}

/** Settles once what was drawn so far is on the screen. */
export function nextFrame() {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 200); // a page in the background draws no frame
  });
}
