// What the clients' own sockets can do beyond what the clients offer: two libraries, the same words.
const Fragment = 32 * 1024; // as alpaca-py cuts

/** The socket of the package `websocket`, which Massive's clients hand to their user. */
export function ofWebsocket({ _connection: connection }) {
  const pongs = nextPong(see => connection.on('pong', see));
  return {
    isEncrypted: () => connection.socket.encrypted === true,
    sendBinary: text => connection.sendBytes(Buffer.from(text)),
    /** Cut at 16 KB, as this library does by itself; says into how many. */
    sendInFragments(text) {
      let frames = 0;
      const send = connection.sendFrame;
      connection.sendFrame = (...all) => (frames++, send.apply(connection, all));
      connection.sendUTF(text);
      delete connection.sendFrame;
      return frames;
    },
    sendWhole(text) {
      connection.config.fragmentOutgoingMessages = false;
      connection.sendUTF(text);
      connection.config.fragmentOutgoingMessages = true;
    },
    /** From now on frames go here, and nowhere else. */
    onFrame: see => connection.removeAllListeners('message').on('message', frame => see(frame.binaryData ?? Buffer.from(frame.utf8Data))),
    pause: () => connection.pause(),
    resume: () => connection.resume(),
    ping: payload => pongs(payload, () => connection.ping(payload)),
    cut: () => connection.socket.destroy(),
  };
}

/** The socket of the package `ws`, version 7 or 8, which Alpaca's clients keep. */
export function ofWs(socket) {
  const pongs = nextPong(see => socket.on('pong', see));
  return {
    isEncrypted: () => socket._socket.encrypted === true,
    sendBinary: text => socket.send(Buffer.from(text), { binary: true }),
    sendInFragments(message) {
      const bytes = Buffer.from(message);
      const count = Math.ceil(bytes.length / Fragment);
      for (let i = 0; i < count; i++) {
        socket.send(bytes.subarray(i * Fragment, (i + 1) * Fragment), { binary: typeof message !== 'string', fin: i === count - 1 });
      }

      return count;
    },
    sendWhole: message => socket.send(message),
    onFrame: see => socket.removeAllListeners('message').on('message', data => see(Buffer.from(data))),
    pause: () => (socket.pause ? socket.pause() : socket._socket.pause()), // version 7 has none of its own
    resume: () => (socket.resume ? socket.resume() : socket._socket.resume()),
    ping: payload => pongs(payload, () => socket.ping(payload)),
    cut: () => socket._socket.destroy(),
  };
}

// The clients ping by themselves too, so that a pong is known by what it brings back.
const nextPong = listen => (payload, ping) => new Promise(resolve => {
  listen(data => String(data) === payload && resolve());
  ping();
});
