// The rows in which more waits in the host than the connection takes. The market of their host is too fast for no one to fall behind.
import { until } from './inbox.js';

export const surging = { SIMULATION__EVENTSPERSECOND: '50000', CLIENTS__MAXOUTBOXBYTES: String(512 * 1024 * 1024) };
const Longest = 256 * 1024;
const Backlog = 60_000; // events; some 8 MB, behind what the sockets hold
const Patience = 1_000;

/** No frame is over 256 KB; and some are long, or the row would show nothing. */
export async function framesAreBounded(line, host) {
  const lengths = [];
  line.raw.onFrame(frame => lengths.push(frame.length));
  await stall(line, host);
  line.raw.resume();
  await until('the backlog is sent', async () => (await host.account()).held < Backlog / 10);
  await line.raw.ping('is read'); // the pong comes behind all that is sent
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  console.error(`  ${lengths.length} frames, the longest ${longest} bytes`);
  return longest <= Longest && longest > 32 * 1024;
}

/** The pong comes within a second, and before events that the host held when the ping was sent. */
export async function pongOvertakes(open, host) {
  // A busy machine can pause for a second: the row fails only where it fails three times.
  for (let attempt = 0; attempt < 3; attempt++) {
    const line = await open();
    if (await overtakes(line, host)) {
      return true;
    }

    line.raw.cut();
  }

  return false;
}

async function overtakes(line, host) {
  await until('the last client has left', async () => (await host.account()).held === 0);
  const before = await host.account();
  const frames = [];
  line.raw.onFrame(frame => frames.push(frame));
  await stall(line, host);
  const held = await host.account();

  const start = Date.now();
  const pong = line.raw.ping('conformance').then(() => [Date.now() - start, frames.length]);
  line.raw.resume();
  const timeout = new Promise(resolve => setTimeout(() => resolve([Infinity, frames.length]), 10 * Patience).unref());
  const [took, count] = await Promise.race([pong, timeout]);
  const seen = frames.slice(0, count).flatMap(line.eventsOf).length;
  console.error(`  pong after ${took} ms and ${seen} of ${held.received - before.received} events`);
  return took <= Patience && seen < held.received - before.received;
}

async function stall(line, host) {
  line.subscribeToAll();
  line.raw.pause();
  await until(`${Backlog} events wait`, async () => (await host.account()).held >= Backlog);
}
