/** An error for the result pane, which prints every property: without a stack. */
export class ReadableError extends Error {
  constructor(message: string) {
    super(message);
    delete this.stack;
  }
}
