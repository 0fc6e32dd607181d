import { anonymous } from '@trivet/platform';
import * as request from './session-requests.ts';
import { newRegistration, type Registration, registerDocument, type UsersStage } from './users-fixture.ts';

/** What came of an attempt: `done`, the code of a user error, or of an error at the top. */
export type Outcome = string;

/** From where an attempt comes; in-process callers have no address. */
export const from = (address: string | undefined) => ({ client: { address, agent: undefined } });

/** Another network for every number. */
export const networkNumber = (index: number) => `198.51.${Math.floor(index / 256)}.${index % 256}`;

export async function trySignIn(
  stage: UsersStage,
  person: Pick<Registration, 'email' | 'password'>,
  address?: string,
): Promise<Outcome> {
  const { data, errors } = await stage.ask(...request.signInRequest(person), from(address));
  return outcomeOf(data?.sessionCreate, errors);
}

export async function tryRefresh(stage: UsersStage, refreshToken: string, address?: string): Promise<Outcome> {
  const { data, errors } = await stage.ask(...request.refreshRequest(refreshToken), from(address));
  return outcomeOf(data?.sessionRefresh, errors);
}

export async function tryRegistration(
  stage: UsersStage,
  input: Partial<Registration> = {},
  address?: string,
): Promise<Outcome> {
  const registration = newRegistration(input);
  const { data, errors } = await stage.ask(anonymous, registerDocument, { input: registration }, from(address));
  return outcomeOf(data?.userRegister, errors);
}

/** How often each outcome came. */
export function tally(outcomes: readonly Outcome[]): Record<Outcome, number> {
  const counts: Record<Outcome, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** One after the other. */
export async function repeat(times: number, attempt: (index: number) => Promise<Outcome>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let index = 0; index < times; index += 1) outcomes.push(await attempt(index));
  return outcomes;
}

function outcomeOf(
  payload: { readonly userErrors: readonly { readonly code: string }[] } | undefined,
  errors: Awaited<ReturnType<UsersStage['ask']>>['errors'],
): Outcome {
  const code = errors?.[0]?.extensions?.['code'] ?? payload?.userErrors[0]?.code;
  return code === undefined ? 'done' : String(code);
}
