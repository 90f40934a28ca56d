// The only way this page writes to the document. Names of symbols, addresses and errors come from outside, so nothing
// here ever parses text as markup: text goes in as text, and attributes that could run something are refused.

const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * @param {string} id of an element that index.html has
 * @returns {any}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`The page has no element ${id}.`);
  }

  return found;
}

/**
 * Makes an element.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes] false, null and undefined leave one out
 * @param {...(Node | string)} children strings become text
 * @returns {any}
 */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * The same for SVG.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...(Node | string)} children
 * @returns {any}
 */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(svgNamespace, tag), attributes, children);
}

/**
 * Writes text where it differs, so that what stays the same costs nothing and keeps its selection.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/**
 * Sets an attribute where it differs; null and false take it away.
 * @param {Element} node
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function setAttribute(node, name, value) {
  if (name === 'style' || name.startsWith('on') || name === 'href' || name === 'src') {
    throw new Error(`${name} is not set from data.`);
  }

  if (value === null || value === undefined || value === false) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value === true ? '' : String(value));
  }
}

/**
 * Makes the children of an element those of a list: one per key, in its order, each kept as long as its key stays.
 * @template T
 * @param {Element} parent whose children are all made here
 * @param {T[]} items
 * @param {(item: T) => string | number} keyOf
 * @param {(item: T) => any} create
 * @param {(node: any, item: T) => void} update called for new ones too
 */
export function list(parent, items, keyOf, create, update) {
  /** @type {Map<string, Element>} */
  const known = parent.listed ??= new Map();
  const wanted = new Set(items.map(item => String(keyOf(item))));
  for (const [key, node] of known) {
    if (!wanted.has(key)) {
      node.remove();
      known.delete(key);
    }
  }

  let at = parent.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    let node = known.get(key);
    if (!node) {
      node = create(item);
      known.set(key, node);
    }

    update(node, item);
    if (node === at) {
      at = at.nextElementSibling;
    } else {
      parent.insertBefore(node, at);
    }
  }
}

/**
 * Shows one of two: what there is, or the words for there being nothing.
 * @param {Element} what
 * @param {Element} empty
 * @param {boolean} isThere
 */
export function showEither(what, empty, isThere) {
  what.hidden = !isThere;
  empty.hidden = isThere;
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    setAttribute(node, name, value);
  }

  node.append(...children);
  return node;
}
