import { handWritten } from './handwritten/hand-written.variant.ts';
import { trivetRouter, trivetStandalone } from './trivet/trivet.variants.ts';
import type { Variant } from './variant.ts';

/** Everything that is compared, in the order of the table. */
export const variants: readonly Variant[] = [trivetStandalone, trivetRouter, handWritten];
