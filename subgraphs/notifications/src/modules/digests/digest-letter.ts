import type { Delivery } from '../deliveries/delivery.model.ts';
import type { Gathered } from '../deliveries/gathering.service.ts';
import type { Letter, LetterRenderer } from '../templates/rendering/letter-renderer.ts';

/** What a digest says, in the terms of its templates. */
export type DigestLetter = Pick<Letter, 'kind' | 'facts'>;
/** Says it in a few lines. */
export type ShortRenderer = Pick<LetterRenderer, 'short'>;

/** More are not listed: nobody reads them. */
const listedAtMost = 30;

/** The oldest first. */
export function digestLetter(
  { category }: Delivery,
  gathered: readonly Gathered[],
  linkTo: (target: string | null) => string | null,
): DigestLetter {
  const listed = gathered.slice(0, listedAtMost);
  const facts = {
    'digest.count': gathered.length,
    'digest.more': gathered.length - listed.length,
    'digest.isAnnouncement': category === 'announcement',
    items: listed.map(({ title, body: text, target }) => ({ title, text, url: linkTo(target) })),
  };
  return { kind: 'digest', facts };
}
