/** Whose key it is: authenticated with the wrapped key, so that it opens in no other row. */
export function wrapContext(userId: string): string {
  return `vault.personal_keys:${userId}`;
}
