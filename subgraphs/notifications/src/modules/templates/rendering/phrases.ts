import type { OwnLocale } from './locales.ts';

/** What stands around every letter, in one language. */
export interface Phrases {
  readonly greeting: (name: string | null) => string;
  readonly announcement: (subject: string) => string;
  readonly test: (subject: string) => string;
  /** Of what somebody of an account wrote, who may say that he is the service itself. */
  readonly whoseAnnouncement: string;
  readonly whoseTemplate: (account: string) => string;
  readonly openInstead: string;
  readonly choice: string;
  readonly unsubscribe: string;
  readonly sentBy: (product: string) => string;
  readonly sentFor: (product: string, account: string) => string;
}

export const phrases: Readonly<Record<OwnLocale, Phrases>> = {
  en: {
    greeting: (name) => (name === null ? 'Hello,' : `Hello ${name},`),
    announcement: (subject) => `Announcement: ${subject}`,
    test: (subject) => `Test: ${subject}`,
    whoseAnnouncement:
      'Somebody who runs an account of which you are a member has written this. It does not come from us, and we never ask for your password or a code by mail.',
    whoseTemplate: (account) =>
      `Those who run the account ${account} have written this mail. We never ask for your password or a code by mail.`,
    openInstead: 'If the button does not work, open this address:',
    choice: 'Sign in to choose what you get mails about.',
    unsubscribe: 'Unsubscribe',
    sentBy: (product) => `Sent by ${product}.`,
    sentFor: (product, account) => `Sent by ${product} for ${account}.`,
  },
  de: {
    greeting: (name) => (name === null ? 'Guten Tag,' : `Hallo ${name},`),
    announcement: (subject) => `Ankündigung: ${subject}`,
    test: (subject) => `Test: ${subject}`,
    whoseAnnouncement:
      'Das hat jemand geschrieben, der ein Konto verwaltet, zu dem Sie gehören. Es kommt nicht von uns, und wir fragen nie per E-Mail nach Ihrem Passwort oder einem Code.',
    whoseTemplate: (account) =>
      `Diese E-Mail haben die Verwalter des Kontos ${account} geschrieben. Wir fragen nie per E-Mail nach Ihrem Passwort oder einem Code.`,
    openInstead: 'Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:',
    choice: 'Wozu Sie E-Mails erhalten, können Sie nach der Anmeldung wählen.',
    unsubscribe: 'Abbestellen',
    sentBy: (product) => `Gesendet von ${product}.`,
    sentFor: (product, account) => `Gesendet von ${product} für ${account}.`,
  },
};
