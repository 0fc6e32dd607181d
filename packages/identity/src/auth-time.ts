/** A time as the claim `auth_time` has it (OpenID Connect Core 1.0, section 2): in seconds. */
export function authTimeOf(authenticatedAt: Date): number {
  return Math.floor(authenticatedAt.getTime() / 1000);
}

/** What the claim says; where it says nothing, so long ago that it counts as recent nowhere. */
export function readAuthTime(claim: unknown): Date {
  return new Date(typeof claim === 'number' && claim > 0 ? claim * 1000 : 0);
}
