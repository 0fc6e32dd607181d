import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeSmtp, type FakeSmtpOptions, type SmtpAnswer } from '../../../tests/fakes/smtp-server.ts';
import type { DispatchedMail } from '../outgoing-mail.ts';
import type { SmtpSettings } from './provider-settings.ts';
import { SmtpProvider } from './smtp.provider.ts';

let ended: (() => unknown)[];
beforeEach(() => {
  ended = [];
});
afterEach(async () => {
  for (const end of ended.reverse()) await end();
});

async function start(options: FakeSmtpOptions = {}): Promise<FakeSmtp> {
  const server = await FakeSmtp.start(options);
  ended.push(() => server.stop());
  return server;
}

const from = { name: 'Trivet', address: 'no-reply@example.com' };
function providerFor(server: FakeSmtp, more: Partial<SmtpSettings> = {}): SmtpProvider {
  const { port, ca, credentials } = server;
  const provider = new SmtpProvider({
    name: 'smtp',
    host: '127.0.0.1',
    port,
    isTls: true,
    ca,
    credentials,
    from,
    ...more,
  });
  ended.push(() => provider.close());
  return provider;
}

const mail: DispatchedMail = {
  deliveryId: '0198c6f0-0000-7000-8000-000000000001',
  key: 'key',
  messageId: '<id@app.example.com>',
  to: 'ada@example.com',
  subject: 'Grüße an Ada',
  text: 'The token',
  html: '<p>The token',
  unsubscribeUrl: 'https://app.example.com/unsubscribe/token',
};
const send = (provider: SmtpProvider, more: Partial<DispatchedMail> = {}, signal = new AbortController().signal) =>
  provider.send({ ...mail, ...more }, signal);
/** The header and what is behind it, unfolded. */
const headerOf = (content: string | undefined, name: string) =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(
    (content ?? '').split('\r\n\r\n')[0]?.replaceAll(/\r\n[ \t]+/g, ' ') ?? '',
  )?.[1];

describe('a mail server', () => {
  it('takes a mail over a private way, from who has the password, under the Message-ID that we gave it', async () => {
    const server = await start();
    await send(providerFor(server));
    const [{ from: sender, to, content } = { from: '', to: [], content: '' }] = server.received;
    expect([sender, to]).toEqual([from.address, [mail.to]]);
    const names = [
      'Message-ID',
      'From',
      'To',
      'Subject',
      'Auto-Submitted',
      'List-Unsubscribe',
      'List-Unsubscribe-Post',
    ];
    expect(names.map((name) => headerOf(content, name))).toEqual([
      mail.messageId,
      'Trivet <no-reply@example.com>',
      mail.to,
      '=?UTF-8?Q?Gr=C3=BC=C3=9Fe_an_Ada?=',
      'auto-generated',
      `<${mail.unsubscribeUrl}>`,
      'List-Unsubscribe=One-Click',
    ]);
    expect(content).toMatch(/^Content-Type: multipart\/alternative/m);
  });

  it('takes one mail after the other over one connection, and over another when it has ended that', async () => {
    const server = await start();
    const provider = providerFor(server);
    await send(provider);
    await send(provider);
    expect([server.received.length, server.connections]).toEqual([2, 1]);
    server.hangUp();
    await send(provider);
    await Promise.all([send(provider), send(provider)]);
    expect([server.received.length, server.connections]).toEqual([5, 3]);
  });

  it('gets to know nothing of us before the way is private', async () => {
    const [server, clear] = [await start(), await start({ tls: 'none' })];
    const strangers = [
      // Of an authority that nobody knows; without STARTTLS, by an address that is not this machine’s own.
      providerFor(server, { ca: (await start()).ca }),
      providerFor(clear, { isTls: false, host: '0.0.0.0' }),
    ];
    for (const stranger of strangers) await expect(send(stranger)).rejects.toMatchObject({ refusal: 'unavailable' });
    expect([...server.tried, ...clear.tried, ...server.received, ...clear.received]).toEqual([]);
    await send(providerFor(clear, { isTls: false }));
    expect(clear.received).toHaveLength(1);
    const later = await start({ tls: 'starttls' });
    await send(providerFor(later, { isTls: false }));
    expect(later.received).toHaveLength(1);
  });

  it('that is not there, or does not let us in, has taken nothing', async () => {
    const server = await start();
    const wrong = providerFor(server, { credentials: { user: 'trivet', pass: 'wrong' } });
    for (const provider of [wrong, providerFor(server, { port: 1 })]) {
      const error = await send(provider).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'RefusedError', refusal: 'unavailable' });
    }
    expect(server.received).toEqual([]);
  });
});

