/** What was asked of the keys is not done, and nothing was changed; the message says why, and what helps. */
export class KeysRefusedError extends Error {
  override readonly name = 'KeysRefusedError';
}
