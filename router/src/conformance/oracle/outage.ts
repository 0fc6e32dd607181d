import { type GraphQLOutputType, isListType, isNonNullType } from 'graphql';
import type { Model } from '../model/model.ts';
import type { Outage } from '../outages.ts';
import type { SeenAnswer } from '../subjects.ts';
import { holes, type Path, startsWith } from './holes.ts';
import { involvedSubgraphs } from './involved-subgraphs.ts';
import type { Position, WholeResult } from './whole-graph.ts';

type Positions = ReadonlyMap<string, Position>;

/** The same operation where nothing fails, and what failed this time. */
export interface InOutage {
  readonly model: Model;
  readonly expected: WholeResult;
  /** What mutations would have done, in order. */
  readonly effects: readonly string[];
  readonly outages: readonly Outage[];
}

interface SeenError {
  readonly path: Path;
  readonly text: string;
  /** Where null stops that begins there; undefined where nothing was executed. */
  readonly nulled: Path | undefined;
}

/**
 * How an answer in an outage is more or less than it may be:
 *
 * - Data are those of the whole answer, or null where an error explains it: one that stands there, or below with nothing
 *   between that could hold null (section 6.4.4).
 * - An error stands where null is or has risen from, once, and says what clients are told of a failed request to a subgraph
 *   that may be needed for what stands there. So what needs no failing subgraph is there.
 * - Mutations have done what they do, but for those of failing subgraphs.
 */
export function outageDifferences(outage: InOutage, answer: SeenAnswer): string[] {
  const { stage, dataText, errors } = answer;
  if (stage !== 'executed') return [`${stage}: ${JSON.stringify(errors)}`];
  const { data, positions } = outage.expected;
  const seen = errors.map(({ path = [], message, extensions }): SeenError => {
    const nulled = path.length > 0 ? riseOf(positions, path) : undefined;
    return { path, text: `${extensions['code']} ${message}`, nulled };
  });
  const isExplained = (place: Path) =>
    seen.some(({ path, nulled }) => nulled?.length === place.length && startsWith(path, place));
  return [
    ...holes(data, dataText, isExplained),
    ...wrongErrors(outage, seen, dataText),
    ...wrongEffects(outage, answer),
  ];
}

function wrongErrors(
  { model, expected, outages }: InOutage,
  errors: readonly SeenError[],
  dataText = 'null',
): string[] {
  const found: string[] = [];
  const data: unknown = JSON.parse(dataText);
  const { positions } = expected;
  const usual = (expected.errors ?? []).map(({ path = [] }) => ({ path, nulled: riseOf(positions, path) }));
  const told = new Set<string>();
  for (const { path, text, nulled } of errors) {
    const place = JSON.stringify(path);
    const key = path.length > 0 ? place : text;
    if (told.has(key)) found.push(`told twice at ${place}: ${text}`);
    told.add(key);
    if (usual.some((each) => JSON.stringify(each.path) === place)) continue;
    // What is below a null that rises in the whole answer too may not have been executed there.
    const isKnown = path.length > 0 && !usual.some((each) => each.nulled && startsWith(path, each.nulled));
    if (isKnown && !nulled) found.push(`an error where nothing is: ${place} ${text}`);
    if (nulled && !isNullAt(data, nulled)) found.push(`an error without null: ${place} ${text}`);
    const involved = isKnown ? involvedSubgraphs(model, positions, path) : new Set(model.subgraphs);
    const isTold = ({ subgraph, content }: Outage) =>
      involved.has(subgraph) && text === `${content.code} ${content.message}`;
    if (!outages.some(isTold)) found.push(`an error that nothing of ${[...involved]} has caused: ${place} ${text}`);
  }
  return found;
}

function wrongEffects({ model, expected, effects, outages }: InOutage, answer: SeenAnswer): string[] {
  const { dataText, effects: done } = answer;
  // Behind a null that rose to the root mutations may be done or left.
  if (expected.data === null) return [];
  const failing = new Set(outages.map(({ subgraph }) => subgraph));
  const mutations = model.objects.get('Mutation')?.fields;
  const isCertain = (effect: string) =>
    dataText !== 'null' && !mutations?.get(effect.split(' ')[0] ?? '')?.owners.some((owner) => failing.has(owner));
  let next = 0;
  const missing = effects.filter((effect) => {
    if (effect !== done[next]) return isCertain(effect);
    next++;
    return false;
  });
  if (missing.length === 0 && next === done.length) return [];
  return [`effects\n  are       ${done}\n  should be ${effects}, but for those of ${[...failing]}`];
}

function riseOf(positions: Positions, path: Path): Path | undefined {
  for (let place = path; place.length > 0; place = place.slice(0, -1)) {
    const type = typeAt(positions, place);
    if (!type) return undefined;
    if (!isNonNullType(type)) return place;
  }
  return [];
}

function typeAt(positions: Positions, path: Path): GraphQLOutputType | undefined {
  const depth = path.findLastIndex((step) => typeof step === 'string') + 1;
  let type = positions.get(JSON.stringify(path.slice(0, depth)))?.type;
  for (let index = depth; index < path.length && type; index++) {
    const list: GraphQLOutputType = isNonNullType(type) ? type.ofType : type;
    type = isListType(list) ? list.ofType : undefined;
  }
  return type;
}

/** Whether null stands at this place, or above. */
function isNullAt(data: unknown, path: Path): boolean {
  let value = data;
  for (const step of path) {
    if (value === null) return true;
    value = (value as Record<string | number, unknown> | undefined)?.[step];
  }
  return value === null;
}
