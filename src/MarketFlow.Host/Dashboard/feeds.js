// Where from: feeds and their connections.
import { byId, el, list, setAttribute, setText, showEither } from './dom.js';
import { bytes, count, none, percent, rate, sentence, short, some, span } from './format.js';
import { badge, setBadge, setTime, timeNode } from './parts.js';

const troubles = { silent: 'silent', 'over-cap': 'over its cap', disconnected: 'disconnected' };

/** @param {any} overview */
export function updateFeeds(overview) {
  showEither(byId('feeds'), byId('feeds-empty'), overview.feeds.length > 0);
  const connections = overview.feeds.flatMap(feed => feed.connections);
  const open = connections.filter(connection => connection.state === 'open').length;
  setText(byId('from-sum'), connections.length === 0 ? some(overview.feeds.length, 'feed')
    : `${some(overview.feeds.length, 'feed')}, ${open} of ${some(connections.length, 'connection')} open`);
  const now = Date.parse(overview.now);
  list(byId('feeds'), overview.feeds, feed => feed.name, create, (node, feed) => update(node, feed, now));
}

function create(feed) {
  const parts = {
    badge: badge(),
    words: el('p', { class: 'plain' }),
    why: el('p', { class: 'why', hidden: true }),
    rows: el('tbody'),
    noSockets: el('p', { class: 'empty' }, 'It has no connections: its events are made or played in this host.'),
  };
  parts.table = el('table', {},
    el('caption', { class: 'unseen' }, `Connections of feed ${feed.name}`),
    el('thead', {}, el('tr', {},
      el('th', { scope: 'col' }, 'Connection'),
      el('th', { scope: 'col', class: 'n' }, 'Last data'),
      el('th', { scope: 'col', class: 'n' }, 'Brings'),
      el('th', { scope: 'col', class: 'n wide' }, 'Frames'),
      el('th', { scope: 'col', class: 'n wide' }, 'Attempts'))),
    parts.rows);
  const node = el('article', { class: 'feed' },
    el('div', { class: 'head' }, el('h3', { class: 'outside' }, feed.name, el('span', { class: 'carries' }, `speaks ${feed.dialect}`)), parts.badge),
    parts.words, parts.why, parts.table, parts.noSockets);
  node.parts = parts;
  return node;
}

function update(node, feed, now) {
  const { parts } = node;
  setBadge(parts.badge, feed.trouble ? (feed.cutOff ? 'bad' : 'warn') : 'ok', feed.trouble ? troubles[feed.trouble] ?? feed.trouble : 'connected');
  const faults = feed.faults === 0 ? 'no faults' : `${some(feed.faults, 'fault')} (${percent(feed.faultRate)} of the last minute)`;
  setText(parts.words, `${rate(feed.perSecond)} events/s, ${count(feed.events)} in all, ${faults}, ${feed.gaps === 0 ? 'no gaps' : some(feed.gaps, 'gap')}.`);
  const refused = feed.refused.length === 0 ? []
    : [`The vendor refuses ${some(feed.refused.length, 'topic')}: ${feed.refused.slice(0, 5).join('; ')}${feed.refused.length > 5 ? ' and more' : ''}`];
  setText(parts.why, [...feed.reasons, ...refused].map(sentence).join(' '));
  parts.why.hidden = feed.reasons.length + refused.length === 0;
  showEither(parts.table, parts.noSockets, feed.connections.length > 0);
  list(parts.rows, feed.connections, connection => connection.slot, createRow, (row, connection) => updateRow(row, connection, now));
}

function createRow() {
  const state = badge();
  const error = el('span', { class: 'error outside', hidden: true });
  const at = timeNode();
  const cells = { brings: el('td', { class: 'n' }), frames: el('td', { class: 'n wide' }), attempts: el('td', { class: 'n wide' }) };
  const name = el('span', { class: 'slot' });
  const row = el('tr', {}, el('th', { scope: 'row' }, name, state, error), el('td', { class: 'n' }, at), cells.brings, cells.frames, cells.attempts);
  row.parts = { name, state, error, at, ...cells };
  return row;
}

function updateRow(row, connection, now) {
  const { parts } = row;
  const silence = connection.lastFrameAt ? now - Date.parse(connection.lastFrameAt) : null;
  setText(parts.name, `${connection.slot + 1} `); // as in the reasons and the log
  setBadge(parts.state, connection.state === 'open' ? (silence === null || silence > 15e3 ? 'idle' : 'ok') : 'warn', connection.state);
  setText(parts.error, connection.lastError && connection.state !== 'open' ? connection.lastError : '');
  parts.error.hidden = parts.error.textContent === '';
  setTime(parts.at, connection.lastFrameAt, silence === null ? 'never' : silence < 1000 ? 'now' : `${span(silence)} ago`);
  setAttribute(parts.at, 'data-late', silence !== null && silence > 5e3);
  setText(parts.brings, connection.bytesPerSecond === null ? none : `${bytes(connection.bytesPerSecond)}/s`);
  setText(parts.frames, short(connection.frames));
  setText(parts.attempts, count(connection.attempts));
}
