import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTwilioServer, type TwilioServer } from '../../tests/fakes/twilio-server.ts';
import { type TwilioOptions, TwilioStrategy } from './twilio.strategy.ts';

const to = '+436601234567';
let server: TwilioServer;
let strategy: TwilioStrategy;
beforeAll(async () => {
  server = await startTwilioServer();
  strategy = strategyWith({});
});
afterAll(() => server?.stop());

function strategyWith(options: Partial<TwilioOptions>): TwilioStrategy {
  const { accountSid, authToken, messagingServiceSid, origin: apiUrl, ca } = server;
  const callbackUrl = 'https://app.example.com/webhooks/twilio';
  return new TwilioStrategy({
    accountSid,
    authToken,
    sender: { messagingServiceSid },
    callbackUrl,
    apiUrl,
    ca,
    ...options,
  });
}

it('sends, and has told what becomes of it', async () => {
  const id = randomUUID();
  const verdict = await strategy.send({ id, to, text: 'There is news.' });
  const [received] = server.received;
  expect(verdict).toEqual({ outcome: 'sent', messageId: received?.sid });
  const statusCallback = `https://app.example.com/webhooks/twilio?delivery=${id}`;
  expect(received).toMatchObject({ to, body: 'There is news.', statusCallback });
});

it('knows a number that takes none from one whose owner wants none, and both from what is our own fault', async () => {
  const [gone, landline] = ['+436600000001', '+43123456789'];
  server.stopped.add(gone);
  server.landlines.add(landline);
  const send = (options: Partial<TwilioOptions>, number: string, text = 'News') =>
    strategyWith(options).send({ id: randomUUID(), to: number, text });
  expect(await send({}, gone)).toEqual({ outcome: 'stopped', code: 'TWILIO_21610' });
  expect(await send({}, landline)).toEqual({ outcome: 'refused', refusal: 'permanent', code: 'TWILIO_21614' });
  expect(await send({}, '0660')).toEqual({ outcome: 'refused', refusal: 'permanent', code: 'TWILIO_21211' });
  expect(await send({}, to, 'x'.repeat(1_601))).toMatchObject({ refusal: 'permanent', code: 'TWILIO_21617' });
  const forNow = (code: string) => ({ outcome: 'refused', refusal: 'unavailable', code });
  expect(await send({ authToken: 'wrong' }, to)).toEqual(forNow('TWILIO_20003'));
  expect(await send({ apiUrl: 'https://localhost:1' }, to)).toEqual(forNow('ECONNREFUSED'));
  expect(await send({ ca: undefined }, to)).toMatchObject({ outcome: 'refused', refusal: 'unavailable' });
  server.next.push({ status: 429, body: { code: 20429, status: 429, message: 'Too many requests' } });
  expect(await send({}, to)).toEqual(forNow('TWILIO_20429'));
});

it('asks for a message of which nobody has said what became of it', async () => {
  const since = new Date();
  const text = `News ${randomUUID()}`;
  server.next.push(null);
  const failure: unknown = await strategy.send({ id: randomUUID(), to, text }).catch((error: unknown) => error);
  // It holds neither the number nor the text nor our password, whoever logs it.
  expect(String((failure as Error).stack) + JSON.stringify(failure)).not.toMatch(/436601234567|News|Basic/);
  expect((failure as Error).name).toBe('TwilioSilentError');
  expect(await strategy.find({ to, text }, since)).toBe(server.received.at(-1)?.sid);
  expect(await strategy.find({ to, text: 'Another' }, since)).toBeNull();
  server.next.push({ status: 500, body: {} });
  await expect(strategy.send({ id: randomUUID(), to, text })).rejects.toThrow('Twilio');
});
