// @alpacahq/alpaca-trade-api: version 4 speaks MessagePack, version 3 JSON and always over TLS.
import { Inbox } from './inbox.js';

async function exercise(name, stream, rows) {
  const row = (what, ok) => rows.push({ client: name, what, ok: Boolean(ok) });
  const inbox = new Inbox();
  stream.onConnect(() => inbox.add({ kind: 'connected' }));
  stream.onError(error => inbox.add({ kind: 'error', error }));
  (stream.onTrade ?? stream.onStockTrade).call(stream, trade => inbox.add({ kind: 'trade', symbol: trade.symbol ?? trade.Symbol, price: trade.price ?? trade.Price }));
  (stream.onQuote ?? stream.onStockQuote).call(stream, quote => inbox.add({ kind: 'quote', symbol: quote.symbol ?? quote.Symbol }));
  stream.connect();
  row('connect, authenticate', await inbox.next(m => m.kind === 'connected'));

  stream.subscribeForTrades(['AAPL']);
  stream.subscribeForQuotes(['MSFT']);
  const trade = await inbox.next(m => m.kind === 'trade');
  row('subscribe', trade?.symbol === 'AAPL' && trade.price > 0 && await inbox.next(m => m.kind === 'quote' && m.symbol === 'MSFT'));

  stream.unsubscribeFromTrades(['AAPL']);
  stream.unsubscribeFromQuotes(['MSFT']);
  await inbox.during(500);
  row('unsubscribe stops the flow', (await inbox.during(500)).length === 0);

  stream.subscribeForTrades(['*']);
  row('wildcard', await inbox.next(m => m.kind === 'trade' && m.symbol !== 'AAPL'));
  stream.disconnect();
}

export async function alpaca4(Alpaca, url) {
  const rows = [];
  const client = new Alpaca({ keyId: 'any', secret: 'any' });
  await exercise('@alpacahq/alpaca-trade-api 4.0.2 (MessagePack)', client.marketData.stockStream({ url: `${url}/v2/sip` }), rows);
  return rows;
}

export async function alpaca3(Alpaca, url) {
  const rows = [];
  const client = new Alpaca({ keyId: 'any', secretKey: 'any', paper: true, feed: 'sip', dataStreamUrl: url });
  await exercise('@alpacahq/alpaca-trade-api 3.1.3 (JSON over TLS)', client.data_stream_v2, rows);
  return rows;
}
