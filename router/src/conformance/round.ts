import { hashOf } from '@trivet/platform/testing';
import { parse } from 'graphql';
import { requestIdOf, World } from './data/world.ts';
import { randomModel } from './model/random-model.ts';
import { featuresOf } from './operations/operation-features.ts';
import { type RandomOperation, randomOperation } from './operations/random-operation.ts';
import { differences } from './oracle/expected-errors.ts';
import { leaks } from './oracle/leaks.ts';
import { outageDifferences } from './oracle/outage.ts';
import { WholeGraph } from './oracle/whole-graph.ts';
import { withOutage } from './outages.ts';
import { shrink } from './shrink.ts';
import { fingerprint, outline, type SeenAnswer, type Subject, Subjects } from './subjects.ts';

export interface RoundOptions {
  readonly seed: number;
  /** How many that compose. */
  readonly graphs: number;
  readonly operationsPerGraph: number;
  /** Nothing more is tried after so many failures. */
  readonly maxFailures?: number;
  /** Whether what fails is made small for a person to read, which takes seconds. */
  readonly shrinks?: boolean;
}

export interface RoundOutcome {
  readonly cases: number;
  /** Random subgraphs that did not compose: a fault of the generator. */
  readonly rejected: number;
  /** In how many cases each feature was met. */
  readonly features: Readonly<Record<string, number>>;
  /** For a person: what was asked of which subgraphs, and what is wrong with the answer. */
  readonly failures: readonly string[];
}

/** Random operations on random graphs, each executed in every way there is, and held against the graph in one piece. */
export async function runRound({
  seed,
  graphs,
  operationsPerGraph,
  maxFailures = 3,
  shrinks = true,
}: RoundOptions): Promise<RoundOutcome> {
  const features = new Map<string, number>();
  const failures: string[] = [];
  let cases = 0;
  let rejected = 0;
  for (let index = 0; index - rejected < graphs && rejected <= graphs && failures.length < maxFailures; index++) {
    const graphSeed = hashOf(`${seed}/${index}`);
    const world = new World(randomModel(graphSeed), graphSeed);
    const subjects = await Subjects.of(world);
    if (typeof subjects === 'string') {
      rejected++;
      continue;
    }
    await using trial = new Trial(world, subjects);
    for (let number = 0; number < operationsPerGraph && failures.length < maxFailures; number++) {
      cases++;
      const { met, failure } = await trial.run(hashOf(`${graphSeed}/${number}`), number, shrinks);
      for (const feature of met) features.set(feature, (features.get(feature) ?? 0) + 1);
      if (failure) failures.push(`graph ${index}, operation ${number} of the round with seed ${seed}\n${failure}`);
    }
  }
  return { cases, rejected, features: Object.fromEntries(features), failures };
}

/** Most operations meet few faults, which often is none, or many, and some an outage. */
const kinds = ['few', 'many', 'outage', 'few', 'many', 'outage', 'few', 'many'] as const;
type Kind = (typeof kinds)[number];
const rates = {
  few: { fields: 6, references: 60 },
  many: { fields: 24, references: 90 },
  outage: { fields: 0, references: 0 },
} as const satisfies Record<Kind, unknown>;

/** One random graph, and the operations that are tried on it. */
class Trial implements AsyncDisposable {
  readonly #world: World;
  readonly #subjects: Subjects;
  readonly #whole: WholeGraph;

  constructor(world: World, subjects: Subjects) {
    this.#world = world;
    this.#subjects = subjects;
    this.#whole = new WholeGraph(world);
  }

