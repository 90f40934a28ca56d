// Look up a symbol: the last event of each kind, and where its time went.
import { ask } from './api.js';
import { byId, el, setText } from './dom.js';
import { latency, some } from './format.js';
import { setTime, timeNode } from './parts.js';

const spent = { decoded: 'decoding', channel: 'in its channel', merged: 'waiting in its lane', sent: 'being sent' };

/** Makes the form do what it says. */
export function beginTrace() {
  byId('trace-form').addEventListener('submit', event => {
    event.preventDefault();
    look(byId('symbol').value.trim());
  });
}

/** @param {string} symbol */
async function look(symbol) {
  const place = byId('trace');
  place.replaceChildren();
  if (symbol === '' || symbol === '.' || symbol === '..') {
    setText(byId('trace-words'), 'A symbol is what is traded, such as AAPL.');
    return;
  }

  setText(byId('trace-words'), `Looking for ${symbol}.`);
  try {
    const answer = await ask(`api/trace/${encodeURIComponent(symbol)}`);
    setText(byId('trace-words'), answer.events.length === 0
      ? `Nothing of ${symbol} has passed lately. Symbols are written as the feed writes them, mostly in capitals.`
      : `${some(answer.events.length, 'event')} of ${answer.symbol}, the newest first.`);
    place.append(...answer.events.map(traceOf));
  } catch (error) {
    setText(byId('trace-words'), error.status === 404 ? `Nothing of ${symbol} is known here, or this host does not keep traces.` : `No answer: ${error.message}`);
  }
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
    node.append(el('p', { class: 'empty' }, 'How long it took was not measured.'));
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
