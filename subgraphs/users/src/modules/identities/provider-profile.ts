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
}

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
  };
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
