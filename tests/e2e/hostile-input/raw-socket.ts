import { once } from 'node:events';
import WebSocket from 'ws';

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A socket on which anything at all can be said. */
export class RawSocket {
  /** Resolves with the code that the server closes with. */
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  readonly #messages: Message[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('message', (data) => this.#messages.push(JSON.parse(String(data)) as Message));
    // The close code says what there is to say.
    socket.on('error', () => {});
  }

  static async open(url: string): Promise<RawSocket> {
    const raw = new RawSocket(new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws'));
    await once(raw.#socket, 'open');
    return raw;
  }

  /** Past `connection_init`. */
  static async initialised(url: string, authorization: string): Promise<RawSocket> {
    const raw = await RawSocket.open(url);
    raw.send({ type: 'connection_init', payload: { authorization } });
    await raw.message(({ type }) => type === 'connection_ack');
    return raw;
  }

  /** A string or bytes as they are; anything else as JSON. */
  send(frame: string | Buffer | object): void {
    if (Buffer.isBuffer(frame) || typeof frame === 'string') this.#socket.send(frame);
    else this.#socket.send(JSON.stringify(frame));
  }

  /** Text that is not UTF-8, which no honest library would send. */
  sendInvalidText(): void {
    this.#socket.send(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), { binary: false });
  }

  /** The first message that fits, of those that came and those to come. Rejects when the socket is closed instead. */
  async message(fits: (message: Message) => boolean): Promise<Message> {
    const gone = this.closed.then((code) => Promise.reject(new Error(`The socket was closed with ${code}.`)));
    for (;;) {
      const found = this.#messages.find(fits);
      if (found) return found;
      await Promise.race([once(this.#socket, 'message'), gone]);
    }
  }

  close(): void {
    this.#socket.terminate();
  }
}
