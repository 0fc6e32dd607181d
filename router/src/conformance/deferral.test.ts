import { anonymous } from '@trivet/platform';
import { expect, it } from 'vitest';
import type { ExecutorKind } from '../execution/create-executor.ts';
import { GraphOperations } from '../execution/graph-operations.ts';
import { LocalPlanning } from '../planning/local-planning.ts';
import { collect, sumOf } from '../tests/parts.ts';
import { silentLogger } from '../tests/test-graph.ts';
import { InProcessTransport } from '../transports/in-process.ts';
import { requestIdOf, World } from './data/world.ts';
import { Dice, hashOf } from './dice.ts';
import { compose, subgraphsOf } from './federated-graph.ts';
import { randomModel } from './model/random-model.ts';
import { deferRandomly } from './operations/defer-randomly.ts';
import { randomOperation } from './operations/random-operation.ts';

const seed = Number(process.env['S'] ?? 1);
const graphs = Number(process.env['G'] ?? 4);
const operationsPerGraph = Number(process.env['O'] ?? 40);

it('adds up to the answer in one piece, whatever is deferred', { timeout: 6_000_000 }, async () => {
  const failures: string[] = [];
  let parts = 0;
  for (let index = 0; index < graphs; index++) {
    const graphSeed = hashOf(`${seed}/${index}`);
    const world = new World(randomModel(graphSeed), graphSeed);
    const subgraphs = subgraphsOf(world);
    const supergraph = compose(subgraphs);
    if (typeof supergraph === 'string') continue;
    const graphOf = (executor: ExecutorKind) =>
      new GraphOperations({
        supergraph,
        transports: subgraphs.map((subgraph) => new InProcessTransport(subgraph)),
        startPlanning: (supergraph, limits) => new LocalPlanning(supergraph, limits),
        logger: silentLogger,
        executor,
      });
    const ways = [graphOf('compiled'), graphOf('reference')] as const;
    for (let number = 0; number < operationsPerGraph; number++) {
      const operationSeed = hashOf(`${graphSeed}/${number}`);
      const operation = randomOperation(world.model, operationSeed);
      const requestId = requestIdOf({ rates: { seed: operationSeed, fields: 0, references: 0 }, name: 'x' });
      const request = { ...operation, viewer: anonymous, requestId };
      const { result: whole } = await ways[0].execute(request);
      if (whole.errors) continue;
      const query = deferRandomly(operation.query, new Dice(operationSeed));
      for (const graph of ways) {
        const { result } = await graph.execute({ ...request, query, takesParts: true });
        const later = (await collect(result.rest)).flat();
        parts += later.length;
        const errors = [...(result.errors ?? []), ...later.flatMap((part) => part.errors ?? [])];
        const sum = errors.length > 0 ? JSON.stringify(errors) : sorted(sumOf(result.data, later));
        if (sum !== sorted(whole.data)) {
          failures.push(`seed ${operationSeed} graph ${index}\n${query}\n${JSON.stringify(operation.variables)}\n${sum}\n${sorted(whole.data)}`);
        }
      }
    }
  }
  console.info(parts, 'parts', failures.length, 'failures');
  expect(failures.slice(0, 3).join('\n\n')).toEqual('');
  expect(parts).toBeGreaterThan(100);
});

/** The order of fields is not that of the answer in one piece. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1))
      : each,
  );
}
