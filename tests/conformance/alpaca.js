// The rows in the words of Alpaca's protocol, for one of its clients.
import { AlpacaLine } from './alpaca-line.js';
import { notApplicable } from './matrix.js';
import { framesAreBounded, pongOvertakes } from './surge.js';

const error = code => message => message.T === 'error' && message.code === code;
const answer = list => message => message.T === 'subscription' && message[list].length > 0;
const tradeOf = symbol => message => message.kind === 'trade' && message.symbol === symbol && message.price > 0;
const quoteOf = symbol => message => message.kind === 'quote' && message.symbol === symbol;
const connected = message => message.kind === 'connected';
const identity = trade => `${trade.S}/${trade.x}/${trade.i}`;

/**
 * The rows, and `close`, which ends what a row has opened.
 * @param client makes a stream, and says how it sends its key and in which encoding
 * @param scheme `plain` or `tls`: what the client insists on
 */
export function alpacaRows(client, scheme) {
  const lines = [];
  const open = (url, options) => {
    lines.push(new AlpacaLine(client, url, options));
    return lines.at(-1);
  };

  const ready = async (url, options) => {
    const line = open(url, options);
    return await line.inbox.next(connected) ? line : Promise.reject(new Error('not let in'));
  };

  const flows = async line => {
    line.stream.subscribeForTrades(['AAPL']);
    return await line.wire.next(answer('trades')) && line.inbox.next(tradeOf('AAPL'));
  };

  /** The error is on the wire, the client tells it in its own words, and the connection ends with 1008. */
  const endsWith = async (line, code, words) =>
    await line.wire.next(error(code)) && await line.inbox.next(m => m.kind === 'error' && m.text === words) && await line.closed === 1008;

  return {
    close: () => lines.splice(0).forEach(line => line.close()),
    connect: async ({ open: host }) => flows(await ready(host[scheme], { key: 'any' })),
    async wildcard({ open: host }) {
      const line = await ready(host[scheme]);
      line.stream.subscribeForTrades(['*']);
      line.stream.subscribeForQuotes(['MSFT']);
      return await line.inbox.next(m => m.kind === 'trade' && m.symbol !== 'AAPL') && line.inbox.next(quoteOf('MSFT'));
    },
    async unsubscribe({ open: host }) {
      const line = await ready(host[scheme]);
      const hasFlown = await flows(line);
      line.stream.unsubscribeFromTrades(['AAPL']);
      const isTold = await line.wire.next(m => m.T === 'subscription' && m.trades.length === 0);
      return hasFlown && isTold && (await line.wire.during(1000)).length === 0;
    },
    badKey: ({ strict: host }) => endsWith(open(host[scheme], { key: 'wrong' }), 402, 'auth failed'),
    noKey: ({ strict: host }) => endsWith(open(host[scheme], { isSilent: true }), 404, 'auth timeout'),
    async overCap({ strict: host }) {
      const older = await ready(host[scheme]);
      const isRefused = await endsWith(open(host[scheme]), 406, 'connection limit exceeded');
      return isRefused && flows(older);
    },
    async hasty({ open: host }) {
      const line = open(host[scheme], { after: it => it.send({ action: 'subscribe', trades: ['AAPL'] }) });
      return await line.wire.next(answer('trades')) && line.inbox.next(tradeOf('AAPL'));
    },
    async twice({ open: host }) {
      const line = await ready(host[scheme]);
      line.send({ action: 'subscribe', trades: ['*'] });
      line.send({ action: 'subscribe', trades: ['*'] });
      const isTold = await line.wire.next(answer('trades')) && await line.wire.next(answer('trades'));
      const trades = (await line.wire.during(1000)).filter(m => m.T === 't').map(identity);
      return isTold && trades.length > 0 && new Set(trades).size === trades.length;
    },
    async fragments({ open: host }) {
      const line = await ready(host[scheme]);
      // quotes, for trades are told back three times, with their corrections and cancels, which is more than a frame of 256 KB
      const quotes = [...Array.from({ length: 6000 }, (_, i) => `CONFORMANCE.${10_000 + i}`), 'AAPL'];
      const frames = line.raw.sendInFragments(line.encode({ action: 'subscribe', quotes }));
      const isTold = await line.wire.next(m => m.T === 'subscription' && m.quotes.length === quotes.length);
      return frames > 3 && isTold && line.inbox.next(quoteOf('AAPL'));
    },
    async binaryJson({ open: host }) {
      const line = await ready(host[scheme]);
      line.raw.sendBinary(JSON.stringify({ action: 'subscribe', trades: ['AAPL'] }));
      return await line.wire.next(answer('trades')) && line.inbox.next(tradeOf('AAPL'));
    },
    messagePack: client.encoding.isJson ? notApplicable('JSON') : async ({ open: host }) => {
      const line = await ready(host[scheme]);
      const hasFlown = await flows(line);
      const messages = [hasFlown && await line.wire.next(m => m.T === 't'), ...await line.wire.during(500)];
      return messages.length > 10 && messages.every(m => Object.keys(m)[0] === 'T' && Math.abs(m.t.milliseconds - Date.now()) < 60_000)
        && Math.abs(hasFlown.time - Date.now()) < 60_000;
    },
    surge: async ({ surge: host }) => framesAreBounded(await ready(host[scheme]), host),
    pong: async ({ surge: host }) => pongOvertakes(() => ready(host[scheme]), host),
    async cut({ open: host }) {
      const line = await ready(host[scheme]);
      const hasFlown = await flows(line);
      const again = new Promise(resolve => line.onAuthenticated(resolve));
      line.raw.cut();
      const code = await line.closed;
      await again;
      line.inbox.clear();
      return hasFlown && code === 1006 && line.inbox.next(tradeOf('AAPL'));
    },
    async restart({ restarted: host }) {
      const line = await ready(host[scheme]);
      const hasFlown = await flows(line);
      host.next = await (host.next ?? host).restart();
      const code = await line.closed;
      line.inbox.clear();
      client.givesUpWhenRefused && line.stream.connect();
      return hasFlown && code === 1012 && line.inbox.next(tradeOf('AAPL'));
    },
    async tls({ open: host }) {
      const line = await ready(host.tls);
      return line.raw.isEncrypted() && flows(line);
    },
    async huge({ open: host }) {
      const line = await ready(host[scheme]);
      line.raw.sendWhole(line.encode({ action: 'subscribe', trades: Array(2_000_000).fill('AAPL') }));
      return await line.wire.next(error(400)) && flows(line);
    },
  };
}
