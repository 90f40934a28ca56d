// Small pieces that several sections are made of.
import { el, setAttribute, setText } from './dom.js';
import { time, utc } from './format.js';

const marks = { ok: '✓', warn: '!', bad: '✕', idle: '·' };

/** A state: a mark, a colour and a word, so that none of them is needed alone. @returns {any} */
export function badge() {
  const node = el('span', { class: 'badge' }, el('span', { class: 'icon', 'aria-hidden': 'true' }), el('span'));
  return node;
}

/** @param {any} node @param {'ok' | 'warn' | 'bad' | 'idle'} level @param {string} word */
export function setBadge(node, level, word) {
  setAttribute(node, 'data-level', level);
  setText(node.firstChild, marks[level]);
  setText(node.lastChild, word);
}

/** A time of day that tells UTC to the pointer. @returns {any} */
export function timeNode() {
  return el('time');
}

/** @param {any} node @param {string | null | undefined} iso @param {string} [words] in place of the time of day */
export function setTime(node, iso, words = time(iso)) {
  setText(node, words);
  setAttribute(node, 'title', utc(iso) || null);
  setAttribute(node, 'datetime', iso && utc(iso) ? iso : null);
}

/**
 * A list of names and figures that is written again and again.
 * @param {any} parent a dl
 * @param {string[]} names
 * @returns {Record<string, any>} where the figures go, by name
 */
export function figures(parent, names) {
  return Object.fromEntries(names.map(name => {
    const value = el('dd');
    parent.append(el('div', {}, el('dt', {}, name), value));
    return [name, value];
  }));
}

/** A cell per text. @param {number} n @param {(index: number) => string} classOf @returns {any[]} */
export function cells(n, classOf) {
  return Array.from({ length: n }, (_, index) => el('td', { class: classOf(index) || null }));
}
