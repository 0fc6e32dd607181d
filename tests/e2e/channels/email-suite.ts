import { FakeSendGrid } from '@trivet/notifications/testing';
import { globalId } from '@trivet/platform';
import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { colleagueIn, join } from '../../support/members.ts';
import type { Person } from '../../support/person.ts';
import {
  type Channels,
  deliveriesTo,
  happens,
  mailsTo,
  mailTo,
  makeKey,
  stepsOf,
  verifiedPerson,
  wants,
} from './channels.ts';

/** What a signed callback of SendGrid is made of. */
type Callback = ReturnType<FakeSendGrid['callback']>;

/** Mails that go another way, and what becomes of them. */
export function emailSuite(channels: () => Channels): void {
  const tell = async ({ headers, body }: Callback) =>
    (await fetch(`${channels().stack.url}/webhooks/sendgrid`, { method: 'POST', headers, body: new Uint8Array(body) }))
      .status;
  const suppressionsOf = async (person: Person) => {
    const { data } = await person.ask('{ viewer { notificationSuppressions { channel reason } } }');
    return data.viewer.notificationSuppressions;
  };

  it('leave by another way while nobody answers at the first, and by that again when it is back', async () => {
    const { smtp, stack } = channels();
    // Her own mail has come: of those that fail there are not to be too many.
    const colleague = await verifiedPerson(channels(), 'Colleague');
    await smtp.goDown();
    // Also the one without which she could not go on.
    const ada = await verifiedPerson(channels(), 'Ada').catch(async (error: unknown) => {
      await smtp.comeUp();
      throw error;
    });
    await wants(ada, 'EMAIL');
    const account = await ada.account('Engines');
    await join(stack, account, colleague, 'member');
    const type = await happens(channels(), colleague, account);
    const mail = await mailTo(channels(), ada, type);
    expect(mail.by).toBe('sendgrid');
    await smtp.comeUp();
    const shown = async () => {
      const { data } = await ada.ask(
        `query ($id: ID!) {
          account(id: $id) { deliveries(first: 10) { nodes { channel status attempts provider providerMessageId } } }
        }`,
        { id: account },
      );
      return data.account.deliveries.nodes.find(({ channel }: { channel: string }) => channel === 'EMAIL');
    };
    await eventually(async () =>
      expect(await shown()).toEqual({
        ...{ channel: 'EMAIL', status: 'SENT', attempts: 2, provider: 'sendgrid' },
        providerMessageId: expect.stringMatching(/^sg-/),
      }),
    );

    const step = (code: string, provider: string | null = null) => ({ code, provider, until: null, chosenBy: null });
    expect(await stepsOf(ada, globalId('dlv', mail.deliveryId), 'EMAIL')).toEqual([
      { ...step('QUEUED'), chosenBy: 'PERSON' },
      step('ATTEMPTED', 'smtp'),
      step('FAILED_OVER', 'smtp'),
      step('ATTEMPTED', 'sendgrid'),
      step('SENT', 'sendgrid'),
    ]);

    // It has failed twice, or a few times more: at five it would rest for ten seconds.
    await eventually(async () => {
      const next = await happens(channels(), colleague, account);
      expect((await mailTo(channels(), ada, next)).by).toBe('smtp');
    });
    // Each came once.
    const subjects = mailsTo(channels(), ada).map(({ subject }) => subject);
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  it('that came back say so, and nothing is sent to that address any more, until its person wants it', async () => {
    const { sendGrid, stack } = channels();
    const bea = await verifiedPerson(channels(), 'Bea');
    await wants(bea, 'EMAIL');
    const account = await bea.account('Engines');
    const colleague = await colleagueIn(stack, account);
    const { deliveryId } = await mailTo(channels(), bea, await happens(channels(), colleague, account));
    const statusOf = async () => {
      const { data } = await bea.ask(
        'query ($id: ID!) { account(id: $id) { deliveries { nodes { channel status } } } }',
        {
          id: account,
        },
      );
      return data.account.deliveries.nodes.find(({ channel }: { channel: string }) => channel === 'EMAIL').status;
    };
    await eventually(async () => expect(await statusOf()).toBe('SENT'));

    const now = new Date();
    const told = { event: 'bounce', type: 'bounce', delivery_id: deliveryId, email: bea.email };
    const events = [{ ...told, timestamp: Math.floor(now.getTime() / 1000), reason: '550 5.1.1', sg_message_id: 'sg' }];
    const callback = sendGrid.callback(events, now);
    const { 'x-twilio-email-event-webhook-signature': _, ...unsigned } = callback.headers;
    const refused: readonly Callback[] = [
      { ...callback, headers: unsigned },
      { ...callback, body: Buffer.from(`${callback.body}`.replace('550', '551')) },
      { ...callback, headers: { ...callback.headers, 'x-twilio-email-event-webhook-timestamp': '1700000000' } },
      new FakeSendGrid().callback(events, now),
      sendGrid.callback(events, new Date(now.getTime() - 26 * 3_600_000)),
    ];
    for (const each of refused) expect(await tell(each)).toBe(401);
    expect([await statusOf(), await suppressionsOf(bea)]).toEqual(['SENT', []]);

    for (let times = 0; times < 2; times += 1) {
      expect(await tell(callback)).toBe(204);
      expect([await statusOf(), await suppressionsOf(bea)]).toEqual([
        'BOUNCED',
        [{ channel: 'EMAIL', reason: 'BOUNCE' }],
      ]);
    }

    const steps = (await stepsOf(bea, globalId('dlv', deliveryId), 'EMAIL')).map(({ code }) => code);
    expect(steps).toEqual(['QUEUED', 'ATTEMPTED', 'SENT', 'BOUNCED']);

    const before = mailsTo(channels(), bea).length;
    await happens(channels(), colleague, account);
    await makeKey(channels(), bea);
    const givenUp = { status: 'cancelled', failure: 'SUPPRESSED' };
    await eventually(async () => {
      expect((await deliveriesTo(channels(), bea, { channel: 'email' })).at(-1)).toMatchObject(givenUp);
      const [key] = await deliveriesTo(channels(), bea, { kind: 'api_key.created', channel: 'email' });
      expect(key).toMatchObject(givenUp);
      const why = await stepsOf(bea, globalId('dlv', key?.id ?? ''), 'EMAIL');
      expect(why.map(({ code }) => code)).toEqual(['QUEUED', 'SUPPRESSED']);
    });
    expect(mailsTo(channels(), bea)).toHaveLength(before);
    const { data } = await bea.ask(
      'mutation { notificationSuppressionRemove(input: { channel: EMAIL }) { suppressions { channel } userErrors { code } } }',
    );
    expect(data.notificationSuppressionRemove).toEqual({ suppressions: [], userErrors: [] });
    // What is told again of before does not put it there again.
    expect([await tell(callback), await suppressionsOf(bea)]).toEqual([204, []]);
    await mailTo(channels(), bea, await happens(channels(), colleague, account));
  });
}
