import { describe } from 'vitest';
import { type Stack, stackForAll, type Way } from '../../support/stack.ts';
import { apiKeySuite } from '../api-keys/suite.ts';
import { auditSuite } from '../audit/suite.ts';
import { deferralSuite } from '../deferral/suite.ts';
import { eventStreamSuite } from '../event-streams/suite.ts';
import { mailSuite } from '../mails/suite.ts';
import { membershipSuite } from '../membership/suite.ts';
import { resourceTypesSuite } from '../resource-types/suite.ts';
import { searchSuite } from '../search/suite.ts';
import { serviceIdentitySuite } from '../service-identities/suite.ts';

interface OneInstallationOptions {
  readonly way: Way;
  /** Whether the operator's commands are tried, too: each start of one takes a second or two. */
  readonly programs: boolean;
}

/**
 * What goes on beside each other in one installation, as it does with customers: each scenario has persons and accounts
 * of its own, and needs no other settings. To start anew for each took longer than most of them. Gives the installation,
 * for more.
 */
export function oneInstallation({ way, programs }: OneInstallationOptions): () => Stack {
  const given = stackForAll(way, { name: `one installation ${way}`, environment: { TRUSTED_PROXIES: 'loopback' } });
  describe('API keys', () => apiKeySuite(given));
  describe('service identities', () => serviceIdentitySuite(given));
  describe('mails', () => mailSuite(given));
  membershipSuite(given);
  resourceTypesSuite(given);
  searchSuite(given, { program: programs });
  auditSuite(given, { program: programs });
  deferralSuite(given);
  eventStreamSuite(given);
  return given;
}
