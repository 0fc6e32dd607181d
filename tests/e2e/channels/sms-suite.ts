import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { colleagueIn } from '../../support/members.ts';
import type { Person } from '../../support/person.ts';
import { type Channels, deliveriesTo, happens, verifiedPerson, wants } from './channels.ts';
import { confirmNumber } from './reachable.ts';

/** Text messages, and what their reader and Twilio answer. */
export function smsSuite(channels: () => Channels): void {
  const messagesTo = (number: string) => channels().twilio.received.filter(({ to }) => to === number);
  /** The status of the answer to a callback as Twilio signs it, or with another signature. */
  const tell = async (url: string, fields: Readonly<Record<string, string>>, forged?: string) => {
    const { body, signature } = channels().twilio.callback(url, fields);
    const { pathname, search } = new URL(url);
    const response = await fetch(`${channels().stack.url}${pathname}${search}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': forged ?? signature,
      },
      body,
    });
    return response.status;
  };
  const suppressionsOf = async (person: Person) => {
    const { data } = await person.ask('{ viewer { notificationSuppressions { channel reason } } }');
    return data.viewer.notificationSuppressions;
  };

  it('reach a number that was shown by a code, say when they have arrived, and end with STOP', async () => {
    const { stack, twilio } = channels();
    const gil = await verifiedPerson(channels(), 'Gil');
    const number = await confirmNumber(channels(), gil);
    await wants(gil, 'SMS');
    const account = await gil.account('Engines');
    const colleague = await colleagueIn(stack, account);
    const type = await happens(channels(), colleague, account);
    const message = await eventually(() => {
      const found = messagesTo(number).find(({ body }) => body.includes(type));
      if (!found) throw new Error('There is no message yet.');
      return found;
    });
    const statusOf = async () => (await deliveriesTo(channels(), gil, { channel: 'sms' })).at(-1);
    await eventually(async () => expect(await statusOf()).toMatchObject({ status: 'sent', provider: 'twilio' }));

    const callbackUrl = message.statusCallback ?? '';
    const delivered = { MessageSid: message.sid, MessageStatus: 'delivered', To: number, From: '+12025550123' };
    const { signature } = twilio.callback(callbackUrl, { ...delivered, MessageStatus: 'failed' });
    for (const forged of ['', signature]) expect(await tell(callbackUrl, delivered, forged)).toBe(401);
    expect((await statusOf())?.status).toBe('sent');
    for (let times = 0; times < 2; times += 1) {
      expect(await tell(callbackUrl, delivered)).toBe(200);
      const shown = await gil.ask('query ($id: ID!) { account(id: $id) { deliveries { nodes { channel status } } } }', {
        id: account,
      });
      expect(shown.data.account.deliveries.nodes).toContainEqual({ channel: 'SMS', status: 'DELIVERED' });
    }

    const { origin, pathname } = new URL(callbackUrl);
    const stop = { MessageSid: message.sid, SmsStatus: 'received', From: number, To: '+12025550123', Body: 'Stop' };
    expect(await tell(`${origin}${pathname}`, stop, signature)).toBe(401);
    expect(await suppressionsOf(gil)).toEqual([]);
    expect(await tell(`${origin}${pathname}`, stop)).toBe(200);
    expect(await suppressionsOf(gil)).toEqual([{ channel: 'SMS', reason: 'STOP' }]);
    const before = messagesTo(number).length;
    await happens(channels(), colleague, account);
    await eventually(async () =>
      expect(await statusOf()).toMatchObject({ status: 'cancelled', failure: 'SUPPRESSED' }),
    );
    expect(messagesTo(number)).toHaveLength(before);
  });
}
