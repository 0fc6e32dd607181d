import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

/** What came first of a subscription: an event, errors, its end, or the end of the socket. */
export type LiveOutcome =
  | { readonly event: unknown }
  | { readonly errors: unknown }
  | { readonly closed: number }
  | 'complete';

/** Subscribes on a socket of its own, as anybody may, and waits for the first thing that comes of it. */
export async function liveOutcome(
  url: string,
  {
    query,
    variables,
    authorization,
    extensions,
  }: {
    query: string;
    variables: Readonly<Record<string, unknown>>;
    authorization?: string;
    readonly extensions?: Record<string, unknown>;
  },
): Promise<LiveOutcome> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    ...(authorization !== undefined && { connectionParams: { authorization } }),
    retryAttempts: 0,
  });
  try {
    return await new Promise<LiveOutcome>((resolve) => {
      client.subscribe(
        { query, variables: { ...variables }, ...(extensions && { extensions }) },
        {
          next: (event) => resolve({ event }),
          error: (error) => resolve(Array.isArray(error) ? { errors: error } : { closed: (error as CloseEvent).code }),
          complete: () => resolve('complete'),
        },
      );
    });
  } finally {
    await client.dispose();
  }
}
