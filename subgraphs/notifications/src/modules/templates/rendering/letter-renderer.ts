import type { Logger } from '@trivet/platform';
import type { AccountLook } from '../account-look.model.ts';
import { type TemplateKindName, templateKinds } from '../template-kind.model.ts';
import { BuiltInTemplates } from './built-in-templates.ts';
import { accentOf } from './colours.ts';
import { asText, writeBody } from './letter.ts';
import { type LaidOutLetter, LetterLayout } from './letter-layout.ts';
import { localeChain, ownLocaleOf } from './locales.ts';
import { type ParsedLetter, parseLetter } from './parsed-letter.ts';
import { type Phrases, phrases } from './phrases.ts';
import { headerLine, withoutLinks } from './places.ts';
import { dataOf, type Facts, pathsOf, samplesOf } from './template-data.ts';
import { TemplateError, within } from './template-error.ts';
import { TemplateLanguage } from './template-language.ts';
import type { TemplateSource } from './template-source.ts';

/** What is told by mail, and to whom. */
export interface Letter {
  readonly kind: TemplateKindName;
  readonly facts: Facts;
  /** BCP 47; null where it is not known. */
  readonly locale: string | null;
  /** Of the person; null where it is not known. */
  readonly recipientName: string | null;
  /** In whose name it is told; null for what is ours. */
  readonly account: AccountLook | null;
  /** Null for what nobody unsubscribes from. */
  readonly unsubscribeUrl: string | null;
  /** Whether its reader can choose not to be told of it by mail. */
  readonly isChosen: boolean;
}

export interface RenderedLetter {
  readonly locale: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** For inboxes, short messages, and screens that are locked. */
export interface ShortText {
  readonly title: string;
  readonly body: string;
}

interface Choice {
  readonly locale: string;
  readonly letter: ParsedLetter;
  /** Whether an account has written it. */
  readonly isOwn: boolean;
  /** Refuses links that are none. */
  readonly isChecked?: boolean;
}

const ownColour = '#4338ca';
const maxPreheader = 150;

/** Makes letters of templates: HTML and text from one source, in the reader's language. */
export class LetterRenderer {
  readonly #productName: string;
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #builtIn = new BuiltInTemplates();
  /** For what accounts write: no loops, and nothing of ours. */
  readonly #language = new TemplateLanguage();
  readonly #layout = new LetterLayout();

  constructor({ productName, logger }: { readonly productName: string; readonly logger: Pick<Logger, 'warn'> }) {
    this.#productName = productName;
    this.#logger = logger;
  }

  /** In the reader's language as far as it is to be had, by the account's own template where it has one that can be used. */
  render(letter: Letter): RenderedLetter {
    const { kind, account } = letter;
    const chain = localeChain([letter.locale, account?.locale ?? null]);
    for (const locale of chain) {
      const written = this.#written(letter, locale);
      if (written) return written;
      const own = ownLocaleOf([locale]);
      if (own === locale) return this.#render(letter, { locale, letter: this.#builtIn.find(kind, own), isOwn: false });
    }
    return this.#render(letter, { locale: 'en', letter: this.#builtIn.find(kind, 'en'), isOwn: false });
  }

