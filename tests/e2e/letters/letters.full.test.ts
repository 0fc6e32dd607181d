import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../../support/chromium.ts';
import { mailTo } from '../../support/mails.ts';
import { ask, type Person } from '../../support/person.ts';
import { type Stack, startStack } from '../../support/stack.ts';
import { type LetterReading, readLetter } from './read-letter.ts';

const executablePath = findChromium();
/** To be looked at by people. */
const pictures = join(tmpdir(), 'trivet-letters');
const widths = [600, 375];
const schemes = ['light', 'dark'] as const;

// Letters read the same whatever process made them: one way of running is enough.
describe.skipIf(executablePath === null)('letters, as a mail program shows them', () => {
  let stack: Stack;
  let browser: Browser;
  let letters: readonly { readonly name: string; readonly url: string; readonly lang: string }[];
  beforeAll(async () => {
    [stack, browser] = await Promise.all([
      startStack('standalone', { name: 'letters' }),
      launchChromium(executablePath as string),
      mkdir(pictures, { recursive: true }),
    ]);
    letters = await everySort(stack);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it('fit at the width of a telephone, can be read in light and in dark, and need nothing from anywhere', async () => {
    for (const { name, url, lang } of letters) {
      for (const width of widths) {
        for (const colorScheme of schemes) {
          const what = `${name}, ${width}, ${colorScheme}`;
          const page = await browser.newPage({ viewport: { width, height: 700 }, colorScheme });
          const requested: string[] = [];
          page.on('request', (request) => requested.push(request.url()));
          await page.goto(url);
          await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
          const read = await page.evaluate<LetterReading>(readLetter);
          // What is refused is asked for all the same: there is nothing but the letter.
          expect(requested, what).toEqual([url]);
          expect(read, what).toEqual({ lang, overflow: 0, pale: [], small: [], headings: 1, unnamed: [], tables: [] });
          await page.close();
        }
      }
    }
  });
});

/** A letter of each sort: ours, in English and German, and such as an account has worded and coloured. */
async function everySort(stack: Stack) {
  const ada = await stack.person('Ada', { verified: true });
  const account = await ada.account('Analytical Engines & Söhne');
  await change(ada, 'accountBrandingUpdate', 'AccountBrandingUpdateInput', {
    ...{ accountId: account, expectedVersion: 0, color: '#0f766e', footer: 'Engines & Söhne, 12 Long Lane, London' },
  });
  await change(ada, 'templateUpsert', 'TemplateUpsertInput', {
    ...{ accountId: account, kind: 'INVITATION', locale: 'en', subject: 'Join {{ account.name }}' },
    body: 'We would like to have you **with us**.\n\n# What waits\n\n- engines\n- [tables](https://engines.example/tables)\n\n[Join]({{ action.url }})\n\n> It waits for a week.',
  });
  const guest = 'guest@example.com';
  await change(ada, 'memberInvite', 'MemberInviteInput', { accountId: account, email: guest, role: 'VIEWER' });
  await change(ada, 'notificationSend', 'NotificationSendInput', {
    ...{ accountId: account, title: 'The engine is ready', link: 'https://engines.example/' },
    body: `It computes since this morning.\n\nSee https://engines.example/${'very-long-'.repeat(20)}\n\nCome!`,
  });
  const verification = await mailTo(stack.url, ada.email, 'Verify your address');
  const announcement = await mailTo(stack.url, ada.email, 'The engine is ready');
  await change(ada, 'preferencesUpdate', 'PreferencesUpdateInput', { locale: 'de-AT' });
  await ask(
    stack.url,
    'mutation ($email: EmailAddress!) { passwordResetRequest(input: { email: $email }) { userErrors { code } } }',
    { email: ada.email },
  );
  const found = {
    verification: { mail: verification, lang: 'en' },
    announcement: { mail: announcement, lang: 'en' },
    invitation: { mail: await mailTo(stack.url, guest, '[Analytical Engines & Söhne] Join'), lang: 'en' },
    reset: { mail: await mailTo(stack.url, ada.email, 'Wählen Sie ein neues Passwort'), lang: 'de' },
  };
  return Object.entries(found).map(([name, { mail, lang }]) => ({
    ...{ name, lang },
    url: `${stack.url}/mailbox/${mail.id}.html`,
  }));
}

async function change(person: Person, field: string, type: string, input: object): Promise<void> {
  const { data, errors } = await person.ask(
    `mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code } } }`,
    {
      input,
    },
  );
  expect([field, errors, data?.[field]?.userErrors]).toEqual([field, undefined, []]);
}
