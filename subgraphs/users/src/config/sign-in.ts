import { type Environment, parseConfig } from '@trivet/platform';
import { z } from 'zod';

/** How persons prove who they are. */
export interface SignInSettings {
  /** For so long a proof counts as recent, for what is sensitive. */
  readonly recentSeconds: number;
  /** A session that is not refreshed for so long ends. */
  readonly sessionIdleHours: number;
  /** For whom passkeys are: a host name, and the origins of the pages that may use them. */
  readonly relyingParty: { readonly id: string; readonly origins: readonly string[] };
}

const daySeconds = 86_400;
/** As long as a session lasts at all. */
const maxIdleHours = 30 * 24;

/** Exactly as browsers write it: that is what they sign. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text);
}

const hostName = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'must be a host name, in small letters')
  .optional();
const origins = z.string().transform((text, context) => {
  const found = text.split(',').map((part) => part.trim());
  if (found.every(isOrigin)) return found;
  context.addIssue({
    code: 'custom',
    message: 'must be origins, such as https://app.example.com, with commas between',
  });
  return z.NEVER;
});

export const signInShape = {
  RECENT_SIGN_IN_SECONDS: z.coerce
    .number('must be a number of seconds')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(daySeconds, `must be at most ${daySeconds}`)
    .default(600),
  // An hour at least: who uses a session refreshes it every ten minutes.
  SESSION_IDLE_HOURS: z.coerce
    .number('must be a number of hours')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(maxIdleHours, `must be at most ${maxIdleHours}`)
    .default(14 * 24),
  PASSKEY_ORIGINS: origins.prefault('http://localhost:4000'),
  PASSKEY_RP_ID: hostName,
};

type Given = z.infer<z.ZodObject<typeof signInShape>>;

/** @throws {ConfigError} that names every faulty variable. */
export function readSignIn(environment: Environment): SignInSettings {
  return signInSettings(parseConfig(signInShape, environment));
}

/** Without a name of its own the relying party is the first origin's host. */
export function signInSettings(given: Given): SignInSettings {
  const [first = ''] = given.PASSKEY_ORIGINS;
  return {
    recentSeconds: given.RECENT_SIGN_IN_SECONDS,
    sessionIdleHours: given.SESSION_IDLE_HOURS,
    relyingParty: { id: given.PASSKEY_RP_ID ?? new URL(first).hostname, origins: given.PASSKEY_ORIGINS },
  };
}

/** As `readSignIn` reads them: for a process that is started by another. */
export function signInVariables(settings: SignInSettings): Record<keyof Given, string> {
  const { recentSeconds, sessionIdleHours, relyingParty } = settings;
  return {
    RECENT_SIGN_IN_SECONDS: String(recentSeconds),
    SESSION_IDLE_HOURS: String(sessionIdleHours),
    PASSKEY_ORIGINS: relyingParty.origins.join(','),
    PASSKEY_RP_ID: relyingParty.id,
  };
}
