// What flows: the three channels.
import { byId, el, list, setAttribute, setText, showEither } from './dom.js';
import { count, latency, percent, rate, sentence, short, some } from './format.js';
import { badge, figures, setBadge } from './parts.js';
import { Spark, Track } from './spark.js';

const carries = { tick: 'trades and quotes', bars: 'open, high, low, close, volume', fmv: 'fair market values' };

export class Channels {
  constructor() {
    /** @type {Map<string, { rate: Track, p99: Track }>} */
    this.tracks = new Map();
  }

  /** Begins the lines anew, from what the host remembers. @param {any} history of /api/history */
  begin(history) {
    this.tracks.clear();
    for (const [name, values] of Object.entries(history.channels)) {
      const track = this.#trackOf(name);
      history.at.forEach((at, index) => {
        track.rate.add(Date.parse(at), values.perSecond[index]);
        track.p99.add(Date.parse(at), values.p99Ms[index]);
      });
    }
  }

  /** @param {any} overview */
  update(overview) {
    showEither(byId('channels'), byId('channels-empty'), overview.channels.length > 0);
    setText(byId('flows-sum'), overview.flow ? `${count(overview.flow.received)} events since the start` : '');
    const at = Date.parse(overview.at);
    for (const channel of at === this.at ? [] : overview.channels) { // a look that is shown twice is one look
      const track = this.#trackOf(channel.name);
      track.rate.add(at, channel.perSecond);
      track.p99.add(at, channel.p99Ms);
    }

    this.at = at;
    list(byId('channels'), overview.channels, channel => channel.name, create, (node, channel) => update(node, channel, this.#trackOf(channel.name)));
  }

  #trackOf(name) {
    let track = this.tracks.get(name);
    if (!track) {
      this.tracks.set(name, track = { rate: new Track('mean'), p99: new Track('worst') });
    }

    return track;
  }
}

function create(channel) {
  const node = el('article', { class: 'channel' });
  const parts = {
    badge: badge(),
    rate: el('span', { class: 'big' }),
    why: el('p', { class: 'why', hidden: true }),
    rateSpark: new Spark(`Events a second of ${channel.name}`, value => `${rate(value)}/s`),
    rateMost: el('span', { class: 'most' }),
    p99Spark: new Spark(`p99 of ${channel.name}`, latency),
    p99Most: el('span', { class: 'most' }),
    fill: el('span', { class: 'fill' }),
  };
  const names = el('dl', { class: 'pairs' });
  node.append(
    el('div', { class: 'head' }, el('h3', {}, channel.name, el('span', { class: 'carries' }, carries[channel.name] ?? '')), parts.badge),
    el('p', { class: 'rate' }, parts.rate, el('span', { class: 'unit' }, ' events/s')),
    el('figure', {}, parts.rateSpark.node, parts.rateMost),
    el('figure', { class: 'late' }, parts.p99Spark.node, parts.p99Most),
    parts.why,
    names,
    el('span', { class: 'meter', 'aria-hidden': 'true' }, parts.fill));
  node.parts = { ...parts, values: figures(names, ['p50', 'p99', 'Lane', 'Faults']) };
  return node;
}

function update(node, channel, track) {
  const { parts } = node;
  setBadge(parts.badge, channel.healthy ? (channel.perSecond === 0 ? 'idle' : 'ok') : channel.breakerOpen ? 'bad' : 'warn',
    channel.healthy ? (channel.perSecond === 0 ? 'idle' : 'healthy') : channel.breakerOpen ? 'breaker open' : 'not healthy');
  setText(parts.rate, rate(channel.perSecond));
  const why = [...channel.reasons, channel.healthy || !channel.lastFailure ? '' : `Last failure: ${channel.lastFailure}`].map(sentence).filter(Boolean).join(' ');
  parts.why.hidden = why === '';
  setText(parts.why, why);

  const rates = parts.rateSpark.draw(track.rate);
  setText(parts.rateMost, rates ? `at most ${rate(rates.most)}/s in ${rates.minutes} min` : 'not enough seen yet to draw');
  const ages = parts.p99Spark.draw(track.p99, channel.budgetMs);
  setText(parts.p99Most, ages ? `p99 at most ${latency(ages.most)}` : channel.p99Ms === null ? 'no p99: nothing has passed lately' : 'not enough seen yet to draw');
  setAttribute(parts.p99Spark.node, 'data-over', channel.p99Ms > channel.budgetMs);

  const { lane } = channel;
  setText(parts.values.p50, latency(channel.p50Ms));
  setText(parts.values.p99, `${latency(channel.p99Ms)} of ${latency(channel.budgetMs)}`);
  setText(parts.values.Lane, `${count(lane.waiting)} of ${short(lane.capacity)}, at most ${short(lane.highWater)}`);
  setText(parts.values.Faults, channel.faults === 0 ? 'none' : `${some(channel.faults, 'event')}, ${percent(channel.errorRate)} lately`);
  const fill = lane.capacity === 0 ? 0 : lane.waiting / lane.capacity;
  parts.fill.style.setProperty('inline-size', `${(100 * Math.min(1, fill)).toFixed(1)}%`);
  setAttribute(parts.fill, 'data-level', fill > 0.95 ? 'bad' : fill > 0.8 ? 'warn' : 'ok');
}
