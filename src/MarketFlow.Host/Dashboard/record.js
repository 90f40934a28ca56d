// Recording: whether it goes on, and the switch.
import { ask } from './api.js';
import { byId, setText } from './dom.js';
import { bytes, some, time } from './format.js';

export class Recording {
  /** @param {() => void} askAgain at once */
  constructor(askAgain) {
    this.askAgain = askAgain;
    this.isRecording = false;
    byId('record').addEventListener('click', () => this.#turn());
  }

  /** @param {any | null} answer of /api/record @param {string} why there is none */
  update(answer, why) {
    byId('record').hidden = !answer;
    if (!answer) {
      setText(byId('record-words'), why);
      return;
    }

    this.isRecording = answer.recording;
    setText(byId('record-words'), answer.recording
      ? `Recording into ${answer.file}: ${some(answer.frames, 'frame')}, ${bytes(answer.bytes)} since ${time(answer.since)}.`
      : answer.file ? `Not recording. The last file is ${answer.file}, ${some(answer.frames, 'frame')}.` : 'Not recording. What the feeds send can be kept, to be played again later.');
    setText(byId('record'), answer.recording ? 'Stop' : 'Start');
    if (answer.error) {
      this.#problem(answer.error);
    }
  }

  async #turn() {
    byId('record').disabled = true;
    this.#problem('');
    try {
      await (this.isRecording ? ask('api/record', { method: 'DELETE' }) : ask('api/record', { method: 'POST', body: {} }));
    } catch (error) {
      this.#problem(error.message);
    } finally {
      byId('record').disabled = false;
    }

    this.askAgain();
  }

  #problem(words) {
    setText(byId('record-problem'), words);
    byId('record-problem').hidden = words === '';
  }
}
