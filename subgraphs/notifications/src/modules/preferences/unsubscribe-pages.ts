import type { NotificationCategory } from '../kinds/notification-kind.model.ts';
import type { OwnLocale } from '../templates/rendering/locales.ts';
import { escapeHtml } from '../templates/rendering/places.ts';

/** What the pages say, in one language. */
interface PageWords {
  readonly about: Readonly<Record<NotificationCategory, string>>;
  readonly question: (about: string) => string;
  /** What a person chooses is of no single account, whichever the mail was about. */
  readonly allAccounts: string;
  readonly stillInInbox: string;
  readonly unsubscribe: string;
  readonly done: string;
  readonly noMore: (about: string) => string;
  readonly notGood: string;
  readonly whyNotGood: string;
}

const words: Readonly<Record<OwnLocale, PageWords>> = {
  en: {
    about: {
      security: 'about your security',
      billing: 'about bills and payments',
      activity: 'about what happens in your accounts',
      announcement: 'about announcements',
    },
    question: (about) => `No more mails ${about}?`,
    allAccounts:
      'Unsubscribing holds for all accounts that you belong to, not only for the one that the mail was about.',
    stillInInbox: 'You will still find it in your inbox, as far as you have not turned that off.',
    unsubscribe: 'Unsubscribe',
    done: 'You are unsubscribed',
    noMore: (about) => `No more mails ${about} are sent to you. Sign in to turn them on again.`,
    notGood: 'This link is not good',
    whyNotGood: 'It may have been cut off on its way. Sign in to choose what you get mails about.',
  },
  de: {
    about: {
      security: 'zu Ihrer Sicherheit',
      billing: 'zu Rechnungen und Zahlungen',
      activity: 'zu Vorgängen in Ihren Konten',
      announcement: 'zu Ankündigungen',
    },
    question: (about) => `Keine E-Mails mehr ${about}?`,
    allAccounts:
      'Das Abbestellen gilt für alle Konten, zu denen Sie gehören, nicht nur für das, um das es in der E-Mail ging.',
    stillInInbox: 'In Ihrem Posteingang finden Sie sie weiterhin, soweit Sie das nicht abgeschaltet haben.',
    unsubscribe: 'Abbestellen',
    done: 'Abbestellt',
    noMore: (about) =>
      `Sie erhalten keine E-Mails mehr ${about}. Nach der Anmeldung können Sie sie wieder einschalten.`,
    notGood: 'Dieser Link ist ungültig',
    whyNotGood:
      'Vielleicht wurde er unterwegs abgeschnitten. Wozu Sie E-Mails erhalten, können Sie nach der Anmeldung wählen.',
  },
};

/** Asks first: programs that look at mails follow their links, and would unsubscribe people who never wanted to. */
export function questionPage(category: NotificationCategory, locale: OwnLocale): string {
  const { about, question, allAccounts, stillInInbox, unsubscribe } = words[locale];
  return page(
    locale,
    question(about[category]),
    `<p>${escapeHtml(stillInInbox)}</p>
<p>${escapeHtml(allAccounts)}</p>
<form method="post">
<button type="submit">${escapeHtml(unsubscribe)}</button>
</form>`,
  );
}

export function donePage(category: NotificationCategory, locale: OwnLocale): string {
  const { about, done, noMore, allAccounts } = words[locale];
  return page(
    locale,
    done,
    `<p role="status">${escapeHtml(noMore(about[category]))}</p>
<p>${escapeHtml(allAccounts)}</p>`,
  );
}

export function unknownPage(locale: OwnLocale): string {
  const { notGood, whyNotGood } = words[locale];
  return page(locale, notGood, `<p role="status">${escapeHtml(whyNotGood)}</p>`);
}

/** No script, no file beside it, and nobody is told where it was read. */
function page(locale: OwnLocale, title: string, content: string): string {
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>
body { margin: 0 auto; max-width: 36rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; font-weight: 600; }
button { font: inherit; padding: 0.5rem 1rem; min-height: 2.75rem; }
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${content}
</main>
</body>
</html>
`;
}
