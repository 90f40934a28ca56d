// One connection of a client of Alpaca's: what the client tells its user, and what comes over its socket.
import { Inbox } from './inbox.js';
import { ofWs } from './sockets.js';

const tell = (line, kind) => event => line.inbox.add({
  kind, symbol: event.symbol ?? event.Symbol, price: event.price ?? event.Price, time: event.timestamp ?? event.Timestamp,
});

export class AlpacaLine {
  /** What the client tells its user. */
  inbox = new Inbox();

  /** What comes over the socket it opens first, decoded here. */
  wire = new Inbox();

  #client;

  constructor(client, url, { key = 'right', isSilent = false, after = () => {} } = {}) {
    this.#client = client;
    this.stream = client.open(url, key);
    this.stream.onError(text => this.inbox.add({ kind: 'error', text }));
    this.stream.onConnect(() => this.inbox.add({ kind: 'connected' }));
    (this.stream.onTrade ?? this.stream.onStockTrade).call(this.stream, tell(this, 'trade'));
    (this.stream.onQuote ?? this.stream.onStockQuote).call(this.stream, tell(this, 'quote'));

    const authenticate = this.stream[client.authenticate].bind(this.stream);
    this.stream[client.authenticate] = () => {
      isSilent || authenticate();
      after(this);
    };
    this.stream.connect();
    this.socket = this.stream.conn;
    this.raw = ofWs(this.socket);
    this.socket.on('message', data => client.encoding.decode(data).forEach(message => this.wire.add(message)));
    this.closed = new Promise(resolve => this.socket.on('close', resolve));
  }

  encode(message) {
    return this.#client.encoding.encode(message);
  }

  /** Sends past the client, on its socket. */
  send(message) {
    this.socket.send(this.encode(message));
  }

  subscribeToAll() {
    this.send({ action: 'subscribe', trades: ['*'], quotes: ['*'], bars: ['*'] });
  }

  close() {
    this.stream.connect = () => {}; // version 3, told to disconnect while it waits to reconnect, would connect again and again
    this.stream.disconnect();
  }

  /** The next time the client says that it is let in. */
  onAuthenticated(act) {
    this.stream.once('authenticated', act);
  }

  eventsOf = frame => this.#client.encoding.decode(frame).filter(message => message.T.length === 1);
}
