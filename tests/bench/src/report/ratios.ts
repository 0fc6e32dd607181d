import type { AllFigures, Figures } from '../measure/rounds.ts';
import { median } from '../measure/statistics.ts';
import { type QueryName, queryNames } from '../variant.ts';

/** Ours over theirs, and what it may be at most; a comparison without limits is for information. */
export interface Comparison {
  readonly ours: 'standalone' | 'router';
  readonly theirs: string;
  readonly limits?: Readonly<Record<QueryName, number>>;
}

const each = (limit: number) => ({ Q1: limit, Q2: limit, Q3: limit });

export const comparisons: readonly Comparison[] = [
  { ours: 'standalone', theirs: 'handWritten', limits: { Q1: 1.1, Q2: 2.0, Q3: 1.3 } },
  { ours: 'standalone', theirs: 'stockApollo', limits: each(0.3) },
  { ours: 'standalone', theirs: 'postgraphile' },
  { ours: 'router', theirs: 'stockGateway', limits: each(0.33) },
  { ours: 'router', theirs: 'hiveRust', limits: each(0.4) },
  { ours: 'standalone', theirs: 'standaloneBase', limits: each(1.05) },
  { ours: 'router', theirs: 'routerBase', limits: each(1.05) },
];

/** By name of the comparison, such as `standalone/handWritten`, then by query. */
export type Ratios = Readonly<Record<string, Readonly<Record<QueryName, number>>>>;

export const nameOf = ({ ours, theirs }: Comparison) => `${ours}/${theirs}`;

/**
 * CPU per request, ours over theirs: the median of the ratios of each round, in which both met the same machine. Comparisons
 * of which one half was not measured are left out.
 */
export function ratiosOf(figures: AllFigures): Ratios {
  return Object.fromEntries(
    comparisons.flatMap((comparison) => {
      const ours = figures[comparison.ours];
      const theirs = figures[comparison.theirs];
      if (!ours || !theirs) return [];
      const ratios = queryNames.map((query) => [query, ratioOf(ours[query], theirs[query])] as const);
      return [[nameOf(comparison), Object.fromEntries(ratios) as Record<QueryName, number>]];
    }),
  );
}

function ratioOf(ours: Figures, theirs: Figures): number {
  return median(ours.roundsCpuMs.map((cpuMs, round) => cpuMs / (theirs.roundsCpuMs[round] ?? Number.NaN)));
}
