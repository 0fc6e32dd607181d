import type { Caller } from './caller.ts';
import type { Need } from './matrix.ts';
import type { Ids } from './population.ts';
import type { Row } from './rows.ts';
import { uuidOf } from './things.ts';

/** As it came: the text of an HTTP body, or the first thing that a subscription brought. */
export interface Answer {
  /** 0 for what came over a WebSocket. */
  readonly status: number;
  readonly text: string;
}

/** What the row's question has to come to, for this caller and the owner's ids. */
interface Expectation {
  /** One of them. */
  readonly verdicts: readonly string[];
  /** Whether it must not differ in a byte from the answer for ids of nothing. */
  readonly asUnknown: boolean;
}

export function expectationOf({ operation, reach, needs }: Row, caller: Caller): Expectation {
  if (caller.closeCode !== null) {
    const verdict = operation === 'subscription' ? `closed ${caller.closeCode}` : 'UNAUTHENTICATED';
    return { verdicts: [verdict], asUnknown: false };
  }
  if (!may(caller, reach)) {
    if (operation === 'query') return { verdicts: ['null'], asUnknown: true };
    return { verdicts: refusalsOf(caller), asUnknown: true };
  }
  const lacking = needs.filter((need) => !may(caller, need));
  if (lacking.length === 0) return { verdicts: ['shown'], asUnknown: false };
  if (operation === 'mutation') return { verdicts: ['FORBIDDEN'], asUnknown: false };
  // What is private is null to others. What a role does not show may say so.
  return { verdicts: lacking.every((need) => need === 'oneself') ? ['null'] : ['null', 'FORBIDDEN'], asUnknown: false };
}

/** What takes a person is forbidden to a program, whatever it is about. */
function refusalsOf({ person, key }: Caller): string[] {
  if (key) return ['NOT_FOUND', 'FORBIDDEN'];
  return [person ? 'NOT_FOUND' : 'UNAUTHENTICATED'];
}

function may({ permissions, isOwner, isAdministrator = false }: Caller, need: Need | null): boolean {
  if (need === null) return true;
  if (need === 'oneself') return isOwner;
  if (need === 'administrator') return isAdministrator;
  return permissions?.has(need) ?? false;
}

interface Body {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
  readonly closed?: number;
}

/** What an answer comes to: `shown`, `null`, or why not, as codes. */
export function verdictOn({ text }: Answer): string {
  const { data, errors, closed } = JSON.parse(text) as Body;
  if (closed !== undefined) return `closed ${closed}`;
  const probed = [...Map.groupBy(probesOf(data), ([name]) => name).values()].map((found) =>
    found.some(([, value]) => isSomething(value)),
  );
  const isShown = probed.includes(true);
  const codes = new Set([
    ...(errors ?? []).map(({ extensions }) => String(extensions?.code)),
    ...valuesOf(data, 'userErrors').flat().map(codeOf),
  ]);
  // A conflict shows the present state to him who may change it.
  if (isShown) codes.delete('VERSION_CONFLICT');
  if (codes.size > 0) return [...codes, ...(isShown ? ['shown'] : [])].join(' and ');
  if (!isShown) return 'null';
  return probed.includes(false) ? 'shown in part' : 'shown';
}

function codeOf(error: unknown): string {
  return String((error as { readonly code?: unknown } | null)?.code);
}

/** What was asked for, by its name, wherever it stands. */
function probesOf(value: unknown): [name: string, value: unknown][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap((entry) => (/^probe\d*$/.test(entry[0]) ? [entry] : probesOf(entry[1])));
}

/** Everything that stands under this key, at any depth. */
function valuesOf(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) => (name === key ? [below] : valuesOf(below, key)));
}

/** An empty list shows nothing to him who may, and so proves nothing. */
function isSomething(value: unknown): boolean {
  if (value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  return !(typeof value === 'object' && 'nodes' in value) || isSomething(value.nodes);
}

/** With the ids named: what is left is what a stranger could tell apart. */
export function withoutIds({ status, text }: Answer, ids: Ids): string {
  let named = `${status} ${text}`;
  for (const [name, id] of Object.entries(ids)) {
    named = named.replaceAll(id, `<${name}>`);
    const uuid = uuidOf(id);
    if (uuid) named = named.replaceAll(uuid, `<${name}>`);
  }
  return named;
}