  /**
   * What a template of an account would look like, with samples.
   * @throws {TemplateError} where it cannot be used.
   */
  preview(
    kind: TemplateKindName,
    {
      locale,
      source,
      account,
    }: { readonly locale: string; readonly source: TemplateSource; readonly account: AccountLook },
    recipientName: string | null = null,
  ): RenderedLetter {
    const letter = parseLetter(this.#language, source, pathsOf(templateKinds[kind]));
    const facts = { ...samplesOf(templateKinds[kind]), 'account.name': account.name };
    const sample = { kind, facts, locale, recipientName, account, unsubscribeUrl: null, isChosen: false };
    return this.#render(sample, { locale, letter, isOwn: true, isChecked: true });
  }

  /** In the words of ours, whatever accounts have written; of what somebody announced it says whose word it is. */
  short(kind: TemplateKindName, facts: Facts, { locale }: { readonly locale: string | null }): ShortText {
    const own = ownLocaleOf(localeChain([locale]));
    const { language, title, brief, body } = this.#builtIn.find(kind, own);
    const data = dataOf(templateKinds[kind], facts, { locale: own, isMail: false });
    const shown = headerLine(asText(language.render(title, data)));
    return {
      title: kind === 'announcement.sent' ? phrases[own].announcement(shown) : shown,
      body: asText(language.render(brief ?? body, data)).trim(),
    };
  }

  /** The template that we bring, for who begins one of his own. */
  builtIn(kind: TemplateKindName, locale: 'en' | 'de'): TemplateSource {
    return this.#builtIn.source(kind, locale);
  }

  /** By the account's own template. One that was good when it was kept and no longer is keeps nobody from being told. */
  #written(letter: Letter, locale: string): RenderedLetter | null {
    const { kind, account } = letter;
    const source = account && Object.hasOwn(account.templates, locale) && account.templates[locale];
    if (!source) return null;
    try {
      const parsed = parseLetter(this.#language, source, pathsOf(templateKinds[kind]));
      return this.#render(letter, { locale, letter: parsed, isOwn: true });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      this.#logger.warn('A template of an account cannot be used; ours is used instead.', { kind, locale });
      return null;
    }
  }

  #render(letter: Letter, { locale, letter: parsed, isOwn, isChecked = false }: Choice): RenderedLetter {
    const { kind, facts, account } = letter;
    const words = phrases[ownLocaleOf(localeChain([locale, account?.locale ?? null]))];
    const data = dataOf(templateKinds[kind], facts, { locale: regionalOf(locale, letter.locale), isMail: true });
    const { language } = parsed;
    const subject = within('subject', () => headerLine(asText(language.render(parsed.subject, data))));
    const title = headerLine(asText(language.render(parsed.title, data)));
    const blocks = within('body', () => writeBody(language.render(parsed.body, data), { isChecked }));
    const brief = parsed.brief ? asText(language.render(parsed.brief, data)) : (blocks[0]?.text ?? '');
    const shownSubject = this.#subjectOf(letter, { subject, words, isOwn });
    const laidOut: LaidOutLetter = {
      lang: locale,
      subject: shownSubject,
      preheader: preheaderOf(brief),
      title,
      brand: account ? nameOf(account) : this.#productName,
      logoUrl: account?.logoUrl ?? null,
      accent: accentOf(account?.color ?? ownColour),
      notice: noticeOf(letter, { words, isOwn }),
      greeting: words.greeting(letter.recipientName && withoutLinks(headerLine(letter.recipientName))),
      blocks,
      openInstead: words.openInstead,
      footer: this.#footerOf(letter, words),
      unsubscribe: words.unsubscribe,
      unsubscribeUrl: letter.unsubscribeUrl,
    };
    return { locale, subject: shownSubject, html: this.#layout.html(laidOut), text: this.#layout.text(laidOut) };
  }

  /** What somebody of an account wrote says so from the first line on. */
  #subjectOf({ kind, account }: Letter, given: { subject: string; words: Phrases; isOwn: boolean }): string {
    const { subject, words, isOwn } = given;
    if (kind === 'announcement.sent') return words.announcement(subject);
    return isOwn && account ? `[${nameOf(account)}] ${subject}` : subject;
  }

  #footerOf({ account, isChosen }: Letter, words: Phrases): string[] {
    const sent = account ? words.sentFor(this.#productName, nameOf(account)) : words.sentBy(this.#productName);
    return [account?.footer ?? null, isChosen ? words.choice : null, sent].filter((line) => line !== null);
  }
}

function noticeOf({ kind, account }: Letter, { words, isOwn }: { words: Phrases; isOwn: boolean }): string | null {
  if (kind === 'announcement.sent') return words.whoseAnnouncement;
  return isOwn && account ? words.whoseTemplate(nameOf(account)) : null;
}

function nameOf({ name }: AccountLook): string {
  return withoutLinks(headerLine(name));
}

/** `de-AT` for a reader of Austria whose letter is German. */
function regionalOf(locale: string, wanted: string | null): string {
  return wanted?.startsWith(`${locale}-`) ? wanted : locale;
}

function preheaderOf(text: string): string {
  const line = headerLine(text.replaceAll(/\s+/g, ' '));
  return line.length <= maxPreheader ? line : `${line.slice(0, maxPreheader - 1).toWellFormed()}…`;
}
