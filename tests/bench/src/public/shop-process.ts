import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { graphql } from 'graphql';
import { runPart } from '../peers/part-process.ts';
import { type ShopName, shopNames, shopSchema } from './shop-subgraphs.ts';

/** So many different questions at most; gateways ask the same few again and again. */
const maxAnswers = 1_000;

/**
 * The four subgraphs, each below its name (`/accounts/graphql`). An answer is computed once for each question, so that
 * what the subgraphs cost is neither here nor there. `GET /fetches` tells how many questions came since it was asked last.
 */
await runPart<{ readonly port: number }>('shop', async ({ port }) => {
  const schemas = new Map(shopNames.map((name) => [`/${name}/graphql`, shopSchema(name)]));
  const answers = new Map<string, Buffer>();
  let fetches: Partial<Record<ShopName, number>> = {};

  const answerTo = async (path: string, question: string): Promise<Buffer> => {
    const key = `${path} ${question}`;
    const known = answers.get(key);
    if (known) return known;
    const schema = schemas.get(path);
    if (!schema) throw new Error(`There is no subgraph at ${path}.`);
    const { query, variables, operationName } = JSON.parse(question) as {
      readonly query: string;
      readonly variables?: Record<string, unknown>;
      readonly operationName?: string;
    };
    const result = await graphql({ schema, source: query, variableValues: variables, operationName });
    const answer = Buffer.from(JSON.stringify(result));
    if (answers.size < maxAnswers) answers.set(key, answer);
    return answer;
  };

  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    if (path === '/fetches') {
      response.end(JSON.stringify(fetches));
      fetches = {};
      return;
    }
    if (path.endsWith('/readyz')) {
      response.end('{}');
      return;
    }
    const name = path.split('/', 2)[1] as ShopName;
    fetches[name] = (fetches[name] ?? 0) + 1;
    const answer = await answerTo(path, await text(request));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
});
