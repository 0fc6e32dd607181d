/** Languages that everything of ours is written in. */
export const ownLocales = ['en', 'de'] as const;
export type OwnLocale = (typeof ownLocales)[number];

/** Of `Accept-Language`: nobody reads more. */
const maxRanges = 20;

/**
 * In which languages something is looked for, the best first: `de-AT`, then `de`, then those of the next of `locales` in the same
 * way, and English in the end.
 */
export function localeChain(locales: readonly (string | null)[]): readonly string[] {
  const chain = [...locales, 'en'].flatMap((locale) => {
    const subtags = locale?.split('-') ?? [];
    return subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'));
  });
  return [...new Set(chain)];
}

/** What a browser asks for by `Accept-Language` (RFC 9110, 12.5.4), the best first. */
export function acceptedLocales(header: string | readonly string[] | undefined): string[] {
  const ranges = [header ?? []]
    .flat()
    .join(',')
    .split(',', maxRanges)
    .map((range) => {
      const [locale = '', ...parameters] = range.split(';').map((part) => part.trim());
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2) ?? '1';
      return { locale: locale.toLowerCase(), weight: Number(weight) };
    });
  const wanted = ranges.filter(({ locale, weight }) => locale !== '' && weight > 0);
  return wanted.toSorted((one, other) => other.weight - one.weight).map(({ locale }) => locale);
}

export function ownLocaleOf(chain: readonly string[]): OwnLocale {
  return chain.find((locale): locale is OwnLocale => ownLocales.some((own) => own === locale)) ?? 'en';
}

/** When something happened, for a reader anywhere. */
export function timeIn(locale: string, at: Date): string {
  // Without a region English is that of most of its readers outside of one country: the day before the month.
  const format = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return `${format.format(at)} UTC`;
}
