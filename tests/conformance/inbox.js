// Messages as they come, and a way to wait for the one that is looked for.
export const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Waits until something holds. */
export async function until(what, holds, patience = 10_000) {
  const deadline = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`not within ${patience} ms: ${what}`);
    }

    await sleep(20);
  }
}

export class Inbox {
  #messages = [];
  #wake = () => {};

  add(message) {
    this.#messages.push(message);
    this.#wake();
  }

  clear() {
    this.#messages.length = 0;
  }

  /** The first message that is looked for, taken out; null where it has not come within the patience. */
  async next(isLookedFor, patience = 10_000) {
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      const index = this.#messages.findIndex(isLookedFor);
      if (index >= 0) {
        return this.#messages.splice(index, 1)[0];
      }

      await new Promise(resolve => {
        this.#wake = resolve;
        setTimeout(resolve, 100);
      });
    }

    return null;
  }

  /** Everything that comes during so many milliseconds. */
  async during(milliseconds) {
    this.clear();
    await sleep(milliseconds);
    return [...this.#messages];
  }
}
