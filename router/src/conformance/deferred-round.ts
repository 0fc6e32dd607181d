import { anonymous } from '@trivet/platform';
import { Dice, hashOf } from '@trivet/platform/testing';
import { defaultLimits } from '../admission/limits.ts';
import type { ExecutorKind } from '../execution/create-executor.ts';
import { GraphOperations } from '../execution/graph-operations.ts';
import { LocalPlanning } from '../planning/local-planning.ts';
import { collect, type ReadPart } from '../tests/parts.ts';
import { silentLogger } from '../tests/test-graph.ts';
import { InProcessTransport } from '../transports/in-process.ts';
import { requestIdOf, World } from './data/world.ts';
import { compose, subgraphsOf } from './federated-graph.ts';
import { randomModel } from './model/random-model.ts';
import { type DeferredOperation, deferRandomly } from './operations/defer-randomly.ts';
import { type RandomOperation, randomOperation } from './operations/random-operation.ts';
import { differencesInParts, type SeenInParts, type SeenWhole } from './oracle/parts.ts';
import { FailingTransport, OutageLog, withOutage } from './outages.ts';
import type { RoundOptions, RoundOutcome } from './round.ts';
import { SharedPlanning } from './subjects.ts';

/** Random operations with random deferred fragments, each answered in parts, and held against its answer in one piece. */
export async function runDeferredRound({
  seed,
  graphs,
  operationsPerGraph,
  maxFailures = 3,
}: RoundOptions): Promise<RoundOutcome> {
  const features = new Map<string, number>();
  const failures: string[] = [];
  let cases = 0;
  let rejected = 0;
  for (let index = 0; index - rejected < graphs && rejected <= graphs && failures.length < maxFailures; index++) {
    const graphSeed = hashOf(`${seed}/${index}`);
    const trial = Trial.of(new World(randomModel(graphSeed), graphSeed));
    if (!trial) {
      rejected++;
      continue;
    }
    for (let number = 0; number < operationsPerGraph && failures.length < maxFailures; number++) {
      cases++;
      const { met, found } = await trial.run(hashOf(`${graphSeed}/${number}`), kinds[number % kinds.length] ?? 'none');
      for (const feature of met) features.set(feature, (features.get(feature) ?? 0) + 1);
      if (found.length > 0) {
        failures.push([`graph ${index}, operation ${number} of the round with seed ${seed}`, ...found].join('\n'));
      }
    }
  }
  return { cases, rejected, features: Object.fromEntries(features), failures };
}

/** Half of the operations meet no faults. */
const kinds = ['none', 'faults', 'none', 'outage'] as const;
type Kind = (typeof kinds)[number];
const executors: readonly ExecutorKind[] = ['compiled', 'reference'];

class Trial {
  readonly #world: World;
  readonly #graphs: readonly GraphOperations[];

  private constructor(world: World, graphs: readonly GraphOperations[]) {
    this.#world = world;
    this.#graphs = graphs;
  }

  /** Undefined for subgraphs that do not compose. */
  static of(world: World): Trial | undefined {
    const subgraphs = subgraphsOf(world);
    const supergraph = compose(subgraphs);
    if (typeof supergraph === 'string') return undefined;
    const planning = new SharedPlanning(new LocalPlanning(supergraph, defaultLimits));
    const log = new OutageLog();
    const transports = subgraphs.map((subgraph) => new FailingTransport(new InProcessTransport(subgraph), log));
    return new Trial(
      world,
      executors.map(
        (executor) =>
          new GraphOperations({
            supergraph,
            transports,
            startPlanning: () => planning,
            logger: silentLogger,
            executor,
          }),
      ),
    );
  }

  async run(seed: number, kind: Kind): Promise<{ readonly met: ReadonlySet<string>; readonly found: string[] }> {
    const operation = randomOperation(this.#world.model, seed);
    const deferred = deferRandomly(operation.query, new Dice(seed));
    const rates = { seed, fields: kind === 'faults' ? 12 : 0, references: kind === 'faults' ? 60 : 0 };
    const plain = requestIdOf({ rates, name: 'x' });
    const requestId = kind === 'outage' ? withOutage(plain, seed) : plain;
    const met = new Set<string>();
    const found: string[] = [];
    const [compiled] = this.#graphs;
    if (!compiled) return { met, found };
    const faultless = await this.#whole(
      compiled,
      operation,
      requestIdOf({ rates: { ...rates, fields: 0, references: 0 }, name: 'x' }),
    );
    const isComparable = kind !== 'outage';
    // A value that fits no type makes null rise even without faults, and in parts not as far as in one piece.
    if (!isComparable && faultless.errors.length > 0) return { met, found };
    const whole = isComparable ? await this.#whole(compiled, operation, requestId) : undefined;
    const first = isComparable
      ? await this.#whole(compiled, { ...operation, query: deferred.leftOut }, requestId)
      : undefined;
    for (const graph of this.#graphs) {
      const seen = await this.#inParts(graph, { ...operation, query: deferred.query }, requestId);
      found.push(...differencesInParts({ faultless, whole, first }, seen, deferred));
      for (const [feature, test] of Object.entries(isMet)) if (test(seen, deferred)) met.add(feature);
    }
    if (found.length > 0) found.unshift(deferred.query, `variables ${JSON.stringify(operation.variables)}, ${kind}`);
    return { met, found };
  }

  async #whole(graph: GraphOperations, operation: RandomOperation, requestId: string): Promise<SeenWhole> {
    const { result } = await graph.execute({ ...operation, viewer: anonymous, requestId });
    const effects = this.#world.effects(requestId);
    return { data: result.data, errors: JSON.parse(JSON.stringify(result.errors ?? [])), effects };
  }

  async #inParts(graph: GraphOperations, operation: RandomOperation, requestId: string): Promise<SeenInParts> {
    const { result } = await graph.execute({ ...operation, viewer: anonymous, requestId, takesParts: true });
    const deliveries = await collect(result.rest);
    const effects = this.#world.effects(requestId);
    return { data: result.data, errors: JSON.parse(JSON.stringify(result.errors ?? [])), deliveries, effects };
  }
}

const isMet: Readonly<Record<string, (seen: SeenInParts, deferred: DeferredOperation) => boolean>> = {
  parts: ({ deliveries }) => deliveries.length > 0,
  'several deliveries': ({ deliveries }) => deliveries.length > 1,
  'part of the root': (seen) => partsOf(seen).some(({ path }) => path.length === 0),
  'part of an element': (seen) => partsOf(seen).some(({ path }) => path.some((step) => typeof step === 'number')),
  'part within a part': (seen, { within }) => partsOf(seen).some(({ label = '' }) => within.has(label)),
  'null that rises to the part': (seen) => partsOf(seen).some(({ data }) => data === null),
  'error in a part': (seen) => partsOf(seen).some(({ errors }) => errors),
  'error in the first answer': (seen) => partsOf(seen).length > 0 && seen.errors.length > 0,
};

/** What a round has to meet. */
export const deferredFeatures = Object.keys(isMet);

function partsOf({ deliveries }: SeenInParts): readonly ReadPart[] {
  return deliveries.flat();
}
