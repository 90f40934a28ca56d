// Alpaca's clients, and what stands in for one that speaks JSON: how each is made, and how it offers its key.
import { EventEmitter } from 'node:events';
import { WebSocket } from 'ws';
import { json, messagePack } from './encodings.js';

export const version4 = Alpaca => ({
  encoding: messagePack,
  authenticate: 'sendAuth',
  open: (url, key) => new Alpaca({ keyId: key, secret: 'secret' }).marketData.stockStream({ url: `${url}/v2/sip` }),
});

export const version3 = Alpaca => ({
  encoding: messagePack,
  authenticate: 'authenticate',
  givesUpWhenRefused: true, // it reconnects without delay, and only once: while a host restarts, that is refused
  open: (url, key) => new Alpaca({ keyId: key, secretKey: 'secret', paper: true, feed: 'sip', dataStreamUrl: url }).data_stream_v2,
});

export const bareJson = { encoding: json, authenticate: 'authenticate', open: (url, key) => new BareStream(`${url}/v2/sip`, key) };

/** As little of a client as the rows need, on a bare socket. */
class BareStream extends EventEmitter {
  #subscriptions = [];
  #isOver = false;

  constructor(url, key) {
    super();
    Object.assign(this, { url, key });
  }

  connect() {
    this.conn = new WebSocket(this.url);
    this.conn.on('open', () => this.authenticate());
    this.conn.on('error', error => this.emit('told', error.message));
    this.conn.on('close', () => this.#isOver || this.connect());
    this.conn.on('message', data => JSON.parse(data).forEach(message => this.#read(message)));
  }

  authenticate() {
    this.#send({ action: 'auth', key: this.key, secret: 'secret' });
  }

  disconnect() {
    this.#isOver = true;
    this.conn.close();
  }

  onConnect = see => this.on('authenticated', see);
  onError = see => this.on('told', see);
  onTrade = see => this.on('t', event => see({ symbol: event.S, price: event.p, time: new Date(event.t) }));
  onQuote = see => this.on('q', event => see({ symbol: event.S }));
  subscribeForTrades = symbols => this.#subscribe({ trades: symbols });
  subscribeForQuotes = symbols => this.#subscribe({ quotes: symbols });
  unsubscribeFromTrades = symbols => this.#send({ action: 'unsubscribe', trades: symbols });

  #subscribe(lists) {
    this.#subscriptions.push(lists);
    this.#send({ action: 'subscribe', ...lists });
  }

  #read(message) {
    if (message.T === 'error') {
      this.#isOver = true;
      this.emit('told', message.msg);
    } else if (message.msg === 'authenticated') {
      this.#subscriptions.forEach(lists => this.#send({ action: 'subscribe', ...lists }));
      this.emit('authenticated');
    } else {
      this.emit(message.T, message);
    }
  }

  #send(message) {
    this.conn.send(JSON.stringify(message));
  }
}
