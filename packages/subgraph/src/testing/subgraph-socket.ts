import { once } from 'node:events';

export interface SocketMessage {
  readonly type: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: as the server sent it.
  readonly payload?: any;
}

/** A graphql-transport-ws socket by hand, so that nothing between test and server is polite about refusals. */
export interface SubgraphSocket {
  send(message: object): void;
  /** The next message, or `close <code>` when the socket was closed instead. */
  next(): Promise<SocketMessage | `close ${number}`>;
  close(): Promise<void>;
}

/** Opens a socket and sends `connection_init`. */
export async function subgraphSocket(url: string, payload: Readonly<Record<string, unknown>>): Promise<SubgraphSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const arrived: (SocketMessage | `close ${number}`)[] = [];
  let wake = () => {};
  const take = (message: SocketMessage | `close ${number}`) => {
    arrived.push(message);
    wake();
  };
  socket.addEventListener('message', ({ data }) => take(JSON.parse(String(data)) as SocketMessage));
  socket.addEventListener('close', ({ code }) => take(`close ${code}`));
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    async next() {
      for (;;) {
        const message = arrived.shift();
        if (message) return message;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return;
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}
