import { describe } from 'vitest';
import { mailTo } from '../../support/mails.ts';
import { ask } from '../../support/person.ts';
import { administrationSuite } from '../administration/suite.ts';
import { invitationSuite, type OpenDevice } from '../invitations/suite.ts';
import { revocationSuite } from '../revocation/suite.ts';
import { oneInstallation } from './suite.ts';

let opened = 0;
const open: OpenDevice = async ({ url }) => {
  opened += 1;
  const agent = { 'user-agent': `Browser ${opened}` };
  return {
    ask: (query, variables, accessToken) => {
      const authorization = accessToken !== undefined && { authorization: `Bearer ${accessToken}` };
      return ask(url, query, { ...variables }, { ...agent, ...authorization });
    },
    readMail: async (address, subject) => (await mailTo(url, address, subject)).text,
    [Symbol.asyncDispose]: async () => {},
  };
};

describe('in one process', () => {
  const given = oneInstallation({ way: 'standalone', programs: false });
  describe('an administrator', () => administrationSuite(given));
  // In Chromium, and in four processes, too: `invitations.full.test.ts`.
  describe('an invitation', () => invitationSuite(given, open));
  describe('a revoked session', () => revocationSuite(given));
});
