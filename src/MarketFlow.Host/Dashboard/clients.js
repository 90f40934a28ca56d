// Where to: the clients, the slowest first.
import { byId, el, list, setAttribute, setText, showEither } from './dom.js';
import { bytes, count, latency, none, short, some } from './format.js';
import { cells, setTime, timeNode } from './parts.js';

/** @param {any} overview */
export function updateClients(overview) {
  const { clients } = overview;
  showEither(byId('clients'), byId('clients-empty'), clients.clients.length > 0);
  setText(byId('ws-address'), `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${new URL('ws', document.baseURI).pathname}`);
  const slow = clients.slow === 0 ? 'none was ever too slow' : `${clients.slow} disconnected for being slow`;
  setText(byId('to-sum'), `${some(clients.count, 'client')}, ${bytes(clients.waitingBytes)} waiting, ${slow}`);
  const left = clients.count - clients.clients.length;
  byId('clients-more').hidden = left <= 0;
  setText(byId('clients-more'), `${some(left, 'faster client')} more: all are at api/clients.`);
  list(byId('clients-rows'), clients.clients, client => client.id, create, update);
}

function create() {
  const name = el('span', { class: 'outside' });
  const protocol = el('span', { class: 'carries' });
  const since = timeNode();
  const [lag, waiting, delivered, conflated, topics] = cells(5, index => (index < 3 ? 'n' : 'n wide'));
  const row = el('tr', {}, el('th', { scope: 'row' }, name, protocol), lag, waiting, delivered, conflated, topics, el('td', { class: 'n wide' }, since));
  row.parts = { name, protocol, lag, waiting, delivered, conflated, topics, since };
  return row;
}

function update(row, client) {
  const { parts } = row;
  setText(parts.name, client.address);
  setText(parts.protocol, client.protocol);
  setText(parts.lag, client.lagMs === null ? none : latency(client.lagMs));
  setAttribute(parts.lag, 'title', client.lagMs === null ? 'Nothing has been sent to it yet' : 'Age of the oldest event of the latest send');
  setAttribute(parts.lag, 'data-late', client.lagMs > 1000);
  setText(parts.waiting, client.waitingBytes === 0 ? '0' : bytes(client.waitingBytes));
  setText(parts.delivered, short(client.delivered));
  setText(parts.conflated, short(client.conflated));
  setText(parts.topics, count(client.topics));
  setTime(parts.since, client.connectedAt);
}
