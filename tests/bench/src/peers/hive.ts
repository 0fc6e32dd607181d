import { join } from 'node:path';
import type { Variant } from '../variant.ts';
import { startBeforeTrivet } from './before-trivet.ts';
import type { HiveGatewayOptions } from './hive/gateway-process.ts';

const entry = join(import.meta.dirname, 'hive/gateway-process.ts');

/** Hive Gateway as it comes, with its planner and executor in JavaScript. */
export const hive: Variant = {
  name: 'hive',
  about: "Hive Gateway before Trivet's subgraphs: JIT on; pages, logs and request ids off",
  counts: 'gateway',
  start: (environment) =>
    startBeforeTrivet(environment, {
      name: 'hive',
      entry,
      options: { planner: 'javascript', forward: ['authorization'] } satisfies Partial<HiveGatewayOptions>,
    }),
};

/** Hive Gateway with the query planner of Hive Router, which is written in Rust, and its executor. */
export const hiveRust: Variant = {
  name: 'hiveRust',
  about: "Hive Gateway with its Rust planner before Trivet's subgraphs: pages, logs and request ids off",
  counts: 'gateway',
  start: (environment) =>
    startBeforeTrivet(environment, {
      name: 'hiveRust',
      entry,
      options: { planner: 'rust', forward: ['authorization'] } satisfies Partial<HiveGatewayOptions>,
    }),
};
