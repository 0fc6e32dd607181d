import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ApnsServer,
  FakeSendGrid,
  FakeSmtp,
  type FcmServer,
  startApnsServer,
  startFcmServer,
  startTwilioServer,
  startWebPushServer,
  type TwilioServer,
  type WebPushServer,
} from '@trivet/notifications/testing';
import { expect } from 'vitest';
import { mailEnvironment } from '../../faults/told-people.ts';
import { eventually } from '../../support/eventually.ts';
import { tokenIn } from '../../support/mails.ts';
import type { Person } from '../../support/person.ts';
import { type Stack, startStack, type Way } from '../../support/stack.ts';
import { uuidOf } from '../authorization-matrix/things.ts';
import { type ArrivedMail, arrivedMails } from './arrived-mails.ts';

/** All of Trivet, with all who carry its messages: each a server of its own, with TLS. */
export interface Channels {
  readonly stack: Stack;
  readonly smtp: FakeSmtp;
  readonly sendGrid: FakeSendGrid;
  readonly webPush: WebPushServer;
  readonly fcm: FcmServer;
  readonly apns: ApnsServer;
  readonly twilio: TwilioServer;
  stop(): Promise<void>;
}

export async function startChannels(way: Way, name = 'channels'): Promise<Channels> {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-channels-'));
  const [smtp, sendGrid, webPush, fcm, apns, twilio] = await Promise.all([
    FakeSmtp.start(),
    new FakeSendGrid().start({ tls: true }),
    startWebPushServer(),
    startFcmServer(),
    startApnsServer(),
    startTwilioServer(),
  ]);
  const servers = [smtp, sendGrid, webPush, fcm, apns, twilio];
  const authorities = join(folder, 'authorities.pem');
  writeFileSync(authorities, servers.map(({ ca }) => ca).join('\n'));
  const vapid = vapidKeys();
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const environment = {
    // Who vouches for all of them, but for the mail server.
    NODE_EXTRA_CA_CERTS: authorities,
    ...mailEnvironment(smtp),
    EMAIL_PROVIDERS: 'smtp,sendgrid',
    SENDGRID_API_KEY: sendGrid.apiKey,
    SENDGRID_URL: sendGrid.url,
    SENDGRID_WEBHOOK_KEY: sendGrid.webhookKey,
    WEB_PUSH_SERVICES: 'localhost',
    WEB_PUSH_NETWORKS: '127.0.0.0/8,::1/128',
    WEB_PUSH_SUBJECT: 'mailto:push@example.com',
    WEB_PUSH_PUBLIC_KEY: vapid.publicKey,
    WEB_PUSH_PRIVATE_KEY: vapid.privateKey,
    FCM_URL: fcm.origin,
    FCM_SERVICE_ACCOUNT: JSON.stringify({
      project_id: fcm.account.projectId,
      client_email: fcm.account.clientEmail,
      private_key: fcm.account.privateKey,
      token_uri: fcm.account.tokenUri,
    }),
    APNS_URL: apns.origin,
    APNS_KEY: apns.key.privateKey,
    APNS_KEY_ID: apns.key.keyId,
    APNS_TEAM_ID: apns.key.teamId,
    APNS_TOPIC: apns.topic,
    TWILIO_API_URL: twilio.origin,
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_MESSAGING_SERVICE_SID: twilio.messagingServiceSid,
  };
  const stack = await startStack(way, { name: `${name} ${way}`, environment }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  for (const secret of [vapid.privateKey, sendGrid.apiKey, twilio.authToken]) stack.keepSecret(secret);
  return {
    ...{ stack, smtp, sendGrid, webPush, fcm, apns, twilio },
    async stop() {
      try {
        await stack.stop();
      } finally {
        // A log with a secret in it fails there; then nothing else is to be left either.
        await stop();
      }
    },
  };
}

/** As `web-push generate-vapid-keys` makes them. */
function vapidKeys(): { readonly publicKey: string; readonly privateKey: string } {
  const {
    x = '',
    y = '',
    d = '',
  } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    format: 'jwk',
  });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { publicKey: point.toString('base64url'), privateKey: d };
}

