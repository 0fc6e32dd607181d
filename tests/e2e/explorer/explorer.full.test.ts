import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../../support/chromium.ts';
import { type ExplorerStack, startExplorerStack } from './explorer-stack.ts';

/** A message of graphql-transport-ws. */
interface Frame {
  readonly type: string;
  readonly payload?: unknown;
}

const chromiumPath = findChromium();

describe.skipIf(chromiumPath === null)('the explorer in a browser', { timeout: 60_000 }, () => {
  let stack: ExplorerStack;
  let browser: Browser;
  let page: Page;
  let requests: URL[];
  let complaints: string[];
  let frames: Frame[];
  const sent = (type: string) => frames.filter((frame) => frame.type === type);

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startExplorerStack(), launchChromium(chromiumPath ?? '')]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  beforeEach(async () => {
    requests = [];
    complaints = [];
    frames = [];
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    context.on('request', (request) => requests.push(new URL(request.url())));
    context.on('weberror', (error) => complaints.push(error.error().message));
    context.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page = await context.newPage();
    page.on('websocket', (socket) => {
      requests.push(new URL(socket.url()));
      socket.on('framesent', ({ payload }) => frames.push(JSON.parse(String(payload))));
    });
    await page.goto(`${stack.origin}/explorer`);
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  });
  afterEach(async () => {
    // Whatever a test did: nothing went to anybody else, and nothing was refused by the policy.
    const { host } = new URL(stack.origin);
    expect(
      requests.filter((url) => url.protocol !== 'data:' && url.host !== host && url.origin !== stack.origin),
    ).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  /** Replaces the text of an editor. Pasted, since the editor closes the quotes and brackets that somebody types. */
  async function write(editor: string, text: string): Promise<void> {
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await page.locator(`${editor} .view-lines`).click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+V');
    await page.locator(`${editor} .view-line`, { hasText: text }).waitFor();
  }

  async function authorize(authorization: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
    await page.getByRole('button', { name: 'Headers', exact: true }).click();
    const headers = JSON.stringify({ Authorization: authorization, ...more });
    await write('[aria-label="Headers"] .graphiql-editor:not(.hidden)', headers);
  }

  /** What the result pane shows. Monaco makes an element of each line, in any order, and no-break spaces of spaces. */
  const result = () =>
    page.evaluate<string>(`
      [...document.querySelectorAll('.result-window .view-line')]
        .sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top))
        .map((line) => line.textContent.replaceAll('\u00a0', ' '))
        .join('\\n')`);

  /** Makes events until the first is shown, for nothing on the page says when a subscription has begun. */
  async function untilSubscribed(): Promise<void> {
    await expect
      .poll(async () => {
        await stack.subscription.publish();
        return result();
      })
      .toContain(stack.subscription.expected);
  }

  it('loads with a title, a landmark, a language and the examples', async () => {
    expect(await page.title()).toBe('Trivet explorer');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.getByRole('main').count()).toBe(1);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Trivet explorer');
    expect(await page.locator('[role=tab] button[aria-controls]').allTextContents()).toEqual([
      'Dashboard',
      'SignIn',
      'ResourceChanged',
    ]);
    expect(await page.locator('.graphiql-query-editor').textContent()).toContain('Welcome');
  });

  it('names its icons in words', async () => {
    expect(await page.getByRole('img', { name: 'play icon' }).count()).toBe(1);
  });

  it('refers to no element that is not there', async () => {
    const missing = await page.evaluate(`
      ['aria-controls', 'aria-labelledby', 'aria-describedby'].flatMap((attribute) =>
        [...document.querySelectorAll('[' + attribute + ']')]
          .flatMap((element) => element.getAttribute(attribute).split(/\\s+/).map((id) => ({ id, on: element.outerHTML.slice(0, 200) })))
          .filter(({ id }) => document.getElementById(id) === null),
      )`);
    expect(missing).toEqual([]);
  });

  const reload = async () => {
    await page.reload();
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  };
  /** GraphiQL writes it half a second after the last change. */
  const storedTabs = () => page.evaluate<string>("localStorage.getItem('graphiql:tabState') ?? ''");
  const stored = () => page.evaluate<string>('JSON.stringify({ ...localStorage })');

  it('sends a query with the headers of its editor', async () => {
    await write('.graphiql-query-editor', stack.query.document);
    await authorize(stack.authorization);
    await page.keyboard.press('Control+Enter');
    await expect.poll(result).toContain(stack.query.expected);
  });

  it('keeps neither headers nor passwords, not even in its history', async () => {
    await write('.graphiql-query-editor', stack.query.document);
    await page.getByRole('button', { name: 'Variables', exact: true }).click();
    await write('[aria-label="Variables"] .graphiql-editor:not(.hidden)', '{ "name": "Ada", "password": "hunter2" }');
    await authorize(stack.authorization);
    await page.keyboard.press('Control+Enter');
    await expect.poll(result).toContain(stack.query.expected);
    await expect.poll(storedTabs).toContain('Ada');
    await reload();
    expect(await stored()).toContain('graphiql:queries');
    expect(await stored()).not.toMatch(new RegExp(`hunter2|${stack.authorization}`));
  });

  it('keeps headers once that is switched on, and forgets all of them when it is switched off', async () => {
    const persist = async (choice: 'On' | 'Off') => {
      await page.getByRole('button', { name: 'Open settings dialog' }).click();
      await page.getByRole('dialog').getByRole('button', { name: choice, exact: true }).click();
      await page.keyboard.press('Escape');
    };
    await persist('On');
    await write('.graphiql-query-editor', stack.query.document);
    await authorize(stack.authorization);
    await page.keyboard.press('Control+Enter');
    await expect.poll(result).toContain(stack.query.expected);
    await expect.poll(storedTabs).toContain(stack.authorization);
    await reload();
    await page.locator('[aria-label="Headers"] .view-line', { hasText: stack.authorization }).waitFor();
    await persist('Off');
    await expect.poll(stored).not.toContain(stack.authorization);
  });

  it('shows the events of a subscription until it is stopped', async () => {
    await write('.graphiql-query-editor', stack.subscription.document);
    await authorize(stack.authorization);
    await page.keyboard.press('Control+Enter');
    await untilSubscribed();
    for (let event = 0; event < 3; event++) {
      const shown = await stack.subscription.publish();
      await expect.poll(result).toContain(shown);
    }
    await page.getByRole('button', { name: /Stop/ }).click();
    await page.getByRole('button', { name: /Execute/ }).waitFor();
    await expect.poll(() => sent('complete')).toHaveLength(1);
  });

  it('stops a subscription that has shown nothing yet', async () => {
    await write('.graphiql-query-editor', stack.subscription.document);
    await authorize(stack.authorization);
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => sent('subscribe')).toHaveLength(1);
    await page.getByRole('button', { name: /Stop/ }).click();
    await expect.poll(() => sent('complete')).toHaveLength(1);
  });

  it('says in a sentence why a socket was refused', async () => {
    await write('.graphiql-query-editor', stack.subscription.document);
    await authorize(stack.refused.authorization);
    await page.keyboard.press('Control+Enter');
    await expect.poll(result).toContain('"message": ');
    expect((await result()).replaceAll(/\s+/g, ' ')).toContain(stack.refused.expected);
    expect(await result()).not.toContain('"stack"');
  });

  it('sends all headers in connection_init, and again on a new socket when they change', async () => {
    await write('.graphiql-query-editor', stack.subscription.document);
    for (const [before, more] of [{}, {}, { 'X-Other': 'Value' }].entries()) {
      await authorize(stack.authorization, more);
      await page.keyboard.press('Control+Enter');
      // Not what the page shows, which is the event of the subscription before.
      await expect.poll(() => sent('subscribe')).toHaveLength(before + 1);
      await page.keyboard.press('Control+Enter');
      await page.getByRole('button', { name: /Execute/ }).waitFor();
    }
    expect(sent('connection_init').map(({ payload }) => payload)).toEqual([
      { authorization: stack.authorization },
      { authorization: stack.authorization, 'x-other': 'Value' },
    ]);
  });
});
