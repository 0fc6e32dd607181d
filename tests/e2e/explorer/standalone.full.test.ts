import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../../support/chromium.ts';
import { colleagueIn } from '../../support/members.ts';
import type { Person } from '../../support/person.ts';
import { type Stack, startStack } from '../../support/stack.ts';

const chromiumPath = findChromium();

describe.skipIf(chromiumPath === null)('the explorer that Trivet serves', { timeout: 60_000 }, () => {
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  let ada: Person;
  const strangers: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    stack = await startStack('standalone', { name: 'explorer', environment: { EXPLORER: 'on' } });
    ada = await stack.person('Ada');
    browser = await launchChromium(chromiumPath ?? '');
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== 'data:' && protocol !== 'blob:' && origin !== stack.url) strangers.push(request.url());
    });
    context.on('response', (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
    });
    context.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page = await context.newPage();
    // The page of a first start says that it is being built, and comes again by itself.
    await page.goto(`${stack.url}/explorer`);
    await page.locator('.graphiql-query-editor .view-line').first().waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Headers', exact: true }).click();
    await paste(
      '[aria-label="Headers"] .graphiql-editor:not(.hidden)',
      JSON.stringify({ Authorization: `Bearer ${ada.accessToken}` }),
    );
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  async function paste(editor: string, text: string): Promise<void> {
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await page.locator(`${editor} .view-lines`).click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+V');
    // The editor takes it a moment later.
    await page
      .locator(`${editor} .view-line`, { hasText: text.slice(0, 12) })
      .first()
      .waitFor();
  }

  const result = () => page.locator('.result-window').textContent();

  it('answers a query with the headers of its editor', async () => {
    await paste('.graphiql-query-editor', '{ viewer { displayName } }');
    await page.keyboard.press('Control+Enter');
    await expect.poll(result).toContain('Ada');
  });

  it('shows what happens while a subscription runs', async () => {
    const accountId = await ada.account('Watched');
    const colleague = await colleagueIn(stack, accountId);
    await paste('.graphiql-query-editor', 'subscription { notificationReceived { notification { title } } }');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: /Stop/ }).waitFor();
    let made = 0;
    await expect
      .poll(async () => {
        made += 1;
        await colleague.resource(accountId, `thing_${made}`);
        return result();
      })
      .toMatch(/New\sthing_/);
  });

  it('asks nobody but the server that it came from, and complains of nothing', () => {
    expect(strangers).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
