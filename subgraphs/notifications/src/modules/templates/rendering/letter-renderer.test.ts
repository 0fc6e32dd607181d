import { describe, expect, it } from 'vitest';
import type { AccountLook } from '../account-look.model.ts';
import { accountTemplateKinds, type TemplateKindName, templateKinds } from '../template-kind.model.ts';
import { type Letter, LetterRenderer } from './letter-renderer.ts';
import { ownLocales } from './locales.ts';
import { samplesOf } from './template-data.ts';
import { TemplateError } from './template-error.ts';

const warnings: object[] = [];
const renderer = new LetterRenderer({
  productName: 'Trivet',
  logger: { warn: (_message, context) => void warnings.push(context ?? {}) },
});
const kinds = Object.keys(templateKinds) as TemplateKindName[];
const engines: AccountLook = {
  ...{ name: 'Engines', color: '#0f766e', logoUrl: 'https://engines.example/logo.png', footer: 'Engines, London' },
  ...{ locale: null, templates: {} },
};

function letterOf(kind: TemplateKindName, more: Partial<Letter> = {}): Letter {
  const facts = samplesOf(templateKinds[kind]);
  const reader = { locale: 'en', recipientName: 'Ada', account: null, unsubscribeUrl: null, isChosen: false };
  return { kind, facts, ...reader, ...more };
}

/** What a reader of the HTML reads, without what only it has: the title, the hint at the button, and the URL that it shows. */
function wordsOf(html: string): string[] {
  const body = html
    .replace(/^.*<\/head>/s, '')
    .replaceAll(/<div[^>]*display:none[^>]*>.*?<\/div>|<h1.*?<\/h1>|<!--.*?-->/gs, ' ')
    .replaceAll(/<(?!\/?(?:strong|a)\b)[^>]+>/g, ' ')
    .replaceAll(/<[^>]+>/g, '');
  return body
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replaceAll('If the button does not work, open this address:', '')
    .replaceAll('Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:', '')
    .split(/\s+/)
    .filter((word) => word !== '' && word !== 'Trivet' && !word.includes('://'));
}

