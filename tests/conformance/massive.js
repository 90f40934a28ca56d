// @massive.com/client-js and its older name @polygon.io/client-js: the URL is a parameter, everything else is the client's own.
import { Inbox } from './inbox.js';
import { notApplicable } from './matrix.js';
import { ofWebsocket } from './sockets.js';
import { framesAreBounded, pongOvertakes } from './surge.js';

const subscribe = params => ({ action: 'subscribe', params });
const status = name => message => message.status === name;
const subscribed = topic => message => message.message === `subscribed to: ${topic}`;
const tradeOf = symbol => message => message.ev === 'T' && message.sym === symbol && message.p > 0;
const identity = trade => `${trade.sym}/${trade.x}/${trade.i}`;

/** The rows in the words of Massive's protocol, for one of its clients; and `close`, which ends what a row has opened. */
export function massiveRows(websocketClient) {
  const lines = [];
  const open = (url, { key = 'right', isSilent = false, before = () => {}, after = () => {} } = {}) => {
    const socket = websocketClient(key, url).stocks();
    const line = {
      inbox: new Inbox(),
      send: message => socket.send(JSON.stringify(message)),
      close: () => socket.close(),
      eventsOf: frame => JSON.parse(frame).filter(message => message.ev !== 'status'),
      subscribeToAll: () => line.send(subscribe('T.*,Q.*,FMV.*,AM.*')),
    };
    const authenticate = socket.onopen;
    line.opened = new Promise(resolve => {
      socket.onopen = () => {
        line.raw = ofWebsocket(socket);
        before(line);
        isSilent || authenticate();
        after(line);
        resolve();
      };
    });
    line.closed = new Promise(resolve => { socket.onclose = ({ code }) => resolve(code); });
    socket.onmessage = ({ data }) => JSON.parse(data).forEach(message => line.inbox.add(message));
    socket.onerror = () => {};
    lines.push(line);
    return line;
  };

  const ready = async (url, options) => {
    const line = open(url, options);
    await line.opened;
    return await line.inbox.next(status('connected')) && await line.inbox.next(status('auth_success')) ? line : Promise.reject(new Error('not let in'));
  };

  const flows = async (line, symbol = 'AAPL') => {
    line.send(subscribe(`T.${symbol}`));
    return await line.inbox.next(subscribed(`T.${symbol}`)) && await line.inbox.next(tradeOf(symbol));
  };

  /** The last words are as they should be, and the connection ends with 1008. */
  const endsWith = async (line, words) => await line.inbox.next(status(words)) && await line.closed === 1008;

  return {
    close: () => lines.splice(0).forEach(line => line.close()),
    connect: async ({ open: host }) => flows(await ready(host.plain, { key: 'any' })),
    async wildcard({ open: host }) {
      const line = await ready(host.plain);
      line.send(subscribe('T.*, Q.MSFT'));
      const isTold = await line.inbox.next(subscribed('T.*')) && await line.inbox.next(subscribed('Q.MSFT'));
      return isTold && await line.inbox.next(m => m.ev === 'T' && m.sym !== 'AAPL') && await line.inbox.next(m => m.ev === 'Q' && m.sym === 'MSFT');
    },
    async unsubscribe({ open: host }) {
      const line = await ready(host.plain);
      const hasFlown = await flows(line);
      line.send({ action: 'unsubscribe', params: 'T.AAPL' });
      const isTold = await line.inbox.next(m => m.message === 'unsubscribed to: T.AAPL');
      return hasFlown && isTold && (await line.inbox.during(1000)).length === 0;
    },
    badKey: ({ strict: host }) => endsWith(open(host.plain, { key: 'wrong' }), 'auth_failed'),
    noKey: ({ strict: host }) => endsWith(open(host.plain, { isSilent: true }), 'auth_timeout'),
    async overCap({ strict: host }) {
      const older = await ready(host.plain);
      const newcomer = await ready(host.plain);
      return await endsWith(older, 'max_connections') && flows(newcomer);
    },
    async hasty({ open: host }) {
      const line = open(host.plain, { before: it => it.send(subscribe('T.MSFT')), after: it => it.send(subscribe('T.AAPL')) });
      const isTold = await line.inbox.next(subscribed('T.MSFT')) && await line.inbox.next(subscribed('T.AAPL'));
      return isTold && await line.inbox.next(tradeOf('AAPL')) && await line.inbox.next(tradeOf('MSFT'));
    },
    async twice({ open: host }) {
      const line = await ready(host.plain);
      line.send(subscribe('T.*'));
      line.send(subscribe('T.*'));
      const isTold = await line.inbox.next(subscribed('T.*')) && await line.inbox.next(subscribed('T.*'));
      const trades = (await line.inbox.during(1000)).filter(m => m.ev === 'T').map(identity);
      return isTold && trades.length > 0 && new Set(trades).size === trades.length;
    },
    async fragments({ open: host }) {
      const line = await ready(host.plain);
      const topics = [...Array.from({ length: 6000 }, (_, i) => `T.CONFORMANCE.${10_000 + i}`), 'T.AAPL'];
      const frames = line.raw.sendInFragments(JSON.stringify(subscribe(topics.join(','))));
      const isTold = await line.inbox.next(subscribed(topics[0])) && await line.inbox.next(subscribed(topics.at(-2)));
      return frames > 3 && isTold && await line.inbox.next(tradeOf('AAPL'));
    },
    async binaryJson({ open: host }) {
      const line = await ready(host.plain);
      line.raw.sendBinary(JSON.stringify(subscribe('T.AAPL')));
      return await line.inbox.next(subscribed('T.AAPL')) && line.inbox.next(tradeOf('AAPL'));
    },
    messagePack: notApplicable('the protocol has no MessagePack'),
    surge: async ({ surge: host }) => framesAreBounded(await ready(host.plain), host),
    pong: async ({ surge: host }) => pongOvertakes(() => ready(host.plain), host),
    async cut({ open: host }) {
      const line = await ready(host.plain);
      const hasFlown = await flows(line);
      line.raw.cut();
      return hasFlown && await line.closed === 1006 && flows(await ready(host.plain));
    },
    async restart({ restarted: host }) {
      const line = await ready(host.plain);
      const hasFlown = await flows(line);
      host.next = await (host.next ?? host).restart();
      return hasFlown && await line.closed === 1012 && flows(await ready(host.plain));
    },
    async tls({ open: host }) {
      const line = await ready(host.tls);
      return line.raw.isEncrypted() && flows(line);
    },
    async huge({ open: host }) {
      const line = await ready(host.plain);
      line.raw.sendWhole(JSON.stringify(subscribe('T.AAPL,'.repeat(1_500_000))));
      return await line.inbox.next(status('error')) && flows(line);
    },
  };
}
