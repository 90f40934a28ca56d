// The rows, and the page that tells what came out.
import { readFileSync } from 'node:fs';

export const rows = {
  connect: 'connect, authenticate, subscribe',
  wildcard: 'wildcard',
  unsubscribe: 'unsubscribe stops the flow',
  badKey: 'bad key',
  noKey: 'no key until time-out',
  overCap: 'over the cap',
  hasty: 'subscribe before the auth answer',
  twice: 'subscribe twice',
  fragments: 'a 100 KB subscribe in fragments',
  binaryJson: 'JSON in a binary frame',
  messagePack: 'MessagePack key order (`T` first) and timestamp extension −1',
  surge: 'no frame over 256 KB in a surge',
  pong: 'pong within 1 s while the outbox is full',
  cut: 'abrupt close, then resubscribe',
  tls: 'TLS',
  huge: 'a 10 MB message is refused without harm',
  restart: 'the host is restarted: close 1012, and the flow goes on',
};

export const socketIo = {
  connect: 'connect; `status_update` with its fields',
  transport: 'the transport it begins with, and ends up on',
  subscribe: 'subscribe with an acknowledgement; `stock_data` once a second, `status_update` every 2 s',
  shape: '`stock_data` with its fields, in all detections of all lists',
  nothing: 'no `stock_data` without tickers',
  unsubscribe: 'unsubscribe stops the flow',
  unknown: 'an event that there is not',
  namespace: 'a namespace that there is not',
  heartbeat: 'pings are answered, and the session lives on',
  cut: 'abrupt close, then reconnect and subscribe',
  tls: 'TLS',
  huge: 'a 10 MB message ends its own session alone',
  restart: 'the host is restarted: reconnect and subscribe',
};

/** A cell that a client cannot fill, and why. */
export const notApplicable = reason => async () => `n/a: ${reason}`;

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url)));

/** A dependency by the name it has in the registry, with its version. */
export function named(dependency) {
  const [, name, version] = /^(?:npm:(.+)@)?([^@]+)$/.exec(dependencies[dependency]);
  return `\`${name ?? dependency}\` ${version}`;
}

const table = (rows, columns, cells) => `| # | what | ${columns.map(column => column.title).join(' | ')} |
|---|---|${columns.map(() => '---|').join('')}
${Object.entries(rows).map(([row, title], i) => `| ${i + 1} | ${title} | ${columns.map(column => cells.get(column)[row]).join(' | ')} |`).join('\n')}`;

/** The page; cells by column and row. */
export const page = (columns, socketIoColumns, cells) => `# Conformance

What the vendors' own npm clients did against the host, on its simulated market; their settings differ from those for the vendor
in the URL only. Where a row asks for what a client does not do by itself, the notes say how it was brought about. Written by
\`tests/conformance/run.js\`; \`.ci/conformance\` repeats it and fails where it comes out otherwise.

${table(rows, columns, cells)}

Both versions of Alpaca's client ask for MessagePack, and offer no way to ask for JSON. The last column is no vendor's client: it
shows Alpaca's JSON on a bare \`ws\` socket, with the handshake and the messages of the vendor's documentation.

- **4, 5, 6** Massive: \`auth_failed\`, \`auth_timeout\`, \`max_connections\` to the older connection, then close 1008. Alpaca:
  402, 404, 406 to the newcomer, then close 1008; the older one goes on.
- **5** The client's own sending of the key is switched off, for each of them offers it at once.
- **7** Massive: one subscribe before the key and one right behind it. Alpaca: right behind the key.
- **7, 10, 16** Sent on the client's own socket.
- **8** Each is answered, and each trade comes once. With Alpaca's it is sent on the client's socket, for version 4 would not repeat it.
- **9** Massive's clients cut it at 16 KB by themselves; elsewhere it is sent on the client's socket in fragments of 32 KB.
- **12, 13** The client's own socket is paused, and its frames are measured and not decoded by the client. In 13 the pong also
  comes before events that waited in the host when the ping was sent.
- **14** The client's own socket is destroyed. Alpaca's clients reconnect and subscribe by themselves; with Massive's the
  program connects anew.
- **16** Massive: \`error\`, Alpaca: 400; the connection goes on.
- **17** The host gets SIGTERM, and another one is started on the same port. Version 4 of Alpaca's client reconnects and subscribes by
  itself. Version 3 reconnects without delay and gives up when that is refused, whatever the close code, so the program calls
  \`connect()\`; it then subscribes by itself. Massive's clients never reconnect: the program connects anew.

## Socket.IO

${table(socketIo, socketIoColumns, cells)}

The client is Socket.IO's own, ${named('socket.io-client')}, with its default transports (polling, then an upgrade), and with one of them alone.

- **3** In 5.5 s, 3 to 6 and 2 to 3 are to be counted.
- **4** Until a detection has come on the simulated market, at most 20 s.
- **7** Answered with \`unknown-event\`, by acknowledgement and by \`client_error\`; the session goes on.
- **8** \`connect_error\`, with the words.
- **9** On a host that pings every second.
- **10, 12, 13** The client reconnects by itself, and the program subscribes again.
`;
