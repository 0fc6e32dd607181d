import { createPrivateKey } from 'node:crypto';
import { keyShapes } from '@trivet/identity';
import { type Environment, parseConfig } from '@trivet/platform';
import { z } from 'zod';
import type {
  EmailRule,
  IdentitySettings,
  PrivateKey,
  ProviderSettings,
} from '../modules/identities/provider-settings.ts';

export type { IdentitySettings };

/** How a provider's issuer is found, and what of `fields` it takes to say it. */
interface Preset {
  readonly label?: string;
  readonly fields: readonly Field[];
  readonly issuerOf: (given: Readonly<Record<Field, string>>) => string;
  readonly emails?: EmailRule;
}

type Field = 'issuer' | 'domain' | 'authorizationServer' | 'url' | 'realm';

const presets = {
  other: { fields: ['issuer'], issuerOf: ({ issuer }) => issuer },
  // Its issuer ends with a slash.
  auth0: { fields: ['domain'], issuerOf: ({ domain }) => `https://${domain}/` },
  // An organization's own authorization server, or one that it has made, such as `default`.
  okta: { fields: ['domain'], issuerOf: ({ domain }) => `https://${domain}` },
  'okta-custom': {
    fields: ['domain', 'authorizationServer'],
    issuerOf: ({ domain, authorizationServer }) => `https://${domain}/oauth2/${authorizationServer}`,
  },
  google: { label: 'Google', fields: [], issuerOf: () => 'https://accounts.google.com', emails: 'google' },
  keycloak: {
    fields: ['url', 'realm'],
    issuerOf: ({ url, realm }) => `${url.replace(/\/+$/, '')}/realms/${realm}`,
  },
} satisfies Readonly<Record<string, Preset>>;
type PresetName = keyof typeof presets;

const words = z.string().trim().min(1, 'must not be empty');
const field = words.regex(/^[^\s?#]+$/, 'must have no white space, ? or #').optional();

const privateKey = z.record(z.string(), z.unknown()).transform((jwk, context): PrivateKey => {
  if (typeof jwk['alg'] === 'string' && isPrivateKey(jwk)) return jwk as unknown as PrivateKey;
  context.addIssue({ code: 'custom', message: 'must be a private key as a JWK, with "alg"' });
  return z.NEVER;
});

const provider = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be of 1 to 32 small letters, digits and hyphens'),
    label: words.max(60, 'must have 60 characters at most').optional(),
    preset: z
      .enum(Object.keys(presets) as [PresetName, ...PresetName[]], `must be one of ${Object.keys(presets).join(', ')}`)
      .default('other'),
    issuer: field,
    domain: field,
    authorizationServer: field,
    url: field,
    realm: field,
    clientId: words,
    clientSecret: words.optional(),
    privateKey: privateKey.optional(),
    scopes: z.array(words).default(['openid', 'email', 'profile']),
    emails: z.enum(['claimed', 'trusted', 'untrusted'], 'must be claimed, trusted or untrusted').optional(),
  })
  .transform((given, context): ProviderSettings => {
    const refuse = (message: string, path: string) => {
      context.addIssue({ code: 'custom', message, path: [path] });
      return z.NEVER;
    };
    const { name, clientId, clientSecret, privateKey: key, scopes } = given;
    const preset: Preset = presets[given.preset];
    const all: readonly Field[] = ['issuer', 'domain', 'authorizationServer', 'url', 'realm'];
    for (const each of all) {
      const isTaken = preset.fields.includes(each);
      if (isTaken && given[each] === undefined) return refuse('is required', each);
      if (!isTaken && given[each] !== undefined) return refuse(`is not for the preset ${given.preset}`, each);
    }
    const issuer = preset.issuerOf(given as Readonly<Record<Field, string>>);
    if (!isIssuer(issuer)) {
      return refuse('must make an issuer that begins with https://; only one on this machine can do without', 'preset');
    }
    if ((clientSecret === undefined) === (key === undefined)) {
      return refuse('is required, or privateKey in its place', 'clientSecret');
    }
    if (!scopes.includes('openid')) return refuse('must hold openid', 'scopes');
    return {
      name,
      label: given.label ?? preset.label ?? name,
      issuer,
      clientId,
      proof: key === undefined ? { secret: clientSecret ?? '' } : { privateKey: key },
      scopes,
      emails: given.emails ?? preset.emails ?? 'claimed',
    };
  });

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON, or the path of a file that holds it' });
    return z.NEVER;
  }
});

const origin = z
  .string()
  .refine((text) => isOrigin(text), { message: 'must be an origin such as https://example.com' });

export const identityShape = {
  OIDC_PROVIDERS: keyShapes.text
    .pipe(json)
    .pipe(
      z.array(provider).refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
        message: 'must have a name of its own for each',
      }),
    )
    .prefault('[]'),
  PUBLIC_ORIGIN: origin.default('http://localhost:4000'),
  OIDC_RETURN_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])))
    .refine((origins) => origins.every(isOrigin), {
      message: 'must be origins such as https://app.example.com, separated by commas',
    }),
};

/** @throws {ConfigError} that names every faulty variable. */
export function readIdentities(environment: Environment): IdentitySettings {
  return identitySettings(parseConfig(identityShape, environment));
}

export function identitySettings(given: z.infer<z.ZodObject<typeof identityShape>>): IdentitySettings {
  return {
    providers: given.OIDC_PROVIDERS,
    publicOrigin: given.PUBLIC_ORIGIN,
    // The applications that we serve ourselves need no entry.
    returnOrigins: [...new Set([given.PUBLIC_ORIGIN, ...given.OIDC_RETURN_ORIGINS])],
  };
}

/** As `readIdentities` reads them: for a process that is started by another. */
export function identityVariables({
  providers,
  publicOrigin,
  returnOrigins,
}: IdentitySettings): Record<string, string> {
  const written = providers.map(({ issuer, proof, emails, ...provider }) => ({
    ...provider,
    ...(emails === 'google' ? { preset: 'google' } : { issuer, emails }),
    ...('secret' in proof ? { clientSecret: proof.secret } : proof),
  }));
  return {
    OIDC_PROVIDERS: JSON.stringify(written),
    PUBLIC_ORIGIN: publicOrigin,
    OIDC_RETURN_ORIGINS: returnOrigins.join(','),
  };
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** Tokens and secrets go there: in the clear on this machine only, as to a provider in a test. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

function isPrivateKey(jwk: object): boolean {
  try {
    createPrivateKey({ key: jwk as never, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
