import { decodeGlobalId } from '@trivet/platform';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { mailsTo, mailTo } from '../../support/mails.ts';
import { type Stack, startStack } from '../../support/stack.ts';

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

  it('is sent once, whether it was taken or not when its process was killed, and its attempt was written down before', async () => {
    await using stack = await startStack('services', { name: 'mails in flight' });
    const { notifications } = stack.processes;
    await stack.person('Warm');
    for (const wasTaken of [false, true, false, true]) {
      // The mailbox takes nothing, or what it took is not written down.
      const held = await holding(stack, wasTaken ? 'deliveries_settled' : 'mailbox');
      const somebody = await stack.person('Ada');
      const userId = decodeGlobalId(somebody.id)?.uuid ?? '';
      const attempted = async () => {
        const rows = await stack.sql`
          select id from notifications.deliveries
          where user_id = ${userId} and status = 'queued' and attempts = 1 and attempted_at is not null`;
        expect(rows).toHaveLength(1);
      };
      await eventually(attempted);
      if (wasTaken) await mailTo(stack.url, somebody.email, 'Verify your address');
      else expect(await mailsTo(stack.url, somebody.email)).toEqual([]);
      await notifications.kill('SIGKILL');
      await held.release();
      notifications.restart();
      await mailTo(stack.url, somebody.email, 'Verify your address');
      await eventually(async () => {
        const rows = await stack.sql`
          select status, attempts from notifications.deliveries where user_id = ${userId} and mail is not null`;
        expect(rows).toEqual([{ status: 'sent', attempts: wasTaken ? 1 : 2 }]);
      });
      expect(await mailsTo(stack.url, somebody.email)).toHaveLength(1);
    }
  });
});

/** Keeps the process from writing to the mailbox, or from writing down that a mail was sent. */
async function holding({ sql }: Stack, what: 'mailbox' | 'deliveries_settled'): Promise<{ release(): Promise<void> }> {
  const [held, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  if (what === 'deliveries_settled') {
    await sql`
      create or replace function notifications.test_hold() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock(4242); return new; end $$`;
    await sql`
      create trigger test_hold before update on notifications.deliveries for each row
      when (new.status = 'sent') execute function notifications.test_hold()`;
  }
  const transaction = sql.begin(async (tx) => {
    if (what === 'mailbox') await tx`lock table notifications.mailbox in share mode`;
    else await tx`select pg_advisory_xact_lock(4242)`;
    held.resolve();
    await released.promise;
  });
  await held.promise;
  return {
    async release() {
      released.resolve();
      await transaction;
      if (what === 'deliveries_settled') await sql`drop trigger test_hold on notifications.deliveries`;
    },
  };
}
