import { writeFileSync } from 'node:fs';
import { profileFile } from '../config/config.ts';
import type { QueryName } from '../variant.ts';
import { areaOf } from './areas.ts';
import { type CallFrame, type CpuProfile, selfTimes } from './cpu-profile.ts';

/** Where the answering process of one variant spent its time on one query. */
export interface Profiled {
  readonly variant: string;
  readonly query: QueryName;
  readonly requests: number;
  readonly profile: CpuProfile;
}

const functionsShown = 25;

/** Replaces `profile.md` as a whole. */
export function writeProfiles(profiled: readonly Profiled[], commit: string | null): void {
  const queries = [...new Set(profiled.map(({ query }) => query))];
  const text = [
    '# Where the time of a request goes',
    `Made by \`npm run bench -- --profile\` at ${commit ?? 'a commit that is not known'}. Microseconds per request in the process that answers, by V8's sampling`,
    'profiler, which makes all of it slower; PostgreSQL is not in it. Nobody edits this file.',
    '',
    ...queries.flatMap((query) =>
      queryPart(
        query,
        profiled.filter((one) => one.query === query),
      ),
    ),
  ].join('\n');
  writeFileSync(profileFile, text);
}

function queryPart(query: QueryName, profiled: readonly Profiled[]): string[] {
  const byArea = profiled.map(({ profile, requests }) => perRequest(profile, requests, areaOf));
  const areas = [...new Set(byArea.flatMap((one) => [...one.keys()]))];
  const greatest = (area: string) => Math.max(...byArea.map((one) => one.get(area) ?? 0));
  areas.sort((one, other) => greatest(other) - greatest(one));
  const sums = byArea.map((one) => [...one.values()].reduce((sum, us) => sum + us, 0));
  return [
    `## ${query}`,
    '',
    row(['', ...profiled.map(({ variant }) => variant)]),
    row(['---', ...profiled.map(() => '---:')]),
    ...areas.map((area) => row([area, ...byArea.map((one) => microseconds(one.get(area)))])),
    row(['**together**', ...sums.map((us) => `**${microseconds(us)}**`)]),
    '',
    ...profiled.flatMap(({ variant, profile, requests }) => [
      `${variant}, the functions that take most themselves:`,
      '',
      ...[...perRequest(profile, requests, functionOf)]
        .sort(([, one], [, other]) => other - one)
        .slice(0, functionsShown)
        .map(([name, us]) => `- ${microseconds(us)} \`${name}\``),
      '',
    ]),
  ];
}

function perRequest(profile: CpuProfile, requests: number, of: (frame: CallFrame) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [frame, us] of selfTimes(profile)) {
    const key = of(frame);
    sums.set(key, (sums.get(key) ?? 0) + us / requests);
  }
  return sums;
}

function functionOf({ functionName, url, lineNumber }: CallFrame): string {
  const file = url.replace(/^file:\/\//, '').replace(/^.*\/node_modules\/(?!\.pnpm)/, '');
  const place = /(?:packages|router|subgraphs|tests)\/.*$/.exec(file)?.[0] ?? file;
  return `${functionName || '(anonymous)'}${url ? ` ${place}:${lineNumber + 1}` : ''}`;
}

function microseconds(us: number | undefined): string {
  return us === undefined ? '–' : us.toFixed(us < 10 ? 1 : 0);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
