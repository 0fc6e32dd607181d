import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { type DocumentNode, getOperationAST } from 'graphql';
import { LiveConnection } from './live-connection.ts';
import { ReadableError } from './readable-error.ts';

/** Queries and mutations over HTTP (`@defer` included), subscriptions over graphql-transport-ws on the same path. */
export function createFetcher(endpoint: URL): Fetcher {
  const overHttp = createGraphiQLFetcher({
    url: endpoint.href,
    fetch: readableFetch,
    // The toolkit's own value leaves out the version that servers ask for before they defer.
    headers: {
      accept: 'multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json;q=0.9',
    },
  });
  const socketEndpoint = new URL(endpoint);
  socketEndpoint.protocol = endpoint.protocol === 'https:' ? 'wss:' : 'ws:';
  const live = new LiveConnection(socketEndpoint);

  return (operation, options) =>
    isSubscription(options?.documentAST, operation.operationName)
      ? live.subscribe(operation, options?.headers ?? {})
      : overHttp(operation, options);
}

function isSubscription(document: DocumentNode | undefined, operationName: string | null | undefined): boolean {
  return document !== undefined && getOperationAST(document, operationName)?.operation === 'subscription';
}

/** Rejects with a sentence where the answer is not GraphQL, which the toolkit would report as "Unexpected token <". */
const readableFetch: typeof fetch = async (input, init) => {
  let response: Response;
  try {
    response = await fetch(input, init);
  } catch {
    throw new ReadableError('The server could not be reached. Is it running?');
  }
  const contentType = response.headers.get('content-type') ?? '';
  if (!/json|multipart\/mixed/i.test(contentType)) {
    throw new ReadableError(
      `The server answered ${response.status} ${response.statusText} with ${contentType || 'nothing'} instead of JSON.`,
    );
  }
  return response;
};
