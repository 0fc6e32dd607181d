/** What a WebSocket is to the messages that go out on it. */
export interface OutgoingSocket {
  /** Bytes that were sent and have not reached the network. */
  readonly bufferedAmount: number;
  send(text: string, sent: (error?: Error | null) => void): void;
  /** Stops and resumes reading what the peer sends. */
  pause(): void;
  resume(): void;
}

export interface OutgoingOptions {
  readonly socket: OutgoingSocket;
  /** Above this many unsent bytes nothing more is produced for this peer. */
  readonly highWaterBytes: number;
  /** How long it may stay so. */
  readonly stallMs: number;
  readonly onStalled: () => void;
}

/**
 * Messages to one peer, with an end to its patience: while the peer reads slower than we send, nothing is pulled for it
 * (`room`) and nothing it says is read, so neither events nor answers to its pings pile up in our memory.
 */
export class Outgoing {
  readonly #options: OutgoingOptions;
  #full: PromiseWithResolvers<void> | undefined;
  #stall: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: OutgoingOptions) {
    this.#options = options;
  }

  get isFull(): boolean {
    return this.#full !== undefined;
  }

  send(text: string): void {
    if (this.#closed) return;
    const { socket, highWaterBytes, stallMs, onStalled } = this.#options;
    socket.send(text, () => this.#onSent());
    if (this.#full || socket.bufferedAmount <= highWaterBytes) return;
    this.#full = Promise.withResolvers();
    this.#stall = setTimeout(onStalled, stallMs);
    socket.pause();
  }

  /** Resolves when there is room for another message, or when nobody is left to read it. */
  async room(): Promise<void> {
    await this.#full?.promise;
  }

  close(): void {
    this.#closed = true;
    this.#release();
  }

  #onSent(): void {
    const { socket, highWaterBytes } = this.#options;
    if (!this.#full || this.#closed || socket.bufferedAmount > highWaterBytes) return;
    this.#release();
    socket.resume();
  }

  #release(): void {
    clearTimeout(this.#stall);
    this.#full?.resolve();
    this.#full = undefined;
  }
}