  async run(
    seed: number,
    number: number,
    shrinks: boolean,
  ): Promise<{ readonly met: ReadonlySet<string>; readonly failure?: string }> {
    const operation = randomOperation(this.#world.model, seed);
    const kind = kinds[number % kinds.length] ?? 'few';
    const all = new Set<string>();
    for (const each of number % kinds.length === 0 ? [operation, ...withOtherFlags(operation)] : [operation]) {
      const { found, met } = await this.#try(each, seed, kind);
      for (const feature of [...met, ...this.#world.takeMet()]) all.add(feature);
      if (each !== operation) all.add('asked again with other conditions');
      if (found.length > 0)
        return { met: all, failure: shrinks ? await this.#report(each, seed, kind) : found.join('\n') };
    }
    return { met: all };
  }

  async #try(
    operation: RandomOperation,
    seed: number,
    kind: Kind,
  ): Promise<{ readonly found: string[]; readonly met: Set<string> }> {
    const met = featuresOf(this.#world.model, this.#whole.schema, operation);
    const requestId = requestIdOf({ rates: { seed, ...rates[kind] }, name: 'x' });
    const request = {
      document: parse(operation.query, { noLocation: true }),
      variables: operation.variables,
      operationName: operation.operationName,
      requestId,
    };
    const { compiled, reference, http, failing } = this.#subjects;
    if (kind === 'outage') {
      const outageId = withOutage(requestId, seed);
      const { answers, found } = await this.#agree(failing, operation, outageId, outline);
      const expected = await this.#whole.execute(request);
      const { most: effects } = this.#whole.takeEffects(request);
      const outages = this.#subjects.outages.take(outageId);
      const outage = { model: this.#world.model, expected, effects, outages };
      for (const answer of answers) {
        if (answer.errors.length > 0) met.add(answer.dataText === 'null' ? 'outage' : 'outage with data left');
        found.push(...outageDifferences(outage, answer));
      }
      return { met, found: [...found, ...this.#world.takeComplaints()] };
    }
    const { answers, found } = await this.#agree([compiled, reference, http], operation, requestId, fingerprint);
    const [answer] = answers;
    if (answer.stage === 'refused') return { met, found: [...found, `refused: ${JSON.stringify(answer.errors)}`] };
    const { found: wrong, met: inAnswer } = await differences(this.#whole, request, answer);
    for (const feature of inAnswer) met.add(feature);
    const { least, most } = this.#whole.takeEffects(request);
    const done = answer.effects;
    if (least.some((effect, index) => effect !== done[index]) || !isSubsequence(done, most)) {
      wrong.push(`effects\n  are       ${done}\n  should be ${most}`);
    }
    return { met, found: [...found, ...wrong, ...this.#world.takeComplaints()] };
  }

  /** All subjects answer alike. */
  async #agree(
    subjects: readonly Subject[],
    operation: RandomOperation,
    requestId: string,
    textOf: (answer: SeenAnswer) => string,
  ): Promise<{ readonly answers: readonly [SeenAnswer, ...SeenAnswer[]]; readonly found: string[] }> {
    const each: SeenAnswer[] = [];
    for (const subject of subjects) each.push(await subject.execute(operation, requestId));
    const answers = each as [SeenAnswer, ...SeenAnswer[]];
    const [first, ...others] = answers;
    const found = others.flatMap((other, index) =>
      textOf(other) === textOf(first)
        ? []
        : [`${subjects[0]?.name} answers\n${textOf(first)}\n${subjects[index + 1]?.name} answers\n${textOf(other)}`],
    );
    found.push(...answers.flatMap((answer) => leaks(answer, requestId)));
    return { answers, found };
  }

  async #report(operation: RandomOperation, seed: number, kind: Kind): Promise<string> {
    const fails = async (candidate: RandomOperation) => {
      const { found } = await this.#try(candidate, seed, kind);
      // What is refused is no smaller form of what was answered.
      return found.length > 0 && !found.some((text) => text.includes('refused'));
    };
    const small = await shrink(this.#whole.schema, operation, fails);
    const { found } = await this.#try(small, seed, kind);
    return [
      small.query,
      `variables ${JSON.stringify(small.variables)}, faults: ${kind}, seed ${seed}`,
      ...found,
      ...this.#subjects.sdls,
    ].join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subjects[Symbol.asyncDispose]();
  }
}

/** The same document, which is known by then, with each flag turned over that decides a condition; none where none does. */
function withOtherFlags(operation: RandomOperation): RandomOperation[] {
  const deciding = [...operation.query.matchAll(/@(?:skip|include)\(if: \$(\w+)\)/g)].map(([, name]) => name as string);
  return [...new Set(deciding)].flatMap((name) => {
    const flag = Object.hasOwn(operation.variables, name) ? operation.variables[name] : undefined;
    return typeof flag === 'boolean' ? [{ ...operation, variables: { ...operation.variables, [name]: !flag } }] : [];
  });
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let found = 0;
  for (const each of whole) if (each === part[found]) found++;
  return found === part.length;
}
