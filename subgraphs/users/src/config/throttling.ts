import { type Environment, parseConfig } from '@trivet/platform';
import type { Rate } from '@trivet/subgraph';
import { z } from 'zod';
import type { ThrottlingLimits } from '../modules/throttling/throttling.service.ts';

export type { ThrottlingLimits };

const maxSeconds = 86_400;

/** Such as `5/60,10/900`: five a minute, and ten a quarter of an hour. */
const rates = z.string().transform((text, context): readonly Rate[] => {
  const parts = text.split(',').map((part) => /^\s*(\d{1,9})\/(\d{1,9})\s*$/.exec(part));
  const found = parts.map((match) => ({ max: Number(match?.[1]), seconds: Number(match?.[2]) }));
  if (found.every(({ max, seconds }) => max >= 1 && seconds >= 1 && seconds <= maxSeconds)) return found;
  context.addIssue({ code: 'custom', message: `must be rates, such as 5/60,10/900, of ${maxSeconds} seconds at most` });
  return z.NEVER;
});

/**
 * What is meant to be below what Argon2id lets through (about a hundred a second and process), and above what a house full
 * of people mistypes. `SIGN_IN_LIMIT` bounds how many keys there can be too: fewer than are kept in memory.
 * Codes are a million, of which three are good at a time: a hundred a day find one in thirty years.
 */
export const throttlingShape = {
  SIGN_IN_LIMIT: rates.prefault('1000/60'),
  SIGN_IN_LIMIT_NETWORK: rates.prefault('100/60,300/900'),
  SIGN_IN_LIMIT_ADDRESS: rates.prefault('15/900'),
  SIGN_IN_LIMIT_ADDRESS_NETWORK: rates.prefault('5/60,10/900'),
  REGISTRATION_LIMIT_NETWORK: rates.prefault('30/3600'),
  REGISTRATION_LIMIT_ADDRESS: rates.prefault('5/3600'),
  REFRESH_LIMIT_NETWORK: rates.prefault('300/60'),
  INVITATION_LIMIT_ACCOUNT: rates.prefault('100/3600'),
  INVITATION_LIMIT_PERSON: rates.prefault('50/3600'),
  MAIL_LIMIT_NETWORK: rates.prefault('30/3600'),
  MAIL_LIMIT_ADDRESS: rates.prefault('5/3600'),
  CODE_LIMIT: rates.prefault('5/60,10/900,100/86400'),
  PROVIDER_LIMIT: rates.prefault('1000/60'),
  PROVIDER_LIMIT_NETWORK: rates.prefault('100/60,300/900'),
  SERVICE_TOKEN_LIMIT: rates.prefault('60/60'),
  SERVICE_TOKEN_LIMIT_NETWORK: rates.prefault('100/60,300/900'),
};

/** @throws {ConfigError} that names every faulty variable. */
export function readThrottling(environment: Environment): ThrottlingLimits {
  return throttlingLimits(parseConfig(throttlingShape, environment));
}

export function throttlingLimits(
  given: Readonly<Record<keyof typeof throttlingShape, readonly Rate[]>>,
): ThrottlingLimits {
  return {
    signIn: {
      all: given.SIGN_IN_LIMIT,
      network: given.SIGN_IN_LIMIT_NETWORK,
      address: given.SIGN_IN_LIMIT_ADDRESS,
      addressAndNetwork: given.SIGN_IN_LIMIT_ADDRESS_NETWORK,
    },
    registration: { network: given.REGISTRATION_LIMIT_NETWORK, address: given.REGISTRATION_LIMIT_ADDRESS },
    refresh: { network: given.REFRESH_LIMIT_NETWORK },
    invitation: { account: given.INVITATION_LIMIT_ACCOUNT, person: given.INVITATION_LIMIT_PERSON },
    mail: { network: given.MAIL_LIMIT_NETWORK, address: given.MAIL_LIMIT_ADDRESS },
    code: { person: given.CODE_LIMIT },
    provider: { all: given.PROVIDER_LIMIT, network: given.PROVIDER_LIMIT_NETWORK },
    serviceToken: { identity: given.SERVICE_TOKEN_LIMIT, network: given.SERVICE_TOKEN_LIMIT_NETWORK },
  };
}

/** As `readThrottling` reads them: for a process that is started by another. */
export function throttlingVariables(limits: ThrottlingLimits): Record<string, string> {
  const { signIn, registration, refresh, invitation, mail, code, provider, serviceToken } = limits;
  const variables: Record<keyof typeof throttlingShape, readonly Rate[]> = {
    SIGN_IN_LIMIT: signIn.all,
    SIGN_IN_LIMIT_NETWORK: signIn.network,
    SIGN_IN_LIMIT_ADDRESS: signIn.address,
    SIGN_IN_LIMIT_ADDRESS_NETWORK: signIn.addressAndNetwork,
    REGISTRATION_LIMIT_NETWORK: registration.network,
    REGISTRATION_LIMIT_ADDRESS: registration.address,
    REFRESH_LIMIT_NETWORK: refresh.network,
    INVITATION_LIMIT_ACCOUNT: invitation.account,
    INVITATION_LIMIT_PERSON: invitation.person,
    MAIL_LIMIT_NETWORK: mail.network,
    MAIL_LIMIT_ADDRESS: mail.address,
    CODE_LIMIT: code.person,
    PROVIDER_LIMIT: provider.all,
    PROVIDER_LIMIT_NETWORK: provider.network,
    SERVICE_TOKEN_LIMIT: serviceToken.identity,
    SERVICE_TOKEN_LIMIT_NETWORK: serviceToken.network,
  };
  return Object.fromEntries(
    Object.entries(variables).map(([name, rates]) => [
      name,
      rates.map(({ max, seconds }) => `${max}/${seconds}`).join(','),
    ]),
  );
}
