import type { Delivery } from '../deliveries/delivery.model.ts';
import type { Gathered, ListedThings } from '../deliveries/gathering.service.ts';
import { letterOf } from '../mails/told-letter.ts';
import type { Letter, LetterRenderer, ShortText } from '../templates/rendering/letter-renderer.ts';
import { localeChain, ownLocaleOf } from '../templates/rendering/locales.ts';

/** What a digest says, in the terms of its templates. */
export type DigestLetter = Pick<Letter, 'kind' | 'facts'>;
/** Says it in a few lines. */
export type ShortRenderer = Pick<LetterRenderer, 'short'>;

/** More are not listed: nobody reads them. */
export const listedAtMost = 30;

/** How one of them is told in a line. */
export type Saying = (each: Gathered) => ShortText;

/** As it stands in the inbox. */
const asTold: Saying = ({ title, body }) => ({ title: title ?? '', body: body ?? '' });

/** Whether what stands in inboxes, which is kept in English, is to be said in other words. */
export function isTranslated({ category }: Delivery, locale: string): boolean {
  return category !== 'announcement' && ownLocaleOf(localeChain([locale])) !== 'en';
}

/** In the language of who reads it. */
export function sayingIn(
  renderer: ShortRenderer,
  { locale, accountNames }: { readonly locale: string; readonly accountNames: ReadonlyMap<string, string> },
  { category, occurredAt }: Delivery,
): Saying {
  return (each) => {
    const accountName = each.accountId === null ? null : (accountNames.get(each.accountId) ?? null);
    const { kind, facts } = letterOf({ ...each, category, occurredAt }, { url: null, accountName });
    return renderer.short(kind, facts, { locale });
  };
}

/** The oldest first. */
export function digestLetter(
  { category }: Delivery,
  { count, listed }: ListedThings,
  linkTo: (target: string | null) => string | null,
  say: Saying = asTold,
): DigestLetter {
  const facts = {
    'digest.count': count,
    'digest.more': count - listed.length,
    'digest.isAnnouncement': category === 'announcement',
    items: listed.map((each) => {
      const { title, body: text } = say(each);
      return { title, text, url: linkTo(each.target) };
    }),
  };
  return { kind: 'digest', facts };
}
