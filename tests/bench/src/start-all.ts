import { join } from 'node:path';
import { waitUntilReady } from '@trivet/standalone';
import type { Base } from './base/base.ts';
import type { BenchProcess, ProcessOptions } from './bench-process.ts';
import { readQueries } from './config/config.ts';
import { openBenchData } from './data/bench-data.ts';
import { benchRequests } from './data/persons.ts';
import { openEnvironment } from './environment.ts';
import { type Ground, type GroundOptions, openGround } from './ground.ts';
import { LoadGenerator } from './load/load-generator.ts';
import { orderOfRound } from './measure/order.ts';
import { type StartedVariant, startVariant } from './measure/started-variant.ts';
import type { Variant } from './variant.ts';

export interface StartOptions extends GroundOptions {
  readonly variants: readonly Variant[];
  readonly base: Base | undefined;
  /** How often all was started before; the order is another. */
  readonly startsBefore: number;
  /** What is started goes with it. */
  readonly until: AsyncDisposableStack;
}

export interface AllStarted {
  /** In the order of `variants`. */
  readonly started: readonly StartedVariant[];
  readonly load: LoadGenerator;
  readonly processes: readonly BenchProcess[];
  readonly postgresVersion: string;
}

/** The data set of this checkout, running. */
export function openOwnGround(options: GroundOptions, until: AsyncDisposableStack): Promise<Ground> {
  return openGround({ openBenchData, openEnvironment, benchRequests }, options).then((ground) =>
    until.adopt(ground, (one) => one.stop()),
  );
}

/** Starts the data sets, the variants and who asks them. */
export async function startAll({ variants, base, startsBefore, until, ...options }: StartOptions): Promise<AllStarted> {
  const own = await openOwnGround(options, until);
  const isOfBase = (variant: Variant) => base?.variants.includes(variant) === true;
  const ofBase =
    base && variants.some((variant) => isOfBase(variant) && variant.counts === 'everything')
      ? until.adopt(await base.openGround({ ...options, folder: join(options.folder, 'base') }), (one) => one.stop())
      : undefined;
  // A gateway is compared before the same subgraphs as all others, as a new one stands before old ones when it is rolled out.
  const beforeOurs = {
    ...own,
    environment: {
      ...own.environment,
      routerPort: await own.environment.freePort(),
      // What a process writes goes to a file of its name.
      start: (process: ProcessOptions) => own.environment.start({ ...process, name: `${process.name} of the base` }),
    },
  };
  const groundOf = (variant: Variant): Pick<Ground, 'environment' | 'requests' | 'postgresPid'> => {
    if (!isOfBase(variant)) return own;
    return variant.counts === 'everything' && ofBase ? ofBase : beforeOurs;
  };
  const load = await LoadGenerator.start(own.environment);
  const started = new Map<Variant, StartedVariant>();
  for (const variant of orderOfRound(variants, startsBefore)) {
    options.say(`Starting ${variant.name}: ${variant.about}`);
    const one = await startVariant(variant, readQueries(), groundOf(variant));
    until.defer(() => one.running.stop());
    // Another version may believe to be so too early.
    if (isOfBase(variant)) await waitUntilReady(new URL('/readyz', one.running.url).href, AbortSignal.timeout(60_000));
    started.set(variant, one);
  }
  return {
    started: variants.flatMap((variant) => started.get(variant) ?? []),
    load,
    processes: [...own.environment.processes, ...(ofBase?.environment.processes ?? [])],
    postgresVersion: own.postgresVersion,
  };
}
