/** Makes elements without markup strings, so that nothing a server or a player wrote is ever parsed as HTML. */

const SVG = 'http://www.w3.org/2000/svg';

export const byId = (id) => document.getElementById(id);

export const byTestId = (id) => document.querySelector(`[data-testid="${id}"]`);

/** An HTML element; a key that begins with "on" is a listener, "class" and "text" are what they say. */
export function element(tag, attributes = {}, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function shape(tag, attributes = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), attributes, children);
}

function furnish(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key === 'text') node.textContent = value;
    else node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}

/** Sets a text only where it differs: most frames change nothing, and a live region must not repeat itself. */
export function setText(node, value) {
  if (node.textContent !== value) node.textContent = value;
}

/** Sets an attribute only where it differs. */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

export const prefersStillness = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
