// Starts hosts on their simulated market and lets the vendors' own clients talk to them, row by row.
// usage: node run.js PATH_TO_marketflow.dll [MATRIX.md]
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { alpacaRows } from './alpaca.js';
import { bareJson, version3, version4 } from './alpaca-clients.js';
import { Hosts } from './hosts.js';
import { massiveRows } from './massive.js';
import { named, page, rows, socketIo } from './matrix.js';
import { socketIoRows } from './socket-io.js';
import { surging } from './surge.js';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the certificate is made here, for this run alone
process.removeAllListeners('warning');
const [, , program, matrix] = process.argv;
const RowPatience = 30_000;
const InSurge = ['surge', 'pong'];
const Alone = ['restart']; // one after the other: all use the same host

const load = async name => (await import(name)).websocketClient;
const { Alpaca } = await import('alpaca4');
const OldAlpaca = createRequire(import.meta.url)('alpaca3');
const columns = [
  { title: named('@massive.com/client-js'), rows: massiveRows(await load('@massive.com/client-js')) },
  { title: named('polygon'), rows: massiveRows(await load('polygon')) },
  { title: `${named('alpaca4')} (MessagePack)`, rows: alpacaRows(version4(Alpaca), 'plain') },
  { title: `${named('alpaca3')} (MessagePack over TLS)`, rows: alpacaRows(version3(OldAlpaca.default ?? OldAlpaca), 'tls') },
  { title: `no client: JSON on a bare ${named('ws')}`, rows: alpacaRows(bareJson, 'plain') },
];
const { io } = await import('socket.io-client');
const socketIoColumns = [
  { title: 'default transports', rows: socketIoRows(io) },
  { title: 'WebSocket only', rows: socketIoRows(io, ['websocket']) },
  { title: 'polling only', rows: socketIoRows(io, ['polling']) },
];
const cells = new Map([...columns, ...socketIoColumns].map(column => [column, {}]));

const hosts = new Hosts(program);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    hosts.stop();
    process.exit(1);
  });
}

try {
  await withHosts(
    {
      open: {},
      strict: { KEYS__0__KEY: 'right', KEYS__0__SECRET: 'secret', CLIENTS__AUTHTIMEOUT: '00:00:01', CLIENTS__MAXCLIENTSPERKEY: '1' },
    },
    its => fill(columns, Object.keys(rows).filter(row => ![...InSurge, ...Alone].includes(row)), its));
  await withHosts({ surge: surging }, its => fill(columns, InSurge, its));
  await withHosts( // side by side, for most of their time is waiting
    { open: {}, beating: { SOCKETIO__PINGINTERVAL: '00:00:01' } },
    its => Promise.all(socketIoColumns.map(column => fill([column], Object.keys(socketIo).filter(row => !Alone.includes(row)), its))));
  await withHosts({ restarted: {} }, its => fill([...columns, ...socketIoColumns], Alone, its));
} finally {
  hosts.stop();
}

const text = page(columns, socketIoColumns, cells);
console.log(text);
if (matrix) {
  writeFileSync(matrix, text);
}

const failed = [...cells.values()].flatMap(Object.values).filter(cell => cell === 'FAILED').length;
console.log(`${failed} failed in ${Math.round(performance.now() / 1000)} s`);
process.exit(failed === 0 ? 0 : 1);

async function withHosts(settings, use) {
  const its = {};
  for (const [name, own] of Object.entries(settings)) {
    its[name] = await hosts.start(own);
  }

  await use(its);
  Object.values(its).forEach(host => (host.next ?? host).stop());
}

async function fill(columns, names, its) {
  for (const column of columns) {
    for (const name of names) {
      const outcome = await cell(column, name, its);
      console.error(`${outcome}  ${column.title}: ${name}`);
      cells.get(column)[name] = outcome;
    }
  }
}

async function cell(column, name, its) {
  let timer;
  try {
    const patience = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`not over within ${RowPatience} ms`)), RowPatience); });
    const outcome = await Promise.race([column.rows[name](its), patience]);
    return typeof outcome === 'string' ? outcome : outcome ? 'passed' : 'FAILED';
  } catch (error) {
    console.error(`  ${error.stack}`);
    return 'FAILED';
  } finally {
    clearTimeout(timer);
    column.rows.close();
  }
}
