import { describe, expect, it } from 'vitest';
import { asText } from './letter.ts';
import { TemplateError } from './template-error.ts';
import { TemplateLanguage } from './template-language.ts';

const language = new TemplateLanguage();
const paths = new Set(['account.name', 'inviter.name', 'action.url', 'isMany']);
const data = { account: { name: 'Engines' }, inviter: { name: null }, action: { url: null }, isMany: false };
const render = (source: string) => asText(language.render(language.parse(source, paths), data));

describe('a template', () => {
  it('has values, conditions and a few filters', () => {
    expect(render('{{ account.name | upcase }}, {{ inviter.name | default: "somebody" }}')).toBe('ENGINES, somebody');
    expect(
      render('{% if inviter.name %}a{% elsif isMany %}b{% else %}c{% endif %}{% comment %}d{% endcomment %}'),
    ).toBe('c');
    expect(render('{% case account.name %}{% when "Engines" %}yes{% endcase %}{{ account.name | truncate: 4 }}')).toBe(
      'yesE...',
    );
  });

  it.each([
    ['{{ account.nam }}', 'Line 1: there is no "account.nam".'],
    ['a\n{% if false %}{{ recipient.address }}{% endif %}', 'Line 2: there is no "recipient.address".'],
    ['{{ account }}', 'Line 1: there is no "account".'],
    ['{{ account.name.size }}', 'Line 1: there is no "account.name.size".'],
    ['{{ account.name.constructor }}', 'Line 1: there is no "account.name.constructor".'],
    ['{{ account["__proto__"] }}', 'Line 1: there is no "account.__proto__".'],
    ['{{ account[inviter.name] }}', 'Line 1: there is no "account.[inviter.name]".'],
    ['{% case missing %}{% when 1 %}{% endcase %}', 'Line 1: there is no "missing".'],
    ['{{ account.name | default: missing }}', 'Line 1: there is no "missing".'],
  ])('puts nothing in that there is not: %s', (source, message) => {
    expect(() => language.parse(source, paths)).toThrow(new TemplateError(message));
  });

  it.each([
    '{% include "/etc/passwd" %}',
    '{% render "itself" %}',
    '{% layout "itself" %}',
    '{% block a %}{% endblock %}',
    '{% for i in (1..1000000000) %}a{% endfor %}',
    '{% tablerow i in (1..1000000000) %}a{% endtablerow %}',
    '{% assign a = account.name %}',
    '{% capture a %}{% endcapture %}',
    '{% increment a %}',
    '{% raw %}{{ }}{% endraw %}',
    '{% liquid echo account.name %}',
    '{{ account.name | raw }}',
    '{{ account.name | append: account.name }}',
    '{{ account.name | where_exp: "a", "a" }}',
    '{{ account.name | no_such_filter }}',
    '{{ account.name',
    '{% if isMany %}',
    '{% endif %}',
  ])('has nothing else of Liquid, and nothing unfinished: %s', (source) => {
    expect(() => language.parse(source, paths)).toThrow(TemplateError);
  });

  it.each([
    ['too long', 'a'.repeat(16_385)],
    ['ten megabytes', 'a'.repeat(10_000_000)],
    ['a mark of ours', '\uE000QQ\uE001'],
    ['a control character', 'a\u0000'],
    ['half a character', 'a\uD800'],
  ])('is refused: %s', (_, source) => expect(() => language.parse(source, paths)).toThrow(TemplateError));

  it('makes no range that fills the memory', () => {
    expect(() => render('{{ (1..1000000000) }}')).toThrow(TemplateError);
  });

  it('takes no time that is more than its length, however it is nested', () => {
    const depth = 300;
    const nested = `${'{% if isMany == false %}'.repeat(depth)}a${'{% endif %}'.repeat(depth)}`;
    const { user, system } = process.cpuUsage();
    try {
      render(nested);
    } catch (error) {
      expect(error).toBeInstanceOf(TemplateError);
    }
    const spent = process.cpuUsage({ user, system });
    expect((spent.user + spent.system) / 1000).toBeLessThan(500);
  });
});

it('writes a value out as a value, whatever it holds', () => {
  const hostile = '{{ account.name }} {% include "a" %} \uE000QQ\uE001 <b>';
  const rendered = language.render(language.parse('{{ account.name }}', paths), {
    ...data,
    account: { name: hostile },
  });
  expect(asText(rendered)).toBe(hostile);
});

it('finds nothing that a value inherits', () => {
  const { nodes } = language.parse('{{ account.name }}', paths);
  const inherited = Object.create({ name: 'inherited' });
  expect(() => language.render({ nodes }, { ...data, account: inherited })).toThrow(TemplateError);
});
