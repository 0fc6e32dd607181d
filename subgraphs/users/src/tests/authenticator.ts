import { createHmac } from 'node:crypto';
import { anonymous, type SubgraphRequest, type Viewer } from '@trivet/platform';
import { type SignedIn, signedIn, signIn } from './session-requests.ts';
import type { Person, UsersStage } from './users-fixture.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const stepMs = 30_000;

/** What a phone shows: RFC 4226 and 6238 by hand, so that this and what it tests cannot err together. */
export function codeOf(secret: string, at: Date): string {
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / stepMs)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0x0f;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const enrollDocument = 'mutation { totpEnroll { secret uri userErrors { code path } } }';
const confirmDocument = /* GraphQL */ `
  mutation ($code: String!) {
    totpConfirm(input: { code: $code }) { user { totpEnabled } recoveryCodes userErrors { code path } }
  }
`;
const completeDocument = /* GraphQL */ `
  mutation ($input: SessionChallengeCompleteInput!) {
    sessionChallengeComplete(input: $input) {
      accessToken refreshToken expiresAt session { id } user { id } userErrors { code path }
    }
  }
`;

export const enroll = async (stage: UsersStage, viewer: Viewer) =>
  (await stage.ask(viewer, enrollDocument)).data?.totpEnroll;
export const confirm = async (stage: UsersStage, viewer: Viewer, code: string) =>
  (await stage.ask(viewer, confirmDocument, { code })).data?.totpConfirm;

export interface ChallengeAnswer {
  readonly challengeToken: string;
  readonly code?: string;
  readonly recoveryCode?: string;
  readonly passkey?: unknown;
}

export const tellComplete = (stage: UsersStage, input: ChallengeAnswer, more?: Partial<SubgraphRequest>) =>
  stage.ask(anonymous, completeDocument, { input }, more);
export const complete = async (stage: UsersStage, input: ChallengeAnswer, more?: Partial<SubgraphRequest>) =>
  (await tellComplete(stage, input, more)).data?.sessionChallengeComplete;

/** A code that is wrong at every time near this one. */
export function wrongCode(secret: string, at: Date): string {
  const good = [-1, 0, 1].map((step) => codeOf(secret, new Date(at.getTime() + step * stepMs)));
  return ['000000', '111111', '222222', '333333'].find((code) => !good.includes(code)) ?? '';
}

/** Somebody with an authenticator. */
export interface Protected {
  readonly person: Person;
  /** Of before there was one. */
  readonly session: SignedIn;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** The code of the next step, to which time goes on: none is good twice. */
  nextCode(): string;
  /** Of a new challenge. */
  challengeToken(more?: Partial<SubgraphRequest>): Promise<string>;
}

export async function protectedPerson(stage: UsersStage): Promise<Protected> {
  const { clock } = stage.host;
  const person = await stage.person();
  const fresh = await signedIn(stage, person);
  const session = { ...fresh, viewer: { ...fresh.viewer, authenticatedAt: clock.now() } };
  const { secret } = await enroll(stage, session.viewer);
  const { recoveryCodes } = await confirm(stage, session.viewer, codeOf(secret, clock.now()));
  return {
    person,
    session,
    secret,
    recoveryCodes,
    nextCode() {
      clock.advance(stepMs);
      return codeOf(secret, clock.now());
    },
    challengeToken: async (more) => (await signIn(stage, person, more)).challenge.token,
  };
}
