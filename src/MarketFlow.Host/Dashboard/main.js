// Asks the host once a second and shows what it says; says so when it says nothing.
import { ask, hasKey, keepKey } from './api.js';
import { Capacity } from './capacity.js';
import { Channels } from './channels.js';
import { updateClients } from './clients.js';
import { byId, setText } from './dom.js';
import { updateFeeds } from './feeds.js';
import { span, time } from './format.js';
import { Happened } from './happened.js';
import { updateLedger } from './ledger.js';
import { setTime, timeNode } from './parts.js';
import { Recording } from './record.js';
import { beginTrace } from './trace.js';
import { Verdict } from './verdict.js';

const everySecond = 1000;
const afterLoss = 2000;

const verdict = new Verdict();
const channels = new Channels();
const capacity = new Capacity();
const happened = new Happened(askAgain);
const recording = new Recording(askAgain);
const asOf = timeNode();

/** @type {any} */
let overview = null;
let lastAnswerAt = 0;
let lostAt = 0;
let hasLines = false;
let hiddenAt = 0;
let timer = 0;
let isAsking = false;
let isToAskAgain = false;

byId('as-of').append(asOf);
beginTrace();
byId('key-form').addEventListener('submit', event => {
  event.preventDefault();
  keepKey(byId('key').value.trim());
  byId('key').value = '';
  look();
});
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    hiddenAt = Date.now();
    clearTimeout(timer);
  } else {
    hasLines &&= Date.now() - hiddenAt < 10_000; // else the host remembers what was not looked at
    look();
  }
});
look();

/** One look at the host. Nobody looks at a page that is hidden, so then neither does it. */
async function look() {
  if (isAsking || document.hidden) {
    return;
  }

  isAsking = true;
  isToAskAgain = false;
  clearTimeout(timer);
  const began = performance.now();
  let next = everySecond;
  try {
    const answer = await ask(`api/overview?news=${happened.seq}`);
    found(answer);
    if (!hasLines) {
      await drawLines();
    }
  } catch (error) {
    next = afterLoss;
    lost(error);
  } finally {
    isAsking = false;
    if (!document.hidden) {
      timer = setTimeout(look, isToAskAgain ? 0 : Math.max(100, next - (performance.now() - began)));
    }
  }
}

/** What a button has just done shows at once: an answer that is under way may be from before. */
function askAgain() {
  isToAskAgain = true;
  look();
}

/** @param {any} answer */
function found(answer) {
  if (overview && overview.startedAt !== answer.startedAt) {
    hasLines = false;
    happened.restart();
  } else {
    happened.update(answer.news);
  }

  overview = answer;
  lastAnswerAt = Date.now();
  lostAt = 0;
  byId('banner').hidden = true;
  byId('key-form').hidden = true;
  document.body.classList.remove('stale');
  show();
}

function show() {
  byId('simulated').hidden = !overview.simulated;
  setText(byId('version'), `version ${overview.version.split('+')[0]}`);
  setText(byId('uptime'), `up ${span(Date.parse(overview.now) - Date.parse(overview.startedAt))}`);
  setTime(asOf, overview.now);
  verdict.update(overview);
  channels.update(overview);
  updateFeeds(overview);
  updateClients(overview);
  happened.updateAlerts(overview.alerts.alerts, Date.parse(overview.now));
  updateLedger(overview);
  capacity.update(overview);
  recording.update(overview.record);
}

/** @param {any} error */
function lost(error) {
  lostAt ||= lastAnswerAt || Date.now();
  document.body.classList.add('stale');
  const isRefused = error.status === 401 || error.status === 403;
  byId('key-form').hidden = !isRefused;
  byId('banner').hidden = isRefused;
  if (isRefused) {
    setText(byId('key-why'), hasKey() ? `This key was not accepted. ${error.message}` : error.message);
    verdict.lost('The host keeps its figures to itself until it is given a key.');
    return;
  }

  setText(byId('banner-what'), lastAnswerAt === 0
    ? 'No answer from the host.'
    : `No answer from the host since ${time(new Date(lostAt).toISOString())}, ${span(Date.now() - lostAt)} ago.`);
  setText(byId('banner-next'), error.status ? `It said: ${error.message}` : `${lastAnswerAt === 0 ? '' : 'The figures are from then. '}Asking again every ${afterLoss / 1000} s.`);
  verdict.lost(lastAnswerAt === 0 ? 'The host does not answer.' : 'The host has stopped answering: how it is now is not known.');
}

async function drawLines() {
  const history = await ask('api/history');
  channels.begin(history);
  channels.update(overview);
  hasLines = true;
}