/** The newest mail to somebody that has such a subject, by whomever it came. */
export function mailTo(channels: Channels, { email }: Pick<Person, 'email'>, subject: string): Promise<ArrivedMail> {
  return eventually(() => {
    const mail = mailsTo(channels, { email }).findLast((each) => each.subject.includes(subject));
    if (!mail) throw new Error(`No mail to ${email} is about "${subject}".`);
    return mail;
  });
}

export function mailsTo(channels: Channels, { email }: Pick<Person, 'email'>): ArrivedMail[] {
  return arrivedMails(channels).filter(({ to }) => to === email);
}

/** Somebody who has shown by the link of a mail that his address is his. */
export async function verifiedPerson(channels: Channels, name: string): Promise<Person> {
  const person = await channels.stack.person(name);
  await verify(channels, person, await mailTo(channels, person, 'Verify your address'));
  return person;
}

export async function verify({ stack }: Channels, person: Person, mail: ArrivedMail): Promise<void> {
  const token = tokenIn(mail);
  stack.keepSecret(token);
  const { data } = await person.ask(
    'mutation ($token: String!) { emailVerify(input: { token: $token }) { userErrors { code } } }',
    { token },
  );
  expect(data.emailVerify.userErrors).toEqual([]);
}

/** By which ways somebody is told of what goes on in his accounts, or of his security, besides his inbox. */
export async function wants(
  person: Person,
  channel: 'EMAIL' | 'SMS' | 'PUSH',
  category: 'ACTIVITY' | 'SECURITY' = 'ACTIVITY',
): Promise<void> {
  const { data } = await person.ask(
    `mutation ($category: NotificationCategory!, $channel: NotificationChannel!) {
      notificationPreferenceUpdate(input: { category: $category, channel: $channel, enabled: true }) { userErrors { code } }
    }`,
    { category, channel },
  );
  expect(data.notificationPreferenceUpdate.userErrors).toEqual([]);
}

/**
 * A member does something of which the others of the account are told. Gives the word by which what tells of it is known, and which no
 * log may hold.
 */
export async function happens({ stack }: Channels, colleague: Person, account: string): Promise<string> {
  const type = `event-${randomBytes(4).toString('hex')}`;
  stack.keepSecret(type);
  await colleague.resource(account, type);
  return type;
}

/** Of which his security has to be told. */
export async function makeKey({ stack }: Channels, person: Person): Promise<void> {
  const { data } = await person.ask(
    `mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret userErrors { code } } }`,
    { input: { name: 'Automation', scopes: ['account:read'] } },
  );
  expect(data.apiKeyCreate.userErrors).toEqual([]);
  stack.keepSecret(data.apiKeyCreate.secret);
}

/** What was told somebody of a kind of thing by a channel, the oldest first. */
export function deliveriesTo(
  { stack }: Channels,
  person: Person,
  { kind = 'resource.created', channel }: { readonly kind?: string; readonly channel: 'email' | 'sms' | 'push' },
): Promise<{ id: string; status: string; failure: string | null; provider: string | null }[]> {
  return stack.sql`
    select id, status, failure, provider from notifications.deliveries
    where user_id = ${uuidOf(person.id)} and kind = ${kind} and channel = ${channel} order by id`;
}

/** Why somebody was told something, or was not, by a channel: what he is shown of it. */
export async function stepsOf(
  person: Person,
  id: string,
  channel: 'EMAIL' | 'SMS' | 'PUSH',
): Promise<{ code: string; chosenBy: string | null; provider: string | null; until: string | null }[]> {
  const { data } = await person.ask(
    `query ($id: ID!) {
      notificationExplain(id: $id) { deliveries { channel steps { code chosenBy provider until } } }
    }`,
    { id },
  );
  return data.notificationExplain.deliveries.find((told: { channel: string }) => told.channel === channel).steps;
}
