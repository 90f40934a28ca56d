// Look up a symbol: the last event of each kind, and where its time went.
import { ask } from './api.js';
import { byId, el, setText } from './dom.js';
import { latency, some } from './format.js';
import { setTime, timeNode } from './parts.js';

const spent = { decoded: 'decoding', channel: 'in its channel', merged: 'waiting in its lane', sent: 'being sent' };
const untilMeasured = 2000;
let looks = 0;
let timer = 0;

/** Makes the form do what it says. */
export function beginTrace() {
  byId('trace-form').addEventListener('submit', event => {
    event.preventDefault();
    byId('trace').replaceChildren();
    look(byId('symbol').value.trim(), true);
  });
}

/**
 * @param {string} symbol
 * @param {boolean} isFirst by looking, the host is asked to measure from then on: so what was found is looked up once more
 */
async function look(symbol, isFirst) {
  const number = ++looks;
  clearTimeout(timer);
  if (symbol === '' || symbol === '.' || symbol === '..') {
    setText(byId('trace-words'), 'A symbol is what is traded, such as AAPL.');
    return;
  }

  if (isFirst) {
    setText(byId('trace-words'), `Looking for ${symbol}.`);
  }

  const [words, events] = await find(symbol);
  if (number !== looks) {
    return; // something else was asked for meanwhile
  }

  setText(byId('trace-words'), words);
  byId('trace').replaceChildren(...events.map(traceOf));
  if (isFirst && events.length > 0 && !events.every(event => event.stages?.length)) {
    timer = setTimeout(() => look(symbol, false), untilMeasured);
  }
}

/** @param {string} symbol @returns {Promise<[string, any[]]>} words, and events */
async function find(symbol) {
  try {
    const { events } = await ask(`api/trace/${encodeURIComponent(symbol)}`);
    return [events.length === 0
      ? `No event of ${symbol} is known here: no feed brings it, it is written otherwise (mostly in capitals), or none has come yet. It is watched for the next ten minutes: look again.`
      : `The latest of each kind, of ${some(events.length, 'event')} of ${symbol} that ${events.length === 1 ? 'is' : 'are'} known.`, latestOf(events)];
  } catch (error) {
    return [error.status === 404 ? `This host cannot look up symbols: there is no such page on it (404). About ${symbol} that says nothing.` : `No answer about ${symbol}: ${error.message}`, []];
  }
}

/** Of each kind the latest whose way was measured, or else the latest. @param {any[]} events the newest first */
function latestOf(events) {
  const isMeasured = event => event.stages?.length > 0;
  return [...Map.groupBy(events, event => event.type).values()].map(kind => kind.find(isMeasured) ?? kind[0]);
}

function traceOf(event) {
  const at = timeNode();
  setTime(at, event.time);
  const { source } = event;
  const from = [source?.feed, source?.connection ? `connection ${source.connection}` : '', source?.sequence ? `number ${source.sequence}` : ''].filter(Boolean).join(', ');
  const node = el('article', { class: 'event' },
    el('h3', { class: 'outside' }, event.type, el('span', { class: 'carries' }, event.summary ?? '')),
    el('p', { class: 'plain outside' }, at, from ? ` from ${from}` : ''));
  const stages = event.stages ?? [];
  if (stages.length > 0) {
    node.append(barOf(stages), legendOf(stages));
  } else {
    node.append(el('p', { class: 'empty' }, 'It came before anybody looked, so its way was not measured.'));
  }

  if (event.original) {
    node.append(el('details', {}, el('summary', {}, 'As the vendor wrote it'), el('pre', { class: 'outside', tabindex: '0' }, event.original)));
  }

  return node;
}

/** Ages count from receipt: what a stage took is what came on top of the one before. @param {any[]} stages */
function partsOf(stages) {
  let before = 0;
  return stages.map(stage => {
    const took = Math.max(0, stage.ms - before);
    before = Math.max(before, stage.ms);
    return { stage: stage.stage, took };
  });
}

function barOf(stages) {
  const parts = partsOf(stages);
  const total = Math.max(parts.reduce((sum, part) => sum + part.took, 0), 1e-9);
  const bar = el('div', { class: 'bar', 'aria-hidden': 'true' });
  for (const part of parts) {
    const piece = el('span', { 'data-stage': part.stage });
    piece.style.setProperty('flex-grow', String(Math.max(part.took / total, 0.005)));
    bar.append(piece);
  }

  return bar;
}

function legendOf(stages) {
  const last = stages[stages.length - 1];
  return el('ul', { class: 'legend' },
    ...partsOf(stages).map(part => el('li', { 'data-stage': part.stage }, `${latency(part.took)} ${spent[part.stage] ?? part.stage}`)),
    el('li', { class: 'all' }, `${latency(last.ms)} in all`));
}
