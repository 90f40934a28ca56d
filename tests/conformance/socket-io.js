// socket.io-client: the URL and the transports are parameters, everything else is the client's own.
import { Inbox, sleep } from './inbox.js';

const Common = ['ticker', 'type', 'price', 'time', 'event_id', 'direction', 'reversal', 'count', 'count_up', 'count_down', 'percent_change', 'vwap', 'vwap_divergence', 'volume', 'rel_volume', 'label', 'source'];
const Fields = {
  highs: [...Common, 'session_high', 'session_low', 'last_update', 'trend_flag', 'surge_flag', 'significance_score', 'reversal_info'],
  trending: [...Common, 'trend_strength', 'trend_score', 'trend_short_score', 'trend_medium_score', 'trend_long_score', 'trend_vwap_position', 'trend_age', 'last_trend_update'],
  surging: [...Common, 'magnitude', 'score', 'strength', 'trigger_type', 'description', 'volume_multiplier', 'event_key', 'surge_age', 'expiration', 'daily_surge_count', 'last_surge_timestamp'],
  activity: ['total_highs', 'total_lows', 'activity_level', 'activity_ratio', 'ticks_10sec', 'ticks_30sec', 'ticks_60sec', 'ticks_300sec'],
  stockData: ['highs', 'lows', 'trending', 'surging', 'activity'],
  status: ['status', 'connected', 'provider', 'market_status', 'timestamp', 'avg_response'],
};

const named = name => message => message.name === name;
const has = (object, fields) => Object.keys(object).sort().join() === [...fields].sort().join();
const detections = ({ value }) => [...value.highs, ...value.lows, ...value.trending.up, ...value.trending.down, ...value.surging.up, ...value.surging.down];

const isGolden = ({ value }) =>
  has(value, Fields.stockData) && has(value.activity, Fields.activity) && has(value.trending, ['up', 'down']) && has(value.surging, ['up', 'down'])
  && value.highs.every(item => has(item, Fields.highs) && item.type === 'high' && item.direction === 'up')
  && value.lows.every(item => has(item, Fields.highs) && item.type === 'low' && item.direction === 'down')
  && ['up', 'down'].every(way => value.trending[way].every(item => has(item, Fields.trending) && item.type === 'trend' && item.direction === way))
  && ['up', 'down'].every(way => value.surging[way].every(item => has(item, Fields.surging) && item.type === 'surge' && item.direction === way))
  && detections({ value }).every(item => item.price > 0 && !Number.isNaN(Date.parse(item.time)) && item.source.feed.length > 0);

