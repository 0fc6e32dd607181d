import { z } from 'zod';

/** Long enough for every keeper there is, and for nothing that is to keep us busy. */
const base64url = z
  .string()
  .max(16_384)
  .regex(/^[\w-]*$/);
const shared = {
  id: base64url.min(1),
  rawId: base64url.min(1),
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).nullish(),
};
const transports = z.array(z.string().max(32)).max(16);

/** `PublicKeyCredential.toJSON()` of a new passkey (WebAuthn Level 3, section 5.1). */
const registration = z.object({
  ...shared,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: transports.optional(),
  }),
});
/** The same of one that was used. */
const authentication = z.object({
  ...shared,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish(),
  }),
});
export type RegistrationResponse = z.infer<typeof registration>;
export type AuthenticationResponse = z.infer<typeof authentication>;

/** Null for what is nothing of the kind. */
export function readRegistrationResponse(input: unknown): RegistrationResponse | null {
  return registration.safeParse(input).data ?? null;
}

/** Null for what is nothing of the kind. */
export function readAuthenticationResponse(input: unknown): AuthenticationResponse | null {
  return authentication.safeParse(input).data ?? null;
}
