import type { SecondFactor } from '../modules/second-factors/second-factor.model.ts';
import type { Entrance } from '../modules/sessions/sign-in.service.ts';
import type { SecondFactor as SecondFactorName } from './schema.generated.ts';

const factorNames: Readonly<Record<SecondFactor, SecondFactorName>> = {
  totp: 'TOTP',
  recovery_code: 'RECOVERY_CODE',
  passkey: 'PASSKEY',
};

/** What came of a sign-in, as the payloads of all ways to sign in show it. */
export function entered({ user, signIn, challenge }: Entrance) {
  if (!challenge) return { ...signIn, user };
  return { challenge: { ...challenge, factors: challenge.factors.map((factor) => factorNames[factor]) } };
}
