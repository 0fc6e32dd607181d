import { keyShapes } from '@trivet/identity';
import { ConfigError, configShapes, type Environment, parseConfig } from '@trivet/platform';
import { z } from 'zod';

/** By which push services devices are reached; one that is not set up is null. */
export interface PushConfig {
  readonly webPush: WebPushConfig | null;
  readonly fcm: FcmConfig | null;
  readonly apns: ApnsConfig | null;
  /** Host names of the push services of browsers, those below them too; `*` for any. */
  readonly webPushServices: readonly string[];
  /** Private networks in which there is one all the same. */
  readonly webPushNetworks: readonly string[];
}

/** VAPID (RFC 8292). */
export interface WebPushConfig {
  /** `mailto:` or `https:`, by which push services reach who runs this. */
  readonly subject: string;
  /** In base64url, as `web-push generate-vapid-keys` writes them. */
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface FcmConfig {
  readonly projectId: string;
  readonly clientEmail: string;
  readonly privateKey: string;
  readonly tokenUri: string;
  readonly origin: string;
}

export interface ApnsConfig {
  readonly key: { readonly teamId: string; readonly keyId: string; readonly privateKey: string };
  readonly topic: string;
  readonly origin: string;
}

/** Where Chrome, Edge, Opera and Samsung's, Firefox, Edge on Windows, and Safari are pushed to. */
const usualServices = 'fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com';

const list = z.string().transform((text) => text.split(',').flatMap((part) => part.trim() || []));
const base64url = (bytes: number) =>
  z.string().refine((text) => /^[\w-]+$/.test(text) && Buffer.from(text, 'base64url').length === bytes, {
    message: `must be ${bytes} bytes in base64url`,
  });

const shape = {
  WEB_PUSH_SERVICES: list.default(list.parse(usualServices)),
  WEB_PUSH_NETWORKS: list.default([]),
  WEB_PUSH_SUBJECT: z
    .string()
    .regex(/^(?:mailto:.+@.+|https:\/\/.+)$/, 'must begin with mailto: or https:')
    .optional(),
  WEB_PUSH_PUBLIC_KEY: base64url(65).optional(),
  WEB_PUSH_PRIVATE_KEY: keyShapes.text.pipe(base64url(32)).optional(),
  FCM_SERVICE_ACCOUNT: keyShapes.text.optional(),
  FCM_URL: configShapes.url('https').default('https://fcm.googleapis.com'),
  APNS_KEY: keyShapes.text.optional(),
  APNS_KEY_ID: z.string().optional(),
  APNS_TEAM_ID: z.string().optional(),
  APNS_TOPIC: z.string().optional(),
  APNS_ENVIRONMENT: z.enum(['production', 'sandbox'], 'must be production or sandbox').default('production'),
  APNS_URL: configShapes.url('https').optional(),
};

const accountShape = z.object({
  project_id: z.string(),
  client_email: z.string(),
  private_key: z.string().includes('PRIVATE KEY'),
  token_uri: z.url({ protocol: /^https$/ }),
});

const apnsOrigins = {
  production: 'https://api.push.apple.com',
  sandbox: 'https://api.sandbox.push.apple.com',
} as const;

/** @throws {ConfigError} that names every faulty variable. */
export function readPushConfig(environment: Environment): PushConfig {
  const given = parseConfig(shape, environment);
  return {
    webPush: webPushOf(given),
    fcm: given.FCM_SERVICE_ACCOUNT === undefined ? null : fcmOf(given.FCM_SERVICE_ACCOUNT, given.FCM_URL),
    apns: apnsOf(given),
    webPushServices: given.WEB_PUSH_SERVICES,
    webPushNetworks: given.WEB_PUSH_NETWORKS,
  };
}

/** As `readPushConfig` reads them: for a process that is started by another. */
export function pushVariables({
  webPush,
  fcm,
  apns,
  webPushServices,
  webPushNetworks,
}: PushConfig): Record<string, string> {
  return {
    WEB_PUSH_SERVICES: webPushServices.join(','),
    WEB_PUSH_NETWORKS: webPushNetworks.join(','),
    ...(webPush && {
      WEB_PUSH_SUBJECT: webPush.subject,
      WEB_PUSH_PUBLIC_KEY: webPush.publicKey,
      WEB_PUSH_PRIVATE_KEY: webPush.privateKey,
    }),
    ...(fcm && {
      FCM_SERVICE_ACCOUNT: JSON.stringify({
        project_id: fcm.projectId,
        client_email: fcm.clientEmail,
        private_key: fcm.privateKey,
        token_uri: fcm.tokenUri,
      }),
      FCM_URL: fcm.origin,
    }),
    ...(apns && {
      APNS_KEY: apns.key.privateKey,
      APNS_KEY_ID: apns.key.keyId,
      APNS_TEAM_ID: apns.key.teamId,
      APNS_TOPIC: apns.topic,
      APNS_URL: apns.origin,
    }),
  };
}

type Given = z.infer<z.ZodObject<typeof shape>>;

function webPushOf(given: Given): WebPushConfig | null {
  const found = allOrNone(given, ['WEB_PUSH_SUBJECT', 'WEB_PUSH_PUBLIC_KEY', 'WEB_PUSH_PRIVATE_KEY']);
  if (!found) return null;
  const [subject, publicKey, privateKey] = found as [string, string, string];
  return { subject, publicKey, privateKey };
}

function fcmOf(text: string, url: string): FcmConfig {
  const read = accountShape.safeParse(jsonOf(text));
  if (!read.success)
    throw new ConfigError([
      'FCM_SERVICE_ACCOUNT: must be the JSON of a service account, or the path of a file that holds it',
    ]);
  const { project_id: projectId, client_email: clientEmail, private_key: privateKey, token_uri: tokenUri } = read.data;
  return { projectId, clientEmail, privateKey, tokenUri, origin: new URL(url).origin };
}

function apnsOf(given: Given): ApnsConfig | null {
  const found = allOrNone(given, ['APNS_KEY', 'APNS_KEY_ID', 'APNS_TEAM_ID', 'APNS_TOPIC']);
  if (!found) return null;
  const [privateKey, keyId, teamId, topic] = found as [string, string, string, string];
  const { origin } = new URL(given.APNS_URL ?? apnsOrigins[given.APNS_ENVIRONMENT]);
  return { key: { teamId, keyId, privateKey }, topic, origin };
}

/** @throws {ConfigError} where some are missing. */
function allOrNone(given: Given, names: readonly (keyof Given)[]): unknown[] | null {
  const missing = names.filter((name) => given[name] === undefined);
  if (missing.length === names.length) return null;
  if (missing.length > 0) throw new ConfigError(missing.map((name) => `${name}: is missing, and the others are there`));
  return names.map((name) => given[name]);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
