import { setAttribute, setText, svg } from './dom.js';

const width = 300;
const height = 44;
const window15 = 15 * 60e3;
const bucket = 5e3;

/** A line over the last 15 minutes, in pieces of 5 s: the mean of a rate, the worst of a latency. */
export class Track {
  /** @param {'mean' | 'worst'} of */
  constructor(of) {
    this.of = of;
    /** @type {{ at: number, value: number, n: number }[]} */
    this.points = [];
  }

  clear() {
    this.points = [];
  }

  /** @param {number} at milliseconds @param {number | null | undefined} value nothing is drawn where there is none */
  add(at, value) {
    if (value === null || value === undefined || !Number.isFinite(at)) {
      return;
    }

    const slot = Math.floor(at / bucket) * bucket;
    const last = this.points.at(-1);
    if (last && slot < last.at) {
      return; // a clock that was set back
    }

    if (last?.at === slot) {
      last.value = this.of === 'worst' ? Math.max(last.value, value) : (last.value * last.n + value) / (last.n + 1);
      last.n++;
    } else {
      this.points.push({ at: slot, value, n: 1 });
    }

    while (this.points[0].at < at - window15) {
      this.points.shift();
    }
  }
}

/** Draws a track by hand: an area with a line on it, and what it may not go above. */
export class Spark {
  /** @param {string} name what is drawn, for those who do not see it @param {(value: number) => string} format */
  constructor(name, format) {
    this.name = name;
    this.format = format;
    this.area = svg('path', { class: 'area' });
    this.line = svg('path', { class: 'trace', 'vector-effect': 'non-scaling-stroke' });
    this.limit = svg('path', { class: 'limit', 'vector-effect': 'non-scaling-stroke' });
    this.title = svg('title');
    this.node = svg('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img' },
      this.title, this.area, this.line, this.limit);
  }

  /**
   * @param {Track} track
   * @param {number | null} [limit] drawn where the track comes near it
   * @returns {{ most: number, minutes: number } | null} what was drawn; null where there is too little
   */
  draw(track, limit = null) {
    const points = track.points;
    setAttribute(this.node, 'hidden', points.length < 2); // the words beside it say why
    if (points.length < 2) {
      return null;
    }

    const most = Math.max(...points.map(point => point.value));
    const least = Math.min(...points.map(point => point.value));
    const showsLimit = limit !== null && most > limit / 2;
    const top = Math.max(most, showsLimit ? limit : 0, 1e-9) * 1.08;
    const end = points[points.length - 1].at;
    const begin = Math.min(points[0].at, end - 60e3);
    const x = at => ((at - begin) / (end - begin) * width).toFixed(1);
    const y = value => (height - 1 - value / top * (height - 2)).toFixed(1);
    const path = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${x(point.at)},${y(point.value)}`).join('');
    setAttribute(this.line, 'd', path);
    setAttribute(this.area, 'd', `${path}L${width},${height}L${x(points[0].at)},${height}Z`);
    setAttribute(this.limit, 'd', showsLimit ? `M0,${y(limit)}L${width},${y(limit)}` : '');
    const minutes = Math.max(1, Math.round((end - points[0].at) / 60e3));
    setText(this.title, `${this.name} over the last ${minutes} min: from ${this.format(least)} to ${this.format(most)}.`);
    return { most, minutes };
  }
}
