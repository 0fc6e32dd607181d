import { once } from 'node:events';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { expect, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { defaultWebSocketLimits, type WebSocketLimits } from '../live/websocket-edge.ts';
import { type EdgeFixture, startEdge } from './edge-fixture.ts';

/** Messages of a raw socket, one at a time; the close frame is the last, as a number. */
export interface RawClient {
  readonly socket: WebSocket;
  send(message: unknown): void;
  next(): Promise<unknown>;
}

export async function openRaw(
  { webSocketUrl }: EdgeFixture,
  options: { protocols?: string[]; autoPong?: boolean } = {},
): Promise<RawClient> {
  const { protocols = [GRAPHQL_TRANSPORT_WS_PROTOCOL], autoPong = true } = options;
  const socket = new WebSocket(webSocketUrl, protocols, { autoPong });
  const received: unknown[] = [];
  let wake = Promise.withResolvers<void>();
  const receive = (item: unknown) => {
    received.push(item);
    wake.resolve();
  };
  socket.on('message', (data) => receive(JSON.parse(String(data))));
  socket.on('close', (code) => receive(code));
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  return {
    socket,
    send: (message) =>
      socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message)),
    next: async () => {
      while (received.length === 0) {
        wake = Promise.withResolvers();
        await wake.promise;
      }
      return received.shift();
    },
  };
}

export async function openAcknowledged(fixture: EdgeFixture, payload?: object): Promise<RawClient> {
  const client = await openRaw(fixture);
  client.send({ type: 'connection_init', ...(payload && { payload }) });
  expect(await client.next()).toEqual({ type: 'connection_ack' });
  return client;
}

export const startWith = (limits: Partial<WebSocketLimits>) =>
  startEdge({ config: { webSockets: { ...defaultWebSocketLimits, ...limits } } });
export const subscribe = (id: string, query: string, more: object = {}) => ({
  id,
  type: 'subscribe',
  payload: { query, ...more },
});