describe.each(ownLocales)('in %s', (locale) => {
  it.each(kinds)('%s reads the same as text and as HTML, and holds nothing that is missing', (kind) => {
    const { subject, html, text } = renderer.render(letterOf(kind, { locale, isChosen: true }));
    expect(subject).toMatch(/^[^\n]{5,100}$/);
    expect(html).toContain(`<html lang="${locale}"`);
    const read = text
      .replaceAll(/^- |:\n(?=http)| \(https:[^)]+\)|^-- $/gm, (part) => (part.startsWith(' (') ? '' : '\n'))
      .split(/\s+/)
      .filter((word) => word !== '' && !word.includes('://'));
    expect(wordsOf(html)).toEqual(read);
    for (const form of [subject, text, html]) expect(form).not.toMatch(/undefined|\[object|NaN|\{\{|\{%|null/);
    expect(text).not.toMatch(/\n{3}|[ \t]\n(?<!\n-- \n)|\*\*/);
  });

  it.each(kinds)('%s can do without everything that may not be known', (kind) => {
    const { html, text } = renderer.render(letterOf(kind, { locale, facts: {}, recipientName: null }));
    for (const form of [text, html]) expect(form).not.toMatch(/undefined|\[object|NaN|\{\{|\{%|null|href=""/);
  });

  it.each(kinds)('%s is told in short, too', (kind) => {
    const { title, body } = renderer.short(kind, samplesOf(templateKinds[kind]), { locale });
    expect(title).toMatch(/^[^\n]{5,80}$/);
    expect(body).toMatch(/^[^<>{}]{5,320}$/);
  });
});

describe('a reader', () => {
  const subjectFor = (locale: string | null, account: AccountLook | null = null) =>
    renderer.render(letterOf('invitation', { locale, account })).subject;

  it('is written to in his own language, else in that of the account, else in English', () => {
    expect(subjectFor('de')).toBe('Einladung zu Analytical Engines');
    expect(subjectFor('de-AT')).toBe('Einladung zu Analytical Engines');
    expect(subjectFor('fr')).toBe('An invitation to Analytical Engines');
    expect(subjectFor('fr', { ...engines, locale: 'de-CH' })).toBe('Einladung zu Analytical Engines');
    expect(subjectFor(null, { ...engines, locale: 'de' })).toBe('Einladung zu Analytical Engines');
    expect(subjectFor('en-GB', { ...engines, locale: 'de' })).toBe('An invitation to Analytical Engines');
    expect(subjectFor(null)).toBe('An invitation to Analytical Engines');
  });

  it('reads times as his region writes them', () => {
    const textFor = (locale: string) => renderer.render(letterOf('new_device', { locale })).text;
    expect(textFor('en')).toContain(
      '- When: 26 November 2026 at 16:04 UTC\n- With: Firefox on Linux\n- From: 192.0.2.1\n',
    );
    expect(textFor('en-US')).toContain('November 26, 2026 at 4:04');
    expect(textFor('de-AT')).toContain('- Wann: 26. November 2026 um 16:04 UTC\n- Womit: Firefox on Linux\n');
  });

  it('gets the template of the account for his language, and else what is so for everybody in it', () => {
    const templates = {
      de: { subject: 'Komm zu uns', body: 'Wir sind {{ account.name }}.' },
      pt: { subject: 'Vem', body: 'Vem!' },
    };
    const account = { ...engines, templates };
    expect(subjectFor('de-AT', account)).toBe('[Engines] Komm zu uns');
    expect(subjectFor('pt-BR', account)).toBe('[Engines] Vem');
    expect(subjectFor('en', account)).toBe('An invitation to Analytical Engines');
    expect(subjectFor('fr', { ...account, locale: 'pt' })).toBe('[Engines] Vem');
  });

  it('gets ours where that of the account cannot be used any more', () => {
    warnings.length = 0;
    const templates = { en: { subject: 'Secret {{ gone }}', body: 'Secret' } };
    expect(subjectFor('en', { ...engines, templates })).toBe('An invitation to Analytical Engines');
    expect(warnings).toEqual([{ kind: 'invitation', locale: 'en' }]);
  });
});

describe('what an account is shown by', () => {
  const own = {
    ...engines,
    templates: { en: { subject: 'Your password was changed', body: 'Sign in [here](https://engines.example/).' } },
  };

  it('is its name, its colour, its picture and its line below', () => {
    const { html, text } = renderer.render(letterOf('resource.created', { account: engines }));
    expect(html).toContain('<img src="https://engines.example/logo.png" alt="Engines"');
    expect(html).toContain('background:#0f766e');
    expect(text).toMatch(/\n-- \nEngines, London\nSent by Trivet for Engines\.\n$/);
  });

  it.each(accountTemplateKinds)(
    'says of %s that it has written itself whose word it is, before anything else',
    (kind) => {
      const { subject, html, text } = renderer.render(letterOf(kind, { account: own }));
      expect(subject).toMatch(/^(?:\[Engines\]|Announcement:) Your password was changed$/);
      const whose = 'never ask for your password or a code by mail.';
      // Not what lists of mails show of it.
      for (const form of [html.replace(/^.*?display:none.*?<\/div>/s, ''), text]) {
        expect(form.indexOf(whose)).toBeGreaterThan(0);
        expect(form.indexOf(whose)).toBeLessThan(form.indexOf('Sign in'));
      }
    },
  );

  it('is nothing of ours where it is not asked', () => {
    const { html, text } = renderer.render(letterOf('password_changed'));
    expect(html).not.toContain('<img');
    expect(text).toMatch(/\n-- \nSent by Trivet\.\n$/);
  });
});

describe('what people wrote', () => {
  const hostile =
    '"><img src=x><script>alert(1)</script>{{ 7 | times: 7 }}\r\n\r\n# Bcc: all@example.com **https://evil.example** [Click](https://evil.example)';

  it.each(kinds)('is text in %s, wherever it stands', (kind) => {
    const facts = Object.fromEntries(
      Object.entries(samplesOf(templateKinds[kind])).map(([path, sample]) => [
        path,
        typeof sample === 'string' ? hostile : sample,
      ]),
    );
    const account = { ...engines, name: hostile, footer: '<script>' };
    const { subject, html } = renderer.render(letterOf(kind, { facts, recipientName: hostile, account }));
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toMatch(/<script|>49|<img src=x|<h2|href="https:\/\/evil|<strong>http/);
    // Nor does a mail program make a link of it, but in what somebody wrote at length.
    if (kind !== 'announcement.sent' && kind !== 'notification') expect(html).not.toMatch(/https?:\/\/evil/);
  });

  it('leads where it shows, whatever letters a host is written in', () => {
    const facts = { 'announcement.title': 'News', 'announcement.body': 'See https://аpple.com/' };
    const { html, text } = renderer.render(letterOf('announcement.sent', { facts }));
    for (const form of [html, text]) expect(form).toContain('See https://xn--pple-43d.com/');
  });

  it('is cut where it is longer than any name or letter', () => {
    const facts = { 'announcement.title': 'a'.repeat(10_000_000), 'announcement.body': 'b'.repeat(10_000_000) };
    const { subject, html, text } = renderer.render(letterOf('announcement.sent', { facts }));
    expect(subject.length).toBeLessThan(400);
    expect(text.length).toBeLessThan(25_000);
    expect(html.length).toBeLessThan(60_000);
  });
});

describe('a preview', () => {
  const preview = (body: string, subject = 'Hello') =>
    renderer.preview('invitation', { locale: 'en', source: { subject, body }, account: engines });

  it('shows samples', () => {
    const { subject, text } = preview(
      '{{ inviter.name }} waits.\n\n[Come]({{ action.url }})',
      'Come to {{ account.name }}',
    );
    expect(subject).toBe('[Engines] Come to Engines');
    expect(text).toContain('Ada Lovelace waits.\n\nCome:\nhttps://app.example.com/link/accept-invitation#sample\n');
  });

  it.each([
    ['{{ announcement.body }}', 'body'],
    ['[Come](javascript:alert)', 'body'],
    ['[bank.example](https://evil.example/)', 'body'],
    [Array(201).fill('a').join('\n\n'), 'body'],
  ])('refuses what cannot be used, and says where: %s', (body, part) => {
    expect(() => preview(body)).toThrow(expect.objectContaining({ name: 'TemplateError', part }));
  });

  it('says of the subject, too', () => {
    expect(() => preview('a', '{{ nothing }}')).toThrow(TemplateError);
    expect(() => preview('a', '{{ nothing }}')).toThrow(expect.objectContaining({ part: 'subject' }));
  });
});
