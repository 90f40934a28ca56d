// Is it well? One sentence, made of everything that could be wrong, the worst first.
import { byId, el, list, setAttribute, setText } from './dom.js';
import { bytes, count, latency, percent, rate, sentence, some, times } from './format.js';
import { figures } from './parts.js';

/** @typedef {{ key: string, level: 'warn' | 'bad', words: string }} Problem */

const words = { ok: 'Well', warn: 'Needs a look', bad: 'Not well', unknown: 'Unknown' };
const and = new Intl.ListFormat('en');
const titles = { ok: '✓', warn: '!', bad: '✕', unknown: '?' };

/**
 * All that is wrong.
 * @param {any} overview
 * @returns {Problem[]} the worst first
 */
export function problemsOf(overview) {
  /** @type {Problem[]} */
  const found = [];
  const add = (key, level, words) => found.push({ key, level, words: sentence(words) });
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
      add(`channel ${channel.name}`, channel.breakerOpen ? 'bad' : 'warn', `Channel ${channel.name}: ${channel.reasons[0] ?? 'it is not healthy.'}`);
    }
  }

  for (const alert of overview.alerts.alerts) {
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
    this.isSimulated = false;
    this.figures = figures(byId('figures'), ['In', 'Out', 'Tick p99', 'Lost', 'Memory', 'Processors', 'Headroom']);
  }

  /** @param {any} overview */
  update(overview) {
    this.isSimulated = overview.simulated;
    const problems = problemsOf(overview);
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
      document.title = `${titles[level]} MarketFlow${this.isSimulated ? ' (simulated)' : ''}`;
    }
  }

  #wellWords(overview) {
    const flow = overview.flow;
    if (!flow) {
      return 'The host has just started and takes its first look.';
    }

    const feeds = overview.feeds.length === 1 ? `Feed ${overview.feeds[0].name} is connected` : `All ${overview.feeds.length} feeds are connected`;
    const missed = missedOf(overview);
    const balance = missed.length === 0 ? 'nothing was lost and the ledger balances' : 'the ledger balances';
    const sentence = flow.perSecond === 0 ? `${feeds} and quiet: nothing is coming in right now; ${balance}.` : `${feeds}, ${balance}.`;
    return missed.length === 0 ? sentence : `${sentence} Since the start ${and.format(missed)}.`;
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

/** What did not get through since the start, though all may be well by now. @param {any} overview @returns {string[]} */
function missedOf({ flow, feeds, clients, ledger }) {
  const of = /** @type {[number, string, string][]} */ ([
    [flow.lost, 'event was lost', 'events were lost'],
    [ledger.stages.reduce((sum, stage) => sum + (stage.removed['breaker-open'] ?? 0), 0), 'event was stopped by a breaker', 'events were stopped by a breaker'],
    [feeds.reduce((sum, feed) => sum + feed.gaps, 0), 'gap was in the feeds', 'gaps were in the feeds'],
    [clients.slow, 'client was cut off for being slow', 'clients were cut off for being slow'],
  ]);
  return of.filter(([n]) => n > 0).map(([n, singular, plural]) => some(n, singular, plural));
}

/** @param {Problem[]} problems */
function sentenceOf(problems) {
  const first = problems[0].words;
  const others = problems.length - 1;
  return others === 0 ? first : `${first} And ${others === 1 ? 'one more thing' : `${others} more things`}:`;
}
