/** Why there is nothing to compare with: `message` is for the person who asked. */
export class BaseError extends Error {
  override readonly name = 'BaseError';
}
