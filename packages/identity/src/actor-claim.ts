import { AppError } from '@trivet/platform';

/**
 * Who acts in a person's place, by the claim `act` (RFC 8693, section 4.1); nothing where there is none.
 * @throws {AppError} `UNAUTHENTICATED` for a claim of another form: who acts must not go unsaid.
 */
export function actorOf(claim: unknown): { readonly act?: { readonly userId: string } } {
  if (claim === undefined) return {};
  const { sub } = Object(claim) as { readonly sub?: unknown };
  if (typeof sub !== 'string') throw new AppError('UNAUTHENTICATED', 'The token does not say who acts.');
  return { act: Object.freeze({ userId: sub }) };
}