const said = (code: number, text: string): SmtpAnswer => ({ code, text });
describe('a mail', () => {
  it.each([
    ['recipient', said(550, '5.1.1 No such user ada@example.com'), { refusal: 'permanent', suppression: 'bounce' }],
    ['recipient', said(550, '5.7.1 We do not like you'), { refusal: 'permanent', suppression: null }],
    ['recipient', said(450, '4.2.0 Come again in a while'), { refusal: 'later', suppression: null }],
    ['recipient', said(421, '4.3.2 Shutting down'), { refusal: 'unavailable' }],
    ['recipient', 'hang up', { refusal: 'unavailable' }],
    ['mail', said(550, '5.7.1 Not from you'), { refusal: 'unavailable' }],
    ['text', said(552, '5.3.4 Too big'), { refusal: 'permanent' }],
    ['text', said(451, '4.3.0 Later'), { refusal: 'later' }],
    ['text', 'hang up', { name: 'SmtpSendError' }],
  ] as const)('at whose %s the server says %o: %o', async (step, answer, expected) => {
    const server = await start();
    server.instead = { [step]: answer };
    const error = (await send(providerFor(server)).catch((thrown: unknown) => thrown)) as Error;
    expect(error).toMatchObject(expected);
    // It may be logged.
    expect(error.message).not.toContain('ada@');
    expect(server.received).toEqual([]);
  });

  it('is given up when nobody waits any more, and its connection with it', async () => {
    const server = await start();
    server.instead = { text: 'hang' };
    const patience = new AbortController();
    const sending = send(providerFor(server), {}, patience.signal);
    await expect.poll(() => server.tried.length, { timeout: 10_000, interval: 5 }).toBe(1);
    patience.abort();
    await expect(sending).rejects.toThrow();
  });

  it('that is too long for the server is refused before it is sent', async () => {
    const server = await start();
    await expect(send(providerFor(server), { text: 'x'.repeat(200_000) })).rejects.toMatchObject({
      refusal: 'permanent',
    });
  });

  it('goes to one address, whatever that holds, and has no header that somebody wrote into it', async () => {
    const server = await start();
    const provider = providerFor(server);
    for (const to of [
      'ada@example.com>\r\nRCPT TO:<eve@example.com',
      'ada@example.com, eve@example.com',
      'ada\0@example.com',
    ])
      await expect(send(provider, { to })).rejects.toMatchObject({ refusal: 'permanent', suppression: null });
    expect(server.received).toEqual([]);
    await send(provider, { subject: 'Hello\r\nBcc: eve@example.com\r\n\r\nEve' });
    const [received] = server.received;
    expect([received?.to, headerOf(received?.content, 'Bcc')]).toEqual([[mail.to], undefined]);
  });

  it('is signed where we have a key, by which one unsubscribes, too', async () => {
    const server = await start();
    const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    const dkim = { domainName: 'example.com', keySelector: 'trivet', privateKey: String(privateKey) };
    await send(providerFor(server, { dkim }));
    const signature = headerOf(server.received[0]?.content, 'DKIM-Signature');
    expect(signature).toMatch(/d=example\.com;.*s=trivet;/);
    expect(signature).toMatch(/list-unsubscribe-post/i);
  });
});
