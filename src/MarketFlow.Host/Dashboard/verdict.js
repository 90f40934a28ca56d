// Is it well? One sentence, made of everything that could be wrong, the worst first.
import { byId, el, list, setAttribute, setText } from './dom.js';
import { bytes, count, latency, percent, rate, some, times } from './format.js';
import { figures } from './parts.js';

/** @typedef {{ key: string, level: 'warn' | 'bad', words: string }} Problem */

const words = { ok: 'Well', warn: 'Needs a look', bad: 'Not well', unknown: 'Unknown' };
const titles = { ok: '✓', warn: '!', bad: '✕', unknown: '?' };

/**
 * All that is wrong.
 * @param {any} overview
 * @param {any[] | null} alerts
 * @returns {Problem[]} the worst first
 */
export function problemsOf(overview, alerts) {
  /** @type {Problem[]} */
  const found = [];
  const add = (key, level, sentence) => found.push({ key, level, words: sentence });
  if (overview.ledger.imbalance !== 0) {
    add('ledger', 'bad', `The ledger is off by ${some(Math.abs(overview.ledger.imbalance), 'event')}: some were lost or counted twice. That is a defect of the program.`);
  }

  for (const feed of overview.feeds) {
    if (feed.trouble) {
      const reason = feed.reasons[0] ?? `it is ${feed.trouble}`;
      add(`feed ${feed.name}`, feed.cutOff ? 'bad' : 'warn', `Feed ${feed.name}: ${reason.replace(`feed ${feed.name}: `, '')}`);
    }
  }

  for (const channel of overview.channels) {
    if (!channel.healthy) {
      add(`channel ${channel.name}`, channel.breakerOpen ? 'bad' : 'warn', channel.reasons[0] ?? `Channel ${channel.name} is not healthy.`);
    }
  }

  for (const alert of alerts ?? []) {
    // a feed or channel that has words of its own already is not told twice
    if (alert.state === 'firing' && !found.some(problem => problem.key === `${alert.name} ${alert.about}` || problem.key === alert.name)) {
      add(`alert ${alert.id}`, alert.severity === 'warning' ? 'warn' : 'bad', alert.message);
    }
  }

  if (!overview.ready && found.length === 0) {
    add('ready', 'bad', `Not ready: ${overview.reasons[0] ?? 'the host does not say why.'}`);
  }

  return found.sort((a, b) => Number(a.level === 'warn') - Number(b.level === 'warn'));
}

/** Where the words stand. */
export class Verdict {
  constructor() {
    this.spokenFor = '';
    this.figures = figures(byId('figures'), ['In', 'Out', 'Tick p99', 'Lost', 'Memory', 'Processors', 'Headroom']);
  }

  /** @param {any} overview @param {any[] | null} alerts */
  update(overview, alerts) {
    const problems = problemsOf(overview, alerts);
    const level = problems[0]?.level ?? 'ok';
    this.say(level, problems.length === 0 ? this.#wellWords(overview) : sentenceOf(problems), problems.map(problem => problem.key).join());
    const others = problems.slice(1, 6);
    const node = byId('problems');
    node.hidden = others.length === 0;
    list(node, others, problem => problem.key, () => el('li'), (item, problem) => setText(item, problem.words));
    this.#writeFigures(overview);
  }

  /** Nothing is known any more. @param {string} sentence */
  lost(sentence) {
    this.say('unknown', sentence, 'lost');
  }

  /**
   * @param {'ok' | 'warn' | 'bad' | 'unknown'} level
   * @param {string} sentence
   * @param {string} about what it is about; it is read aloud when that changes, not with each new figure in it
   */
  say(level, sentence, about) {
    setAttribute(byId('verdict'), 'data-level', level);
    setText(byId('verdict-word'), words[level]);
    setText(byId('verdict-sentence'), sentence);
    const spokenFor = `${level} ${about}`;
    if (spokenFor !== this.spokenFor) {
      this.spokenFor = spokenFor;
      setText(byId('verdict-spoken'), `${words[level]}. ${sentence}`);
      document.title = `${titles[level]} MarketFlow`;
    }
  }

  #wellWords(overview) {
    const flow = overview.flow;
    if (!flow) {
      return 'The host has just started and takes its first look.';
    }

    const feeds = overview.feeds.length === 1 ? `Feed ${overview.feeds[0].name} is connected` : `All ${overview.feeds.length} feeds are connected`;
    const lost = flow.lost === 0 ? 'nothing was lost' : `all goes well now, though ${some(flow.lost, 'event')} were lost since the start`;
    return flow.perSecond === 0
      ? `${feeds} and quiet: nothing is coming in right now. The ledger balances.`
      : `${feeds}, ${lost}, and the ledger balances.`;
  }

  #writeFigures(overview) {
    const { flow, capacity } = overview;
    const tick = overview.channels[0];
    setText(this.figures.In, `${rate(flow?.perSecond)}/s`);
    setText(this.figures.Out, `${rate(flow?.deliveredPerSecond)}/s`);
    setText(this.figures['Tick p99'], latency(tick?.p99Ms));
    setText(this.figures.Lost, count(flow?.lost));
    setText(this.figures.Memory, bytes(flow?.residentBytes));
    setText(this.figures.Processors, flow ? `${percent(flow.processorsUsed / flow.processors)} of ${flow.processors}` : percent(null));
    setText(this.figures.Headroom, capacity.headroom > 0 ? `${times(capacity.headroom)}×` : '–');
  }
}

/** @param {Problem[]} problems */
function sentenceOf(problems) {
  const first = problems[0].words;
  const others = problems.length - 1;
  return others === 0 ? first : `${/[.!?]$/.test(first) ? first : `${first}.`} And ${others === 1 ? 'one more thing' : `${others} more things`}:`;
}
