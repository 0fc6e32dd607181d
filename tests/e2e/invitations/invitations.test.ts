import { describe } from 'vitest';
import { mailTo } from '../../support/mails.ts';
import { ask } from '../../support/person.ts';
import { invitationSuite } from './suite.ts';

let opened = 0;

// In Chromium, and in four processes too: `invitations.full.test.ts`.
describe('an invitation, in one process', () =>
  invitationSuite('standalone', async (stack) => {
    opened += 1;
    const agent = { 'user-agent': `Browser ${opened}` };
    return {
      ask: (query, variables, accessToken) =>
        ask(
          stack.url,
          query,
          { ...variables },
          {
            ...agent,
            ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
          },
        ),
      readMail: async (address, subject) => (await mailTo(stack.url, address, subject)).text,
      [Symbol.asyncDispose]: async () => {},
    };
  }));
