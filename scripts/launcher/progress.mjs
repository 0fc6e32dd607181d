const everyMs = 5_000;

/** One line that changes in a terminal, a line now and then elsewhere. */
export class Progress {
  #lastAt = Date.now();
  #isOpen = false;

  say(sentence) {
    this.end();
    process.stderr.write(`${sentence}\n`);
  }

  /** @param {string} line of the installer */
  show(line) {
    const numbers = /^Progress: (.*?)(, done)?$/.exec(line)?.[1];
    if (!numbers) return;
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\x1b[K  ${numbers}`);
      this.#isOpen = true;
    } else if (Date.now() - this.#lastAt > everyMs) {
      this.#lastAt = Date.now();
      process.stderr.write(`  ${numbers}\n`);
    }
  }

  end() {
    if (this.#isOpen) process.stderr.write('\r\x1b[K');
    this.#isOpen = false;
  }
}
