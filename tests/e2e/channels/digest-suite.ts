import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { colleagueIn } from '../../support/members.ts';
import { type Channels, mailsTo, mailTo, makeKey, stepsOf, verifiedPerson, wants } from './channels.ts';

const eventCount = 20;

/** What is gathered, and what is told at once all the same. */
export function digestSuite(channels: () => Channels): void {
  it('gathers what somebody wants to be told once a day, and stands in his inbox at once', async () => {
    const hal = await verifiedPerson(channels(), 'Hal');
    await wants(hal, 'EMAIL');
    // Half a day from now.
    const at = `${String((new Date().getUTCHours() + 12) % 24).padStart(2, '0')}:30`;
    const chosen = await hal.ask(
      `mutation ($input: NotificationDigestUpdateInput!) {
        notificationDigestUpdate(input: $input) { userErrors { code } }
      }`,
      { input: { category: 'ACTIVITY', channel: 'EMAIL', digest: { frequency: 'DAILY', at } } },
    );
    expect(chosen.data.notificationDigestUpdate.userErrors).toEqual([]);
    const account = await hal.account('Engines');
    const colleague = await colleagueIn(channels().stack, account);
    const before = mailsTo(channels(), hal).length;
    const resources = Array.from(
      { length: eventCount },
      (_, index) =>
        `r${index}: resourceCreate(input: { accountId: $account, type: "gathered", data: {} }) { userErrors { code } }`,
    );
    const document = `mutation ($account: ID!) { ${resources.join(' ')} }`;
    expect((await colleague.ask(document, { account })).errors).toBeUndefined();

    const ids: string[] = await eventually(async () => {
      const { data } = await hal.ask('{ viewer { inbox(first: 50) { nodes { id kind } } } }');
      const told = data.viewer.inbox.nodes.filter(({ kind }: { kind: string }) => kind === 'resource.created');
      expect(told).toHaveLength(eventCount);
      return told.map(({ id }: { id: string }) => id);
    });
    const waiting = new Set(
      await Promise.all(
        ids.map((id) =>
          eventually(async () => {
            const steps = await stepsOf(hal, id, 'EMAIL');
            expect(steps.map(({ code, chosenBy }) => [code, chosenBy])).toEqual([
              ['QUEUED', 'PERSON'],
              ['DIGESTED', null],
            ]);
            return steps[1]?.until ?? '';
          }),
        ),
      ),
    );
    // All of them until the same moment.
    const [until = ''] = waiting;
    expect([waiting.size, until.slice(11, 16)]).toEqual([1, at]);
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(10 * 3_600_000);

    // What comes later, and is not gathered, has come.
    await makeKey(channels(), hal);
    await mailTo(channels(), hal, 'An API key was made');
    expect(mailsTo(channels(), hal)).toHaveLength(before + 1);
  });
}
