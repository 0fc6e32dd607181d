import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { EventWebhook } from '@sendgrid/eventwebhook';
import { TestAuthority } from '@trivet/platform/tls/testing';
import { z } from 'zod';

const address = z.strictObject({ email: z.email(), name: z.string().optional() });
const reserved =
  /^(?:x-sg-id|x-sg-eid|received|dkim-signature|content-type|content-transfer-encoding|to|from|subject|reply-to|cc|bcc)$/i;
const toggle = z.strictObject({ enable: z.boolean() });

/** What the mail send API takes, as its reference has it: of what we send, and nothing else. */
const mail = z.strictObject({
  personalizations: z
    .array(
      z.strictObject({
        to: z.array(address).min(1).max(1000),
        custom_args: z.record(z.string(), z.string()).optional(),
      }),
    )
    .min(1),
  from: address,
  subject: z.string().min(1),
  content: z
    .array(z.strictObject({ type: z.string(), value: z.string().min(1) }))
    .min(1)
    // Plain text comes first.
    .refine((parts) => parts.findIndex(({ type }) => type === 'text/plain') <= 0),
  headers: z
    .record(z.string(), z.string())
    .refine((headers) => !Object.keys(headers).some((name) => reserved.test(name)))
    .optional(),
  tracking_settings: z
    .strictObject({
      click_tracking: z.strictObject({ enable: z.boolean(), enable_text: z.boolean() }),
      open_tracking: toggle,
      subscription_tracking: toggle,
    })
    .partial()
    .optional(),
});
export type SentToSendGrid = z.infer<typeof mail>;

/** A callback as it is signed. */
export interface SignedCallback {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** SendGrid in the process of a test: refuses what the real one refuses, and signs callbacks as it does. */
export class FakeSendGrid {
  readonly apiKey = 'SG.test.key';
  /** What it has taken. */
  readonly sent: SentToSendGrid[] = [];
  /** As its page of settings shows it. */
  readonly webhookKey: string;
  /** Instead of taking what is right: a status, or to hang up in the middle. */
  instead: number | 'hang up' | undefined;
  /** Who vouches for it; undefined where it speaks in the clear. */
  ca: string | undefined;
  #server = createServer();
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

  constructor() {
    this.webhookKey = this.#keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  }

  /** @param tls as the real one, or in the clear, as it may be on this machine. */
  async start({ tls = false }: { readonly tls?: boolean } = {}): Promise<this> {
    if (tls) {
      const { cert, key, ca } = await (await TestAuthority.create('SendGrid')).issue({
        names: ['localhost'],
        usage: 'server',
      });
      this.#server = createTlsServer({ cert, key });
      this.ca = ca;
    }
    this.#server.on(
      'request',
      (request: IncomingMessage, response: ServerResponse) => void this.#respond(request, response),
    );
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
    return this;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return this.ca === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`;
  }

  /** The newest mail's events, with what goes along with each. */
  callback(events: readonly object[], at: Date): SignedCallback {
    const body = Buffer.from(JSON.stringify(events));
    const timestamp = String(Math.floor(at.getTime() / 1000));
    const signed = sign('sha256', Buffer.concat([Buffer.from(timestamp), body]), this.#keys.privateKey);
    const signature = signed.toString('base64');
    const theirs = new EventWebhook();
    if (!theirs.verifySignature(theirs.convertPublicKeyToECDSA(this.webhookKey), body, signature, timestamp))
      throw new Error("SendGrid's own library does not take what this fake signs.");
    return {
      headers: {
        'content-type': 'application/json',
        'x-twilio-email-event-webhook-signature': signature,
        'x-twilio-email-event-webhook-timestamp': timestamp,
      },
      body,
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((stopped) => this.#server.close(stopped));
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const refuse = (status: number, message: string, field: string | null = null) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ errors: [{ message, field, help: null }] }));
    if (request.method !== 'POST' || request.url !== '/v3/mail/send') return void refuse(404, 'not found');
    if (request.headers.authorization !== `Bearer ${this.apiKey}`) {
      return void refuse(401, 'The provided authorization grant is invalid, expired, or revoked');
    }
    if (request.headers['content-type'] !== 'application/json') return void refuse(415, 'Unsupported media type');
    const parsed = mail.safeParse(jsonOf(Buffer.concat(chunks)));
    // As the real one, it quotes what it does not like.
    const [issue] = parsed.error?.issues ?? [];
    if (!parsed.success) return void refuse(400, `${issue?.message}: ${Buffer.concat(chunks)}`, issue?.path.join('.'));
    if (this.instead === 'hang up') return void request.socket.destroy();
    if (this.instead !== undefined) return void refuse(this.instead, 'As the test wants it.');
    this.sent.push(parsed.data);
    response.writeHead(202, { 'x-message-id': `sg-${this.sent.length}` }).end();
  }
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