/** The rows of Socket.IO, for a client with these transports; and `close`, which ends what a row has opened. */
export function socketIoRows(io, transports) {
  const lines = [];
  const open = (address, { space = '' } = {}) => {
    const socket = io(`${address.replace('ws', 'http')}${space}`, { ...(transports && { transports }), forceNew: true, reconnectionDelay: 50, rejectUnauthorized: false });
    const line = { socket, inbox: new Inbox(), first: null };
    socket.io.on('open', () => { line.first ??= socket.io.engine.transport.name; });
    socket.on('connect', () => line.inbox.add({ name: 'connect', value: socket.id }));
    socket.on('connect_error', error => line.inbox.add({ name: 'connect_error', value: error }));
    socket.on('disconnect', reason => line.inbox.add({ name: 'disconnect', value: reason }));
    socket.onAny((name, text) => line.inbox.add({ name, value: JSON.parse(text) }));
    lines.push(line);
    return line;
  };

  const ready = async address => {
    const line = open(address);
    return await line.inbox.next(named('connect')) ? line : Promise.reject(new Error('not connected'));
  };

  const ask = (line, event, tickers) => line.socket.timeout(5000).emitWithAck(event, { tickers });
  const holds = (answer, tickers) => answer.ok === true && answer.tickers.join() === tickers.join();

  const flows = async (line, tickers = ['*']) => {
    const isHeld = holds(await ask(line, 'subscribe_tickers', tickers), tickers);
    return isHeld && line.inbox.next(named('stock_data'));
  };

  return {
    close: () => lines.splice(0).forEach(line => line.socket.disconnect()),
    async connect({ open: host }) {
      const told = await (await ready(host.plain)).inbox.next(named('status_update'));
      const { simulated, ...status } = told.value; // the simulated market marks itself by one more field
      return has(status, Fields.status) && simulated !== false && status.connected === true;
    },
    async transport({ open: host }) {
      const line = await ready(host.plain);
      await flows(line);
      const now = line.socket.io.engine.transport.name;
      return line.first === (transports ?? ['polling'])[0] && now === (transports ?? ['websocket']).at(-1);
    },
    async subscribe({ open: host }) {
      const line = await ready(host.plain);
      const isHeld = holds(await ask(line, 'subscribe_tickers', ['MSFT', 'AAPL']), ['AAPL', 'MSFT']);
      const received = (await line.inbox.during(5500)).map(message => message.name);
      const count = name => received.filter(other => other === name).length;
      return isHeld && count('stock_data') >= 3 && count('stock_data') <= 6 && count('status_update') >= 2 && count('status_update') <= 3;
    },
    async shape({ open: host }) {
      const line = await ready(host.plain);
      await flows(line);
      let [isAllGolden, found] = [true, 0];
      for (const deadline = Date.now() + 20_000; isAllGolden && !found && Date.now() < deadline;) {
        const told = await line.inbox.next(named('stock_data'));
        isAllGolden = isGolden(told);
        found += detections(told).length;
      }

      return isAllGolden && found > 0;
    },
    async nothing({ open: host }) {
      const line = await ready(host.plain);
      const neighbour = await ready(host.plain);
      const hasFlown = await flows(neighbour);
      const received = await line.inbox.during(3000);
      return hasFlown && received.length > 0 && received.every(named('status_update'));
    },
    async unsubscribe({ open: host }) {
      const line = await ready(host.plain);
      const hasFlown = await flows(line);
      const isTold = holds(await ask(line, 'unsubscribe_tickers', ['*']), []);
      return hasFlown && isTold && (await line.inbox.during(2500)).every(named('status_update'));
    },
    async unknown({ open: host }) {
      const line = await ready(host.plain);
      const answer = await ask(line, 'buy', []);
      line.socket.emit('buy');
      const told = await line.inbox.next(named('client_error'));
      return answer.ok === false && answer.code === 'unknown-event' && told.value.code === 'unknown-event' && line.socket.connected;
    },
    async namespace({ open: host }) {
      const refused = await open(host.plain, { space: '/admin' }).inbox.next(named('connect_error'));
      return refused.value.data.code === 'unknown-namespace' && refused.value.message.includes('"/admin"');
    },
    async heartbeat({ beating: host }) {
      const line = await ready(host.plain);
      const id = line.socket.id;
      let pings = 0;
      line.socket.io.engine.on('ping', () => { pings++; });
      await sleep(4500);
      return pings >= 2 && line.socket.connected && line.socket.id === id;
    },
    async cut({ open: host }) {
      const line = await ready(host.plain);
      const hasFlown = await flows(line);
      line.socket.io.engine.close();
      return hasFlown && await line.inbox.next(named('disconnect')) && await line.inbox.next(named('connect')) && flows(line);
    },
    async restart({ restarted: host }) {
      const line = await ready(host.plain);
      const hasFlown = await flows(line);
      line.inbox.clear();
      host.next = await (host.next ?? host).restart();
      const flowsAgain = async () => await line.inbox.next(named('connect')) && flows(line);
      // a client that polls may lose its session once more, over a connection that the old host has left behind
      return hasFlown && await flowsAgain().catch(flowsAgain);
    },
    async tls({ open: host }) {
      return flows(await ready(host.tls));
    },
    async huge({ open: host }) {
      const line = await ready(host.plain);
      const neighbour = await ready(host.plain);
      const id = neighbour.socket.id;
      line.socket.emit('subscribe_tickers', { tickers: ['A'.repeat(10_000_000)] });
      const isEnded = await line.inbox.next(named('disconnect'));
      return isEnded && await line.inbox.next(named('connect')) && await flows(line) && await flows(neighbour) && neighbour.socket.id === id;
    },
  };
}
