import { type LiveOutcome, liveOutcome } from '../isolation/live-outcome.ts';
import type { Caller } from './caller.ts';
import { type Ids, unknownIds } from './population.ts';
import type { Row } from './rows.ts';
import { type Answer, expectationOf, verdictOn, withoutIds } from './verdict.ts';

export interface Question {
  readonly document: string;
  readonly operation: Row['operation'];
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Sends one question as it is, and gives the answer as it came. */
export type Asked = (question: Question, authorization: string | null) => Promise<Answer>;

/** As clients do: over HTTP, and a subscription on a socket of its own. */
export function askedAt(url: string): Asked {
  return async ({ document, operation, variables }, authorization) => {
    if (operation === 'subscription') {
      const opened = { query: document, variables, ...(authorization !== null && { authorization }) };
      return answerOf(await liveOutcome(url, opened));
    }
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(authorization !== null && { authorization }),
      },
      body: JSON.stringify({ query: document, variables }),
    });
    return { status: response.status, text: await response.text() };
  };
}

export function answerOf(outcome: LiveOutcome): Answer {
  if (outcome === 'complete') return { status: 0, text: '{}' };
  return { status: 0, text: JSON.stringify('event' in outcome ? outcome.event : outcome) };
}

export function questionOf({ document, operation, variables }: Row, ids: Ids): Question {
  return { document, operation, variables: variables(ids) };
}

export interface Trial {
  readonly asked: Asked;
  readonly owner: Caller;
  readonly others: readonly Caller[];
  /** The owner's. */
  readonly ids: Ids;
}

/** What is wrong with the answers to a row. The owner asks first, so that whatever is kept in memory holds his answer. */
export async function faultsOf(row: Row, { asked, owner, others, ids }: Trial): Promise<string[]> {
  const faults: (string | null)[] = [];
  for (const caller of [owner, ...others, owner]) faults.push(await faultOf(row, caller, { asked, ids }));
  return faults.filter((fault) => fault !== null);
}

/** Asks as somebody about the owner's things, and says what is wrong with the answer; null where nothing is. */
export async function faultOf(
  row: Row,
  caller: Caller,
  { asked, ids }: Pick<Trial, 'asked' | 'ids'>,
): Promise<string | null> {
  const { verdicts, asUnknown } = expectationOf(row, caller);
  const answer = await asked(questionOf(row, ids), caller.authorization);
  const verdict = verdictOn(answer);
  const report = (what: string) => `${caller.name}, ${row.label}: ${what}: ${answer.status} ${answer.text}`;
  if (!verdicts.includes(verdict)) return report(`${verdict} instead of ${verdicts.join(' or ')}`);
  if (verdict !== 'shown' && answer.text.includes('secret')) return report('a refusal that says a secret');
  const isOverHttp = row.operation !== 'subscription';
  if (caller.closeCode !== null && isOverHttp && answer.status !== 401)
    return report('a token that is no good, and no 401');
  if (!asUnknown) return null;
  const unknown = unknownIds(ids);
  const ofNothing = await asked(questionOf(row, unknown), caller.authorization);
  if (withoutIds(answer, ids) === withoutIds(ofNothing, unknown)) return null;
  return report(`differs from what is answered for nothing, ${ofNothing.status} ${ofNothing.text}`);
}

/** All of `work`, a few at a time, and what came of it in order. */
export async function fewAtATime<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const [index, item] of waiting) results[index] = await work(item);
    }),
  );
  return results;
}
