// @massive.com/client-js and its older name @polygon.io/client-js: the URL is a parameter, everything else is the client's own.
import { Inbox } from './inbox.js';

const key = message => `${message.sym}/${message.x}/${message.i}`;

export async function massive(name, websocketClient, url) {
  const rows = [];
  const row = (what, ok) => rows.push({ client: name, what, ok: Boolean(ok) });
  const open = () => {
    const socket = websocketClient('any key', url).stocks();
    const inbox = new Inbox();
    socket.onmessage = ({ data }) => JSON.parse(data).forEach(message => inbox.add(message));
    socket.onerror = () => {};
    return { socket, inbox, send: message => socket.send(JSON.stringify(message)) };
  };

  const first = open();
  row('connect, authenticate', await first.inbox.next(m => m.status === 'connected') && await first.inbox.next(m => m.status === 'auth_success'));

  first.send({ action: 'subscribe', params: 'T.*, Q.AAPL' });
  const acknowledged = await first.inbox.next(m => m.message === 'subscribed to: T.*') && await first.inbox.next(m => m.message === 'subscribed to: Q.AAPL');
  row('subscribe, wildcard', acknowledged && await first.inbox.next(m => m.ev === 'T') && await first.inbox.next(m => m.ev === 'Q' && m.sym === 'AAPL'));

  first.send({ action: 'subscribe', params: 'T.*' });
  await first.inbox.next(m => m.message === 'subscribed to: T.*');
  const trades = (await first.inbox.during(1000)).filter(m => m.ev === 'T').map(key);
  row('subscribe twice: each trade once', trades.length > 0 && new Set(trades).size === trades.length);

  first.send({ action: 'unsubscribe', params: 'T.*,Q.AAPL' });
  await first.inbox.next(m => m.message === 'unsubscribed to: Q.AAPL');
  first.inbox.clear();
  row('unsubscribe stops the flow', (await first.inbox.during(500)).every(m => m.ev === 'status'));
  first.socket.close();

  const hasty = open();
  const authenticate = hasty.socket.onopen;
  hasty.socket.onopen = () => {
    authenticate();
    hasty.send({ action: 'subscribe', params: 'T.*' });
  };
  row('subscribe before the answer to auth', await hasty.inbox.next(m => m.message === 'subscribed to: T.*') && await hasty.inbox.next(m => m.ev === 'T'));
  hasty.socket.close();
  return rows;
}
