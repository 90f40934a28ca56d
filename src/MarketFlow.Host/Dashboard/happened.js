// What happened: alerts, gaps and statuses, detections.
import { ask } from './api.js';
import { byId, el, list, setAttribute, setText, showEither } from './dom.js';
import { span } from './format.js';
import { badge, setBadge, setTime, timeNode } from './parts.js';

const shown = 10;
const shownResolved = 4;

export class Happened {
  /** @param {() => void} askAgain at once */
  constructor(askAgain) {
    this.askAgain = askAgain;
    this.#forget();
    byId('pause').addEventListener('click', () => this.#pause());
  }

  /** The host was started anew: its numbers begin at 1 again. */
  restart() {
    this.#forget();
    this.#showNews();
  }

  /** @param {any} news of the overview */
  update(news) {
    this.seq = news.seq;
    for (const item of news.items) {
      const of = item.type === 'detection' ? this.detections : this.statuses;
      of.unshift(item);
      of.length = Math.min(of.length, shown);
    }

    if (!this.isPaused) {
      this.#showNews();
    }
  }

  /** @param {any[]} alerts what fires first @param {number} now by the host's clock */
  updateAlerts(alerts, now) {
    const firing = alerts.filter(alert => alert.state === 'firing');
    const rows = [...firing, ...alerts.filter(alert => alert.state !== 'firing').slice(0, shownResolved)];
    showEither(byId('alerts'), byId('alerts-empty'), rows.length > 0);
    setText(byId('alerts-empty'), 'None since the start.');
    list(byId('alerts'), rows, alert => `${alert.id} ${alert.since}`, alert => this.#createAlert(alert), (node, alert) => updateAlert(node, alert, now));
  }

  #forget() {
    this.seq = 0;
    /** @type {any[]} */
    this.statuses = [];
    /** @type {any[]} */
    this.detections = [];
    this.isPaused ??= false;
  }

  #pause() {
    this.isPaused = !this.isPaused;
    setAttribute(byId('pause'), 'aria-pressed', String(this.isPaused));
    setText(byId('pause'), this.isPaused ? 'Let them go on' : 'Hold the lists');
    this.#showNews();
  }

  #showNews() {
    for (const [id, items] of /** @type {[string, any[]][]} */ ([['statuses', this.statuses], ['detections', this.detections]])) {
      showEither(byId(id), byId(`${id}-empty`), items.length > 0);
      list(byId(id), items, item => item.seq, createNews, () => {});
    }
  }

  #createAlert(alert) {
    const parts = { badge: badge(), words: el('span', { class: 'words outside' }), since: timeNode(), more: el('span', { class: 'more' }), button: el('button', { type: 'button', class: 'quiet' }, 'Acknowledge') };
    setAttribute(parts.button, 'aria-label', `Acknowledge: ${alert.message}`);
    parts.button.addEventListener('click', async () => {
      parts.button.disabled = true;
      node.problem = '';
      try {
        await ask(`api/alerts/${encodeURIComponent(alert.id)}/acknowledge`, { method: 'POST', body: { by: 'the dashboard' } });
      } catch (error) {
        node.problem = `. Not acknowledged: ${error.message}`;
        parts.button.disabled = false;
      }

      this.askAgain();
    });
    const node = el('li', {}, parts.badge, parts.words, el('span', { class: 'carries' }, parts.since, parts.more), parts.button);
    node.parts = parts;
    return node;
  }
}

function updateAlert(node, alert, now) {
  const { parts } = node;
  const isFiring = alert.state === 'firing';
  const severity = alert.escalated ? `${alert.severity}, escalated` : alert.severity;
  setBadge(parts.badge, isFiring ? (alert.severity === 'warning' ? 'warn' : 'bad') : 'idle', isFiring ? severity : 'resolved');
  setText(parts.words, alert.message);
  setTime(parts.since, alert.since);
  const acknowledged = alert.acknowledged ? `, acknowledged${alert.acknowledged.by ? ` by ${alert.acknowledged.by}` : ''}` : '';
  const end = isFiring ? now : Date.parse(alert.resolvedAt ?? alert.since);
  setText(parts.more, `, for ${span(end - Date.parse(alert.since))}${acknowledged}${node.problem ?? ''}`);
  parts.button.hidden = !isFiring || Boolean(alert.acknowledged);
}

function createNews(item) {
  const at = timeNode();
  setTime(at, item.time);
  const node = el('li', {}, at, el('span', { class: 'kind' }, item.symbol ?? item.feed ?? item.kind));
  const words = el('span', { class: 'words outside' });
  if (item.direction) {
    words.append(el('span', { class: 'icon', 'aria-hidden': 'true' }, item.direction === 'up' ? '▲ ' : '▼ '));
  }

  words.append(wordsOf(item));
  node.append(words);
  return node;
}

/** @param {any} item */
function wordsOf(item) {
  if (item.type === 'detection') {
    return item.message;
  }

  const lasted = item.from && item.to ? `, ${span(Date.parse(item.to) - Date.parse(item.from))} long` : '';
  return `${item.kind}${lasted}${item.message ? `: ${item.message}` : ''}`;
}
