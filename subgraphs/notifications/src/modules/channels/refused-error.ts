/**
 * Why a message has not left. `unavailable`: the provider takes none at the moment, or none of ours, and another may. `later`: not this
 * one, for now. `permanent`: not this one, ever.
 */
export type Refusal = 'unavailable' | 'later' | 'permanent';

/** A message has not left, for certain. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly refusal: Refusal;

  /** @param message is logged: no address, and nothing that a provider says of one. */
  constructor(message: string, { refusal, ...options }: ErrorOptions & { readonly refusal: Refusal }) {
    super(message, options);
    this.refusal = refusal;
  }
}
