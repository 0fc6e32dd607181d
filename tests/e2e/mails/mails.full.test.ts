import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { mailsTo, mailTo } from '../../support/mails.ts';
import { startStack } from '../../support/stack.ts';
import { mailSuite } from './suite.ts';

describe('mails in four processes', () => mailSuite('services'));

describe('a mail that is under way', () => {
  it('arrives, and arrives once, when the process that sends it is killed again and again', async () => {
    await using stack = await startStack('services', { name: 'mails and death' });
    const { notifications } = stack.processes;
    await stack.person('Warm');
    const persons = [];
    for (let times = 0; times < 3; times += 1) {
      persons.push(stack.person(`Ada${times}`), stack.person(`Bea${times}`));
      await Promise.all(persons);
      // In the midst of what these two are sent.
      await notifications.kill('SIGKILL');
      persons.push(stack.person(`Cem${times}`));
      await Promise.all(persons);
      notifications.restart();
    }
    const everybody = await Promise.all(persons);
    for (const { email } of everybody) await mailTo(stack.url, email, 'Verify your address');
    const counts = await Promise.all(everybody.map(async ({ email }) => (await mailsTo(stack.url, email)).length));
    expect(counts).toEqual(Array(everybody.length).fill(1));
    await eventually(async () => {
      const [row] = await stack.sql`select count(*)::int as count from notifications.dead_letters`;
      expect(row?.['count']).toBe(0);
    });
  });
});
