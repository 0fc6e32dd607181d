import { type Environment, parseConfig } from '@trivet/platform';
import { z } from 'zod';

/** How persons prove who they are. */
export interface SignInSettings {
  /** For so long a proof counts as recent, for what is sensitive. */
  readonly recentSeconds: number;
}

const daySeconds = 86_400;

export const signInShape = {
  RECENT_SIGN_IN_SECONDS: z.coerce
    .number('must be a number of seconds')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(daySeconds, `must be at most ${daySeconds}`)
    .default(600),
};

type Given = z.infer<z.ZodObject<typeof signInShape>>;

/** @throws {ConfigError} that names every faulty variable. */
export function readSignIn(environment: Environment): SignInSettings {
  return signInSettings(parseConfig(signInShape, environment));
}

export function signInSettings(given: Given): SignInSettings {
  return { recentSeconds: given.RECENT_SIGN_IN_SECONDS };
}

/** As `readSignIn` reads them: for a process that is started by another. */
export function signInVariables({ recentSeconds }: SignInSettings): Record<keyof Given, string> {
  return { RECENT_SIGN_IN_SECONDS: String(recentSeconds) };
}
