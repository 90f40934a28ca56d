// Takes a feed in and sends each event, as a frame of its own, to the clients that asked for its symbol: node server.js --vendor URL
const { WebSocket, WebSocketServer } = require('ws');

const EVERYTHING = '*';
const takers = new Map(); // symbol -> Set of sockets

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('listening', () => console.log(`ready http://127.0.0.1:${server.address().port}/`));
server.on('connection', socket => {
  socket.on('error', () => socket.terminate());
  socket.on('close', () => takers.forEach(sockets => sockets.delete(socket)));
  socket.on('message', words => {
    const symbols = JSON.parse(words).subscribe;
    for (const symbol of symbols) {
      if (!takers.has(symbol)) takers.set(symbol, new Set());
      takers.get(symbol).add(socket);
    }
    socket.send(JSON.stringify({ subscribed: symbols.length }));
  });
});

// As bytes, made once an event: a string would be encoded anew for each socket.
const send = (sockets, bytes) => {
  for (const socket of sockets ?? []) socket.send(bytes, { binary: false });
};

const feed = new WebSocket(process.argv[process.argv.indexOf('--vendor') + 1], { perMessageDeflate: false });
feed.on('open', () => feed.send('{"action":"auth","params":"load"}'));
feed.on('error', error => { console.error(error.message); process.exit(1); });
feed.on('close', () => process.exit(0));
feed.on('message', frame => {
  for (const event of JSON.parse(frame)) {
    if (event.ev === 'status') continue;
    const bytes = Buffer.from(JSON.stringify(event));
    send(takers.get(event.sym), bytes);
    send(takers.get(EVERYTHING), bytes);
  }
});
