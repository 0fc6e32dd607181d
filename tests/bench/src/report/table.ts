import type { AllFigures, Figures } from '../measure/rounds.ts';
import type { PublicBenchmark } from '../public/public-benchmark.ts';
import { queryNames } from '../variant.ts';
import { comparisons, nameOf, type Ratio, type Ratios, verdictOf } from './ratios.ts';

const milliseconds = (ms: number) => ms.toFixed(ms < 1 ? 3 : 2);

/** What people read: one part per query, then the ratios. */
export function figuresTable(figures: AllFigures): string {
  return queryNames
    .flatMap((query) => {
      const rows = Object.entries(figures).flatMap(([name, { [query]: one }]) => (one ? [rowOf(name, one)] : []));
      return rows.length === 0
        ? []
        : table([[query, 'CPU ms', 'rounds', 'req/s', 'p50 ms', 'p99 ms', 'CPU ms by process'], ...rows]);
    })
    .join('\n');
}

function rowOf(name: string, { cpuMs, roundsCpuMs, perSecond, p50Ms, p99Ms, cpuMsByProcess }: Figures): string[] {
  const rounds = roundsCpuMs.flat();
  const range = `${milliseconds(Math.min(...rounds))}–${milliseconds(Math.max(...rounds))}`;
  const processes = Object.entries(cpuMsByProcess).map(([process, ms]) => `${process} ${milliseconds(ms)}`);
  return [
    name,
    milliseconds(cpuMs),
    range,
    perSecond.toFixed(0),
    p50Ms.toFixed(1),
    p99Ms.toFixed(1),
    processes.join(', '),
  ];
}

/** Ours over theirs, with what is aimed at. */
export function ratiosTable(ratios: Ratios): string {
  const rows = comparisons.flatMap((comparison) => {
    const byQuery = ratios[nameOf(comparison)];
    if (!byQuery) return [];
    const cells = queryNames.map((query) => {
      const ratio = byQuery[query];
      return ratio ? ratioCell(ratio, comparison.limits?.[query]) : '–';
    });
    return [[nameOf(comparison), ...cells]];
  });
  if (rows.length === 0) return '';
  return table([['CPU, ours over theirs', ...queryNames], ...rows]);
}

function ratioCell(found: Ratio, limit: number | undefined): string {
  const { ratio, interval } = found;
  const range = interval ? ` (${interval.low.toFixed(2)}–${interval.high.toFixed(2)})` : '';
  const text = `${ratio.toFixed(2)}${range}`;
  return limit === undefined ? text : `${text} ≤ ${limit}: ${verdictOf(found, limit)}`;
}

export function publicTable({ answerBytes, ...measured }: PublicBenchmark): string {
  const { fetches, perCpuSecond, identicalFetches, identicalPerCpuSecond } = measured;
  const rows = (Object.keys(perCpuSecond) as (keyof typeof perCpuSecond)[]).map((name) => [
    name,
    perCpuSecond[name].toFixed(0),
    fetches[name].toFixed(1),
    identicalPerCpuSecond[name].toFixed(0),
    identicalFetches[name].toFixed(1),
  ]);
  const header = [
    `Public benchmark, ${(answerBytes / 1000).toFixed(0)} kB`,
    'unique: requests per CPU second',
    'fetches',
    'identical: requests per CPU second',
    'fetches',
  ];
  return table([header, ...rows]);
}

/** Columns as wide as they need to be; the first to the left and those with a number in front to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const last = widths.length - 1;
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        if (column === 0 || column === last) return cell.padEnd(widths[column] ?? 0);
        return cell.padStart(widths[column] ?? 0);
      })
      .join('  ')
      .trimEnd(),
  );
  return `${lines[0]}\n${'─'.repeat(Math.min(120, lines[0]?.length ?? 0))}\n${lines.slice(1).join('\n')}\n`;
}
