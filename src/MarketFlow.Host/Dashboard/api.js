// Talks to the host, and to nothing else.

const place = 'marketflow-key';
let key = read();

/** What the host answered instead of what was asked for. */
export class Refusal extends Error {
  /** @param {number} status @param {string} words */
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

/** Keeps a key until the tab is closed. @param {string} value */
export function keepKey(value) {
  key = value;
  try {
    sessionStorage.setItem(place, value);
  } catch {
    // a browser that keeps nothing asks again after each reload
  }
}

/** Whether a key is kept. */
export function hasKey() {
  return key !== '';
}

/**
 * Asks, and reads the answer as JSON.
 * @param {string} path relative to the page, so that the host may lie behind a prefix
 * @param {{ method?: string, body?: object, patience?: number }} [options] patience in milliseconds
 * @returns {Promise<any>}
 * @throws {Refusal} where the host says no
 * @throws {Error} where there is no answer in time
 */
export async function ask(path, { method = 'GET', body, patience = 4000 } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json' };
  if (key) {
    headers.Authorization = `Bearer ${key}`;
  }

  if (body) {
    headers['Content-Type'] = 'application/json';
  }

  const answer = await fetch(path, {
    method,
    headers,
    body: body && JSON.stringify(body),
    cache: 'no-store',
    credentials: 'same-origin',
    signal: AbortSignal.timeout(patience),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Refusal(answer.status, wordsOf(text) || `The host answered ${answer.status}.`);
  }

  return text ? JSON.parse(text) : null;
}

/** An error is told in words, or as JSON that holds them. */
function wordsOf(text) {
  try {
    const json = JSON.parse(text);
    return String(json.message ?? json.error ?? json.title ?? '').slice(0, 300);
  } catch {
    return text.trim().slice(0, 300);
  }
}

function read() {
  try {
    return sessionStorage.getItem(place) ?? '';
  } catch {
    return '';
  }
}
