// Does it add up? The ledger as a river: what was received comes down from the top, and leaves at its right bank where it is removed.
import { byId, el, list, setAttribute, setText, showEither, svg } from './dom.js';
import { count, some } from './format.js';

/** @typedef {{ stage: string, received: number, emitted: number, held: number, created?: number, removed: Record<string, number> }} Stage */
/** @typedef {{ key: string, name: string, unit: string, first: RegExp, last: RegExp, all: RegExp }} Reach */

// Stages lie after one another or side by side; a reach is what a reader takes for one step. `first` and `last` are where events
// come into it and leave it.
const detectors = /^(detect-|conflicts$)/;
/** @type {Reach[]} */
const reaches = [
  { key: 'frames', name: 'Frames from sockets', unit: 'frame', ...one(/^frames-/) },
  { key: 'decoded', name: 'Decoded', unit: 'event', first: /^decode/, last: /^(decode|feed-|feeds$)/, all: /^(decode|feed-|gaps-|stale-|feeds$)/ },
  { key: 'copies', name: 'Copies left out', unit: 'event', first: /^deduplicate$/, last: /^replays$/, all: /^(deduplicate|replays)$/ },
  { key: 'channels', name: 'Through the channels', unit: 'event', ...one(/^(tick|bars|fmv)$/) },
  { key: 'detected', name: 'Looked at by detectors', unit: 'detection', first: detectors, last: detectors, all: detectors },
  { key: 'lanes', name: 'Through the lanes, by priority', unit: 'event', ...one(/^lane-/) },
  { key: 'fan-out', name: 'Given to whoever asked', unit: 'event', ...one(/^fan-out$/) },
  { key: 'clients', name: 'Delivered, once per client', unit: 'message', ...one(/^clients$/) },
];

// What lies beside the river is shown where it removed something, so that nothing that was removed goes unnamed.
const elsewhere = { key: 'elsewhere', name: 'Elsewhere', unit: 'event' };

const reasons = {
  duplicate: 'copies', conflated: 'replaced by newer ones', superseded: 'superseded', filtered: 'that nobody asked for', invalid: 'invalid',
  overflow: 'for want of room', expired: 'too old', 'breaker-open': 'while a breaker was open', 'client-slow': 'of slow clients', shutdown: 'of clients that left',
};

const bad = new Set(['overflow', 'expired', 'invalid', 'breaker-open', 'client-slow']);

/** @param {RegExp} all */
function one(all) {
  return { first: all, last: all, all };
}

/** @param {any} overview */
export function updateLedger(overview) {
  /** @type {Stage[]} */
  const stages = overview.ledger.stages;
  const imbalance = overview.ledger.imbalance;
  setText(byId('adds-sum'), imbalance === 0 ? 'Yes: every event is accounted for' : `No: off by ${some(Math.abs(imbalance), 'event')}`);
  setAttribute(byId('adds-sum'), 'data-level', imbalance === 0 ? 'ok' : 'bad');
  const rows = [...reaches.map(reach => sumOf(reach, stages)), restOf(stages)].filter(row => row !== null && row.received + row.created > 0);
  showEither(byId('river'), byId('river-empty'), rows.length > 0);
  const widest = Math.max(1, ...rows.filter(row => row.unit === 'event').map(row => row.received + row.created));
  const before = rows.find(row => row.key === 'channels');
  const found = rows.find(row => row.key === 'detected');
  if (found) {
    found.beside = before?.emitted ?? 0; // detections flow in from the side
  }

  list(byId('river'), rows, row => row.key, create, (node, row) => update(node, row, row.unit !== 'frame' && row.unit !== 'message' ? widest : Math.max(1, row.received + row.created)));
  list(byId('stages'), stages, stage => stage.stage, createStage, updateStage);
}

/** @param {Reach} reach @param {Stage[]} stages */
function sumOf(reach, stages) {
  const within = stages.filter(stage => reach.all.test(stage.stage));
  if (within.length === 0) {
    return null;
  }

  const add = (pattern, of) => within.filter(stage => pattern.test(stage.stage)).reduce((sum, stage) => sum + of(stage), 0);
  const removed = removedBy(within);
  const created = within.reduce((sum, stage) => sum + (stage.created ?? 0), 0);
  // a detector adds what it found, and what of it was superseded is all that is received again
  return reach.key === 'detected'
    ? { ...reach, received: created, created: 0, emitted: created - sum(removed), held: add(reach.all, stage => stage.held), removed }
    : { ...reach, received: add(reach.first, stage => stage.received), created, emitted: emittedBy(reach, within), held: add(reach.all, stage => stage.held), removed };
}

