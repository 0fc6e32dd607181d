import type { SuppressionReason } from '../suppressions/suppression.model.ts';

/**
 * Why a message has not left. `unavailable`: the provider takes none at the moment, or none of ours, and another may. `later`: not this
 * one, for now. `permanent`: not this one, ever.
 */
export type Refusal = 'unavailable' | 'later' | 'permanent';

/** A message has not left, for certain. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly refusal: Refusal;
  /** Why the address takes nothing any more, whatever is sent there; null where that is not said. */
  readonly suppression: SuppressionReason | null;

  /** @param message is logged: no address, and nothing that a provider says of one. */
  constructor(
    message: string,
    {
      refusal,
      suppression = null,
      ...options
    }: ErrorOptions & { readonly refusal: Refusal; readonly suppression?: SuppressionReason | null },
  ) {
    super(message, options);
    this.refusal = refusal;
    this.suppression = suppression;
  }
}
