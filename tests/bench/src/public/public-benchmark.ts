import { join } from 'node:path';
import { type BenchProcess, lastWordsOf } from '../bench-process.ts';
import type { LoadGenerator, LoadRequest } from '../load/load-generator.ts';
import { firstDifference } from '../measure/compare-answers.ts';
import { readProcessCpu, usedMs } from '../measure/cpu.ts';
import { Halting } from '../measure/halting.ts';
import { orderOfRound } from '../measure/order.ts';
import { median } from '../measure/statistics.ts';
import { type Part, startPart } from '../peers/parts.ts';
import type { BenchEnvironment } from '../variant.ts';
import { forwardedHeader, type Gateway, type GatewayName, gatewayNames, startGateways } from './gateways.ts';
import { shopQuery } from './shop-subgraphs.ts';

type ByGateway = Readonly<Record<GatewayName, number>>;

/** The well-known benchmark of federation gateways: a deep query over four subgraphs that cost next to nothing. */
export interface PublicBenchmark {
  /** Of one answer. */
  readonly answerBytes: number;
  /** Requests to subgraphs per request, where no two requests are alike. */
  readonly fetches: ByGateway;
  /** Requests that one second of the gateway's CPU serves, where no two requests are alike: nobody can share their work. */
  readonly perCpuSecond: ByGateway;
  /** The same where all requests are alike, and a gateway that notices may answer many with one. */
  readonly identicalFetches: ByGateway;
  readonly identicalPerCpuSecond: ByGateway;
}

export interface PublicBenchmarkOptions {
  readonly load: LoadGenerator;
  /** All that run, those that are started later included. */
  readonly processes: readonly BenchProcess[];
  readonly rounds: number;
  /** Sent to each gateway in each round before those that are counted. */
  readonly settling: number;
  /** Sent to each gateway before the first round. */
  readonly warmUp: number;
  readonly counted: number;
  readonly concurrency: number;
  readonly say: (message: string) => void;
}

interface Round {
  readonly perCpuSecond: number;
  readonly fetches: number;
  readonly answerBytes: number;
}

/** In rounds, and only one gateway runs at a time. @throws {Error} where the gateways do not answer the same. */
export async function runPublicBenchmark(
  environment: BenchEnvironment,
  options: PublicBenchmarkOptions,
): Promise<PublicBenchmark> {
  const entry = join(import.meta.dirname, 'shop-process.ts');
  const shop = await startPart(environment, 'public-shop', entry, { port: await environment.freePort() });
  try {
    const unique = await measureKind(environment, shop, { ...options, identical: false });
    const identical = await measureKind(environment, shop, { ...options, identical: true });
    return {
      answerBytes: unique.trivet.answerBytes,
      fetches: each(unique, ({ fetches }) => fetches),
      perCpuSecond: each(unique, ({ perCpuSecond }) => perCpuSecond),
      identicalFetches: each(identical, ({ fetches }) => fetches),
      identicalPerCpuSecond: each(identical, ({ perCpuSecond }) => perCpuSecond),
    };
  } finally {
    await shop.process.stop();
  }
}

type Kind = PublicBenchmarkOptions & { readonly identical: boolean };

async function measureKind(
  environment: BenchEnvironment,
  shop: Part,
  options: Kind,
): Promise<Readonly<Record<GatewayName, Round>>> {
  const { identical, rounds, say } = options;
  const gateways = await startGateways(environment, { shopUrl: shop.url, identical });
  try {
    await compareAnswers(gateways);
    const halting = new Halting(options);
    const measured = new Map(gateways.map((gateway) => [gateway.name, [] as Round[]]));
    for (let number = 0; number < rounds; number += 1) {
      say(`Public benchmark, ${identical ? 'identical' : 'unique'} requests: round ${number + 1} of ${rounds}`);
      for (const gateway of orderOfRound(gateways, number)) {
        await halting.letOnlyRun([gateway.process, shop.process]);
        measured.get(gateway.name)?.push(await measureOnce(gateway, shop.url, number, options));
      }
    }
    const middle = (name: GatewayName, of: (round: Round) => number) => median((measured.get(name) ?? []).map(of));
    return Object.fromEntries(
      gatewayNames.map((name): [GatewayName, Round] => [
        name,
        {
          perCpuSecond: middle(name, ({ perCpuSecond }) => perCpuSecond),
          fetches: middle(name, ({ fetches }) => fetches),
          answerBytes: middle(name, ({ answerBytes }) => answerBytes),
        },
      ]),
    ) as Record<GatewayName, Round>;
  } finally {
    await Promise.all(gateways.map(({ process }) => process.stop()));
  }
}

async function measureOnce(
  gateway: Gateway,
  shopUrl: string,
  round: number,
  { load, warmUp, settling, counted, concurrency, identical }: Kind,
): Promise<Round> {
  const task = { url: gateway.url, requests: requestsOf(identical), concurrency };
  try {
    await load.run({ ...task, count: settling + (round === 0 ? warmUp : 0), tolerant: true });
    await fetchesSinceLast(shopUrl);
    const before = readProcessCpu(gateway.process.pid);
    const { answerBytes } = await load.run({ ...task, count: counted });
    const cpuMs = usedMs(before, readProcessCpu(gateway.process.pid));
    return {
      perCpuSecond: (counted / cpuMs) * 1_000,
      fetches: (await fetchesSinceLast(shopUrl)) / counted,
      answerBytes,
    };
  } catch (cause) {
    throw new Error(`${gateway.name} failed.${await lastWordsOf([gateway.process])}`, { cause });
  }
}

/** Far more than are under way at once. */
const differentRequests = 1_000;

function requestsOf(identical: boolean): LoadRequest[] {
  return Array.from({ length: identical ? 1 : differentRequests }, (_, n) => ({
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      [forwardedHeader]: `bench-${n}`,
    },
    body: JSON.stringify({ operationName: 'TestQuery', query: shopQuery }),
  }));
}

async function compareAnswers(gateways: readonly Gateway[]): Promise<void> {
  const answers = await Promise.all(
    gateways.map(async ({ name, url }) => {
      const [request] = requestsOf(true);
      const response = await fetch(url, { method: 'POST', ...request });
      const { data, errors } = (await response.json()) as { readonly data?: unknown; readonly errors?: unknown };
      if (!data || errors) throw new Error(`${name} does not answer: ${JSON.stringify(errors).slice(0, 1_000)}`);
      return { name, data };
    }),
  );
  const [reference, ...others] = answers;
  for (const { name, data } of others) {
    const difference = firstDifference(reference?.data, data, 'data');
    if (difference) throw new Error(`${name} answers otherwise than ${reference?.name}, ${difference}`);
  }
}

async function fetchesSinceLast(shopUrl: string): Promise<number> {
  const response = await fetch(`${shopUrl}/fetches`);
  const counts = (await response.json()) as Readonly<Record<string, number>>;
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function each(rounds: Readonly<Record<GatewayName, Round>>, of: (round: Round) => number): ByGateway {
  return Object.fromEntries(gatewayNames.map((name) => [name, of(rounds[name])])) as Record<GatewayName, number>;
}