/** Where stages of a reach follow one another, only the last of them emits out of it. @param {Reach} reach @param {Stage[]} within */
function emittedBy(reach, within) {
  const names = new Set(within.map(stage => stage.stage));
  return within
    .filter(stage => reach.last.test(stage.stage))
    .filter(stage => stage.stage === 'feeds' || !names.has('feeds'))
    .filter(stage => !names.has(stage.stage.replace(/^decode-/, 'feed-')) || !stage.stage.startsWith('decode-'))
    .reduce((total, stage) => total + stage.emitted, 0);
}

/** @param {Stage[]} stages */
function restOf(stages) {
  const rest = stages.filter(stage => sum(stage.removed) > 0 && !reaches.some(reach => reach.all.test(stage.stage)));
  const add = of => rest.reduce((total, stage) => total + of(stage), 0);
  return { ...elsewhere, received: add(stage => stage.received), created: 0, emitted: add(stage => stage.emitted), held: add(stage => stage.held), removed: removedBy(rest) };
}

/** @param {Stage[]} stages */
function removedBy(stages) {
  /** @type {Record<string, number>} */
  const removed = {};
  for (const [reason, n] of stages.flatMap(stage => Object.entries(stage.removed))) {
    removed[reason] = (removed[reason] ?? 0) + n;
  }

  return removed;
}

function create(row) {
  const parts = {
    main: svg('path', { class: 'water' }),
    gone: svg('path', { class: 'gone' }),
    number: el('span', { class: 'number' }),
    removed: el('ul', { class: 'removed' }),
    held: el('span', { class: 'held' }),
  };
  const node = el('li', { 'data-reach': row.key },
    svg('svg', { class: 'reach', viewBox: '0 0 100 40', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, parts.main, parts.gone),
    el('div', { class: 'step' }, el('span', { class: 'name' }, row.name), parts.number, parts.held, parts.removed));
  node.parts = parts;
  return node;
}

function update(node, row, widest) {
  const { parts } = node;
  const from = across(row.beside ?? row.received + row.created, widest);
  const to = row.beside === undefined ? Math.min(from, across(row.emitted + row.held, widest)) : across(row.beside + row.emitted, widest);
  setAttribute(parts.main, 'd', `M0,0H${from}V8C${from},26 ${to},16 ${to},40H0Z`);
  setAttribute(parts.gone, 'd', from - to < 0.05 ? '' : `M${from},8C${from},26 ${to},16 ${to},40H${from}Z`);
  const gone = Object.entries(row.removed).filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]);
  setAttribute(parts.gone, 'data-bad', gone.some(([reason]) => bad.has(reason)));
  setText(parts.number, `${count(row.received + row.created)} ${row.received + row.created === 1 ? row.unit : `${row.unit}s`}`);
  setText(parts.held, row.held === 0 ? '' : `${count(row.held)} waiting`);
  list(parts.removed, gone, ([reason]) => reason, () => el('li'), (item, [reason, n]) => {
    setText(item, `− ${count(n)} ${reasons[reason] ?? reason}`);
    setAttribute(item, 'data-bad', bad.has(reason));
  });
}

// What is there at all is seen, however little it is beside the rest.
function across(n, widest) {
  return n === 0 ? 0 : Number(Math.max(0.8, n / widest * 100).toFixed(2));
}

function createStage(stage) {
  const cells = Array.from({ length: 4 }, () => el('td', { class: 'n' }));
  const removed = el('td');
  const row = el('tr', {}, el('th', { scope: 'row', class: 'outside' }, stage.stage), ...cells, removed);
  row.parts = { cells, removed };
  return row;
}

function updateStage(row, stage) {
  [stage.received, stage.created ?? 0, stage.emitted, stage.held].forEach((n, index) => setText(row.parts.cells[index], count(n)));
  setText(row.parts.removed, Object.entries(stage.removed).map(([reason, n]) => `${count(n)} ${reason}`).join(', ') || '–');
}

/** @param {Record<string, number>} removed */
function sum(removed) {
  return Object.values(removed).reduce((total, n) => total + n, 0);
}
