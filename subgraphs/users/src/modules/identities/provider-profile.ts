import { z } from 'zod';
import type { EmailRule } from './provider-settings.ts';

/** Who somebody is at a provider. */
export interface ProviderProfile {
  readonly provider: string;
  readonly issuer: string;
  readonly subject: string;
  /** Null where the provider gives none that is one. */
  readonly email: string | null;
  /** Whether the provider's word is enough that the address is his. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  /** When he signed in there (`auth_time`), in seconds; undefined where the provider does not say. */
  readonly authTime?: number | undefined;
}

/** So far the clocks of providers may be from ours. */
const leewayMs = 60_000;

const maxNameLength = 100;
/** A line of text, as a display name has to be one. */
const name = z
  .string()
  .transform((text) =>
    text
      .toWellFormed()
      .replaceAll(/\p{Cc}+/gu, ' ')
      .trim(),
  )
  .pipe(z.string().min(1))
  .optional()
  .catch(undefined);

/** OpenID Connect Core 1.0, section 5.1. What is not as it should be counts as not said, but for who it is. */
const claimsShape = z.object({
  sub: z.string().min(1).max(255),
  email: z.email({ pattern: z.regexes.html5Email }).max(254).optional().catch(undefined),
  // Some say it as a text.
  email_verified: z
    .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
    .optional()
    .catch(undefined),
  name,
  given_name: name,
  family_name: name,
  preferred_username: name,
  /** Google: the organization to which the account belongs. */
  hd: name,
  auth_time: z.number().positive().optional().catch(undefined),
});
export type Claims = z.infer<typeof claimsShape>;

/** @throws {z.ZodError} where nobody is named. */
export function readClaims(claims: unknown): Claims {
  return claimsShape.parse(claims);
}

/** Whether there is more to ask: the address, and whether it is his. */
export function isIncomplete({ email, email_verified }: Claims, rule: EmailRule): boolean {
  const asksProvider = rule === 'claimed' || rule === 'google';
  return email === undefined || (asksProvider && email_verified === undefined);
}

export function profileOf(
  claims: Claims,
  { provider, issuer, emails }: Pick<ProviderProfile, 'provider' | 'issuer'> & { readonly emails: EmailRule },
): ProviderProfile {
  const { sub: subject, email = null } = claims;
  return {
    provider,
    issuer,
    subject,
    email,
    emailVerified: email !== null && isVerified(claims, emails),
    name: nameOf(claims),
    authTime: claims.auth_time,
  };
}

/** When he proved there who he is, as far as the provider says so. A time that is still to come is none. */
export function provedAt({ authTime }: ProviderProfile, now: Date): Date | null {
  if (authTime === undefined || authTime * 1000 > now.getTime() + leewayMs) return null;
  return new Date(Math.min(authTime * 1000, now.getTime()));
}

/** Whether he has proved there who he is since then. */
export function hasProvedSince(profile: ProviderProfile, since: Date, now: Date): boolean {
  const at = provedAt(profile, now);
  return at !== null && at.getTime() >= since.getTime() - leewayMs;
}

function isVerified({ email = '', email_verified = false, hd }: Claims, rule: EmailRule): boolean {
  switch (rule) {
    case 'claimed':
      return email_verified;
    case 'google':
      // developers.google.com/identity/openid-connect: for other addresses Google knows that they were his, not that they are.
      return email_verified && (hd !== undefined || email.toLowerCase().endsWith('@gmail.com'));
    case 'trusted':
      return true;
    case 'untrusted':
      return false;
  }
}

function nameOf({ name: whole, given_name, family_name, preferred_username, email }: Claims): string | null {
  const parts = [given_name, family_name].filter((part) => part !== undefined).join(' ');
  const [local] = email?.split('@') ?? [];
  const found = whole ?? (parts || preferred_username || local);
  return found === undefined ? null : [...found].slice(0, maxNameLength).join('').trim();
}
