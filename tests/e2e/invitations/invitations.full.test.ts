import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { findChromium, launchChromium } from '../../support/chromium.ts';
import { mailTo } from '../../support/mails.ts';
import { stackForAll, waysInFull } from '../../support/stack.ts';
import { invitationSuite, type OpenDevice } from './suite.ts';

const executablePath = findChromium();

describe.skipIf(executablePath === null).each(waysInFull)('an invitation, in Chromium, %s', (way) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(executablePath ?? '');
  }, 60_000);
  afterAll(() => browser?.close());

  /** A context shares no cookies, storage or cache with any other. */
  const open: OpenDevice = async ({ url }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    // Any page will do: what counts is where it is from.
    await page.goto(`${url}/livez`);
    return {
      ask: (query, variables, accessToken) =>
        page.evaluate(
          async ([body, token]) => {
            const response = await fetch('/graphql', {
              method: 'POST',
              headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
              body,
            });
            return response.json();
          },
          [JSON.stringify({ query, variables }), accessToken ?? ''] as const,
        ),
      readMail: async (address, subject) => {
        // Waited for, and then read where its person reads it.
        const { id } = await mailTo(url, address, subject);
        const mailbox = await context.newPage();
        await mailbox.goto(`${url}/mailbox`);
        await mailbox.locator(`a[href="/mailbox/${id}"]`).first().click();
        const text = (await mailbox.locator('pre').first().textContent()) ?? '';
        await mailbox.close();
        return text;
      },
      [Symbol.asyncDispose]: () => context.close(),
    };
  };

  invitationSuite(stackForAll(way, { name: `invitations ${way}` }), open);
});
