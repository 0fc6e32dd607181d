import { createGraphiQLFetcher, type Fetcher, type FetcherParams } from '@graphiql/toolkit';
import { type DocumentNode, getOperationAST, parse } from 'graphql';
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

  return (operation, options) => {
    const { present, kind } = asTextSays(operation);
    return kind === 'subscription' ? live.subscribe(present, options?.headers ?? {}) : overHttp(present, options);
  };
}

/**
 * GraphiQL's own idea of the document is a moment older than the text: who pastes and runs at once would have the name of
 * the operation before, and a subscription taken for a query. So the text decides.
 */
function asTextSays(operation: FetcherParams): { readonly present: FetcherParams; readonly kind: string | undefined } {
  const document = parseOrNull(operation.query);
  if (document === null) return { present: operation, kind: undefined };
  const named = getOperationAST(document, operation.operationName);
  if (named !== null && named !== undefined) return { present: operation, kind: named.operation };
  const { operationName: _stale, ...present } = operation;
  return { present, kind: getOperationAST(document)?.operation };
}

function parseOrNull(query: string): DocumentNode | null {
  try {
    return parse(query);
  } catch {
    return null;
  }
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
