// Figures for people: as many digits as help, always with a unit, and a dash with a reason where there is none.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const one = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const two = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false });

export const none = '–';

/** @param {number | null | undefined} value @returns {boolean} */
function isNone(value) {
  return value === null || value === undefined || !Number.isFinite(value);
}

/** A count in full: 1,234,567. @param {number | null | undefined} value */
export function count(value) {
  return isNone(value) ? none : whole.format(value);
}

/** A count in short: 12,345 · 1.23 M · 4.56 G. @param {number | null | undefined} value */
export function short(value) {
  return isNone(value) ? none
    : value < 100_000 ? whole.format(value)
    : value < 1e6 ? `${whole.format(value / 1e3)} k`
    : value < 1e9 ? `${two.format(value / 1e6)} M`
    : `${two.format(value / 1e9)} G`;
}

/** Events a second, without the unit: 0 · 3.4 · 2,013 · 1.23 M. @param {number | null | undefined} value */
export function rate(value) {
  return isNone(value) ? none : value > 0 && value < 10 ? one.format(value) : short(value);
}

/** @param {number | null | undefined} value */
export function bytes(value) {
  return isNone(value) ? none
    : value < 1e3 ? `${whole.format(value)} B`
    : value < 1e6 ? `${value < 1e4 ? one.format(value / 1e3) : whole.format(value / 1e3)} kB`
    : value < 1e9 ? `${value < 1e7 ? one.format(value / 1e6) : whole.format(value / 1e6)} MB`
    : `${two.format(value / 1e9)} GB`;
}

/** A latency. @param {number | null | undefined} ms */
export function latency(ms) {
  return isNone(ms) ? none
    : ms < 0.01 ? '< 0.01 ms'
    : ms < 10 ? `${two.format(ms)} ms`
    : ms < 100 ? `${one.format(ms)} ms`
    : ms < 1000 ? `${whole.format(ms)} ms`
    : ms < 100_000 ? `${one.format(ms / 1000)} s`
    : span(ms);
}

/** How long something lasts: 0.4 s · 12 s · 4 min · 2 h 5 min · 3 d. @param {number} ms */
export function span(ms) {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) {
    return `${one.format(seconds)} s`;
  }

  if (seconds < 120) {
    return `${whole.format(Math.floor(seconds))} s`;
  }

  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) {
    return `${minutes} min`;
  }

  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A share of one. @param {number | null | undefined} value */
export function percent(value) {
  return isNone(value) ? none : value === 0 ? '0 %' : value < 0.0001 ? '< 0.01 %' : value < 0.1 ? `${two.format(value * 100)} %` : `${whole.format(value * 100)} %`;
}

/** How many times: 3.2 · 41. @param {number | null | undefined} value */
export function times(value) {
  return isNone(value) ? none : value < 10 ? one.format(value) : short(value);
}

/** @param {number | null | undefined} value */
export function micros(value) {
  return isNone(value) ? none : value < 10 ? `${two.format(value)} µs` : `${whole.format(value)} µs`;
}

/** A reason as the host gives it, as a sentence. @param {string} words */
export function sentence(words) {
  return words === '' ? '' : `${words[0].toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;
}

/** One, or many. @param {number} n @param {string} singular @param {string} [plural] */
export function some(n, singular, plural = `${singular}s`) {
  return `${count(n)} ${n === 1 ? singular : plural}`;
}

/** A time of day where the reader is; with the date where it was another day. @param {string | null | undefined} iso */
export function time(iso) {
  const at = new Date(iso ?? NaN);
  return Number.isNaN(at.getTime()) ? none : Math.abs(Date.now() - at.getTime()) < 20 * 3600e3 ? clock.format(at) : day.format(at);
}

/** The same in UTC, for the pointer. @param {string | null | undefined} iso */
export function utc(iso) {
  const at = new Date(iso ?? NaN);
  return Number.isNaN(at.getTime()) ? '' : `${at.toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}
