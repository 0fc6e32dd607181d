import type { AllFigures, Figures } from '../measure/rounds.ts';
import { type Interval, median, medianInterval } from '../measure/statistics.ts';
import { type ByQuery, queryNames } from '../variant.ts';

/** Ours over theirs, and what it may be at most; a comparison without limits is for information. */
export interface Comparison {
  readonly ours: 'standalone' | 'router';
  readonly theirs: string;
  readonly limits?: ByQuery<number>;
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

/**
 * Ours over theirs: the median of the ratios of each round, in which both met the same machine, and how sure that is; with
 * several starts the median of those of each, for what is the luck of a start is the same in all its rounds.
 */
export interface Ratio {
  readonly ratio: number;
  /** Undefined where there were too few rounds, or starts. */
  readonly interval: Interval | undefined;
}

/** By name of the comparison, such as `standalone/handWritten`, then by query. */
export type Ratios = Readonly<Record<string, Partial<ByQuery<Ratio>>>>;

/** What was measured says of a limit; too little, where the limit is in the interval, or there is none. */
export type Verdict = 'met' | 'not met' | 'undecided';

export function verdictOf({ interval }: Ratio, limit: number): Verdict {
  if (!interval) return 'undecided';
  if (interval.high <= limit) return 'met';
  return interval.low > limit ? 'not met' : 'undecided';
}

export const nameOf = ({ ours, theirs }: Comparison) => `${ours}/${theirs}`;

/** CPU per request, ours over theirs. Comparisons of which one half was not measured are left out. */
export function ratiosOf(figures: AllFigures): Ratios {
  return Object.fromEntries(
    comparisons.flatMap((comparison) => {
      const ours = figures[comparison.ours];
      const theirs = figures[comparison.theirs];
      if (!ours || !theirs) return [];
      const ratios = queryNames.flatMap((query) => {
        const [one, other] = [ours[query], theirs[query]];
        return one && other ? [[query, ratioOf(one, other)] as const] : [];
      });
      return [[nameOf(comparison), Object.fromEntries(ratios)]];
    }),
  );
}

function ratioOf(ours: Figures, theirs: Figures): Ratio {
  const starts = ours.roundsCpuMs.map((rounds, start) =>
    rounds.map((cpuMs, round) => cpuMs / (theirs.roundsCpuMs[start]?.[round] ?? Number.NaN)),
  );
  const ratios = starts.length > 1 ? starts.map(median) : starts.flat();
  return { ratio: median(ratios), interval: medianInterval(ratios) };
}
