import { newId } from '@trivet/database';
import { globalId } from '@trivet/platform';
import { beforeAll, describe, expect, it } from 'vitest';
import { EventSourceSubscription } from '../../support/event-source.ts';
import { headOf, pullEvents, takeUntil } from '../../support/events.ts';
import { type Person, story } from '../../support/person.ts';
import type { Stack } from '../../support/stack.ts';

const changes = story['ResourceChanged'] as string;

/** What is live without a WebSocket. */
export function eventStreamSuite(given: () => Stack): void {
  describe('by server-sent events', () => {
    let stack: Stack;
    let ada: Person;
    let accountId: string;

    beforeAll(async () => {
      stack = given();
      ada = await stack.person('Ada');
      accountId = await ada.account('Analytical Engines');
    });

    /** As an EventSource does, when it has seen the event with this id. */
    const listenBehind = async (id: string, variables: Readonly<Record<string, unknown>>) => {
      const response = await fetch(`${stack.url}/graphql`, {
        method: 'POST',
        headers: {
          accept: 'text/event-stream',
          authorization: `Bearer ${ada.accessToken}`,
          'content-type': 'application/json',
          'last-event-id': id,
        },
        body: JSON.stringify({ query: changes, variables }),
      });
      return response.body?.pipeThrough(new TextDecoderStream()).getReader() as ReadableStreamDefaultReader<string>;
    };
    const textUntil = async (reader: ReadableStreamDefaultReader<string>, part: string) => {
      let text = '';
      while (!text.includes(part)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`The stream has ended: ${text}`);
        text += value;
      }
      await reader.cancel();
      return text;
    };
    const idsIn = (text: string) => [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id);

    it("an account's changes come in order, each once, completed by other subgraphs", async () => {
      const after = await headOf(ada, accountId);
      const events = await ada.listen(changes, { accountId, after });
      const made = [await ada.resource(accountId), await ada.resource(accountId), await ada.resource(accountId)];
      const seen = await takeUntil(events, ({ resourceChanged }) => resourceChanged.resourceId === made[2]);
      expect(seen.map(({ data }) => data.resourceChanged.resourceId)).toEqual(made);
      expect(seen[0]?.data.resourceChanged.resource.createdBy).toMatchObject({ displayName: 'Ada' });
      const pulled = await pullEvents(ada, accountId, after);
      expect(seen.map(({ extensions }) => extensions?.['cursor'])).toEqual(pulled.map(({ cursor }) => cursor));
      await events.close();
    });

    it('who comes again goes on behind what he has seen, whatever he asks; and behind the beginning, if that is all', async () => {
      const before = await headOf(ada, accountId);
      const made = [await ada.resource(accountId), await ada.resource(accountId)];
      const whole = await textUntil(await listenBehind(before, { accountId }), made[1] as string);
      const [, first, last] = idsIn(whole);
      const behind = await textUntil(
        await listenBehind(first as string, { accountId, after: before }),
        made[1] as string,
      );
      expect(behind).not.toContain(made[0]);
      expect(idsIn(behind)).toEqual([first, last]);

      const [beginning] = idsIn(await textUntil(await listenBehind('', { accountId }), '\n\n'));
      const third = await ada.resource(accountId);
      const missed = await textUntil(await listenBehind(beginning as string, { accountId }), third);
      expect(missed.match(/^event: next$/gm)).toHaveLength(1);
    });

    it('an id that is none is refused', async () => {
      const text = await textUntil(await listenBehind('nonsense', { accountId }), 'event: complete');
      expect(text).toMatch(/^event: next\ndata: .*"code":"BAD_USER_INPUT"/);
    });

    it('an account of others is as one that is not there: for a stranger and another tenant; a key of his without the right is told so', async () => {
      const [stranger, tenant] = [await stack.person('Stranger'), await stack.person('Tenant')];
      await tenant.account('Elsewhere');
      const nowhere = globalId('acc', newId());
      const refusalOf = async (authorization: string, account: string) => {
        const variables = { accountId: account };
        const events = await EventSourceSubscription.open(stack.url, { query: changes, variables, authorization });
        const { errors } = await events.next();
        expect(await events.ended()).toBe('complete');
        return errors?.map(({ message, path, extensions }) => ({ message, path, code: extensions?.['code'] }));
      };
      const unknown = await refusalOf(`Bearer ${ada.accessToken}`, nowhere);
      expect(unknown).toEqual([expect.objectContaining({ code: 'NOT_FOUND' })]);
      for (const { accessToken } of [stranger, tenant])
        expect(await refusalOf(`Bearer ${accessToken}`, accountId)).toEqual(unknown);
      await ada.verify();
      const { data } = await ada.ask(
        'mutation { apiKeyCreate(input: { name: "Robot", scopes: ["account:read"] }) { secret } }',
      );
      stack.keepSecret(data.apiKeyCreate.secret);
      expect(await refusalOf(`Bearer ${data.apiKeyCreate.secret}`, nowhere)).toEqual(unknown);
      expect(await refusalOf(`Bearer ${data.apiKeyCreate.secret}`, accountId)).toMatchObject([{ code: 'FORBIDDEN' }]);
    });

    it('ends when its session is ended', async () => {
      const elsewhere = await ada.signInAgain();
      const events = await elsewhere.listen(changes, { accountId });
      await ada.revoke(elsewhere);
      const { errors } = await events.next();
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
      expect(await events.ended()).toBe('complete');
    });
  });
}
