import { handWritten } from './handwritten/hand-written.variant.ts';
import { hive, hiveRust } from './peers/hive.ts';
import { postgraphile } from './peers/postgraphile.ts';
import { stockApollo } from './peers/stock-apollo.ts';
import { stockGateway } from './peers/stock-gateway.ts';
import { trivetRouter, trivetStandalone } from './trivet/trivet.variants.ts';
import type { Variant } from './variant.ts';

/** Everything that is compared, in the order of the table. The first is what the others' answers are compared with. */
export const variants: readonly Variant[] = [
  trivetStandalone,
  handWritten,
  stockApollo,
  postgraphile,
  trivetRouter,
  stockGateway,
  hive,
  hiveRust,
];

/** No target is about them, so a quick run leaves them out. */
export const leftOutOfQuickRuns: ReadonlySet<string> = new Set([hive.name]);
