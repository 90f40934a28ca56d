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

  /** @param {any} answer as of /api/record */
  update(answer) {
    byId('record').hidden = false;
    this.isRecording = answer.recording;
    const lost = answer.lost > 0 ? `; ${some(answer.lost, 'frame')} did not fit and are missing in it` : '';
    setText(byId('record-words'), answer.recording
      ? `Recording into ${answer.file}: ${some(answer.frames, 'frame')}, ${bytes(answer.bytes)} since ${time(answer.since)}${lost}.`
      : answer.file ? `Not recording. The last file is ${answer.file}: ${some(answer.frames, 'frame')}, ${bytes(answer.bytes)}${lost}.` : 'Not recording. What the feeds send can be kept, to be played again later.');
    setText(byId('record'), answer.recording ? 'Stop recording' : 'Start recording');
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
