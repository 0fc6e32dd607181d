import { describe, expect, it } from 'vitest';
import { type WrittenBlock, writeBody } from './letter.ts';
import { markValue } from './marked-text.ts';
import { TemplateError } from './template-error.ts';

const write = (body: string) => writeBody(body, { isChecked: true });
const first = (body: string) => write(body)[0] as WrittenBlock;
const value = markValue;

describe('a body', () => {
  it('is made of blocks, each as HTML and as text', () => {
    const body = [
      'A line\nand **another** of [ours](https://example.com/a).',
      '# A heading',
      '- one\n- **two**',
      '> A note,\n> still',
      '[Open](https://example.com/?a=1&b=2)',
    ].join('\n\n');
    expect(
      write(body).map(({ kind, text, html, items, label, url }) => ({ kind, text, html, items, label, url })),
    ).toEqual([
      {
        ...{ kind: 'paragraph', items: [], label: '', url: '' },
        text: 'A line\nand another of ours (https://example.com/a).',
        html: 'A line<br>\nand <strong>another</strong> of <a class="link" href="https://example.com/a">ours</a>.',
      },
      { kind: 'heading', text: 'A heading', html: 'A heading', items: [], label: '', url: '' },
      { kind: 'list', text: '- one\n- two', html: '', items: ['one', '<strong>two</strong>'], label: '', url: '' },
      { kind: 'note', text: 'A note,\nstill', html: 'A note,<br>\nstill', items: [], label: '', url: '' },
      {
        ...{ kind: 'button', html: '', items: [], label: 'Open', url: 'https://example.com/?a=1&b=2' },
        text: 'Open:\nhttps://example.com/?a=1&b=2',
      },
    ]);
  });

  it('shows HTML as it is written', () => {
    expect(first('<script>alert("1")</script> & <b>').html).toBe(
      '&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; &#60;b&#62;',
    );
  });

  it('takes nothing that a value holds for structure', () => {
    const hostile = '**a** [b](https://evil.example) <img src=x>\n\n# c\n\n- d\n> e';
    const block = first(`To ${value(hostile)}!`);
    expect(write(`To ${value(hostile)}!`)).toHaveLength(1);
    expect(block.kind).toBe('paragraph');
    expect(block.html).not.toMatch(/<(?!br>)/);
    expect(block.text).toBe(`To ${hostile}!`);
  });

  it('keeps the paragraphs and lines of what somebody wrote at length', () => {
    const block = first(value('First:\nthis\n\nThen:\n<that>'));
    expect([block.kind, block.html]).toEqual(['words', 'First:<br>\nthis<br>\n<br>\nThen:<br>\n&#60;that&#62;']);
  });
});

describe('a link', () => {
  it('is a value as a whole, or has values in its path that stay there', () => {
    expect(first(`[Open](${value('https://example.com/a#b')})`).url).toBe('https://example.com/a#b');
    expect(first(`[Open](https://example.com/a/${value('../b?c#d&"<')}/e)`).url).toBe(
      'https://example.com/a/..%2Fb%3Fc%23d%26%22%3C/e',
    );
  });

  it.each([
    ['[Open](javascript:alert(1))', /^\[Open\]/],
    ['[Open](ftp://example.com/)', 'not a URL'],
    ['[Open](//example.com/)', 'not a URL'],
    [`[Open](https://${value('evil.example')}/)`, 'not a URL'],
    [`[Open](https://example.com${value('.evil.example')}/)`, 'not a URL'],
    [`[Open](https://example.com${value('@evil.example')}/)`, 'not a URL'],
    [`[Open](${value('javascript:alert(1)')})`, 'not a URL'],
    ['[bank.example](https://evil.example/)', 'looks like another link'],
    ['[https://bank.example/](https://evil.example/)', 'looks like another link'],
    [`[${value('https://bank.example/')}](https://evil.example/)`, 'looks like another link'],
  ])(
    'that is none, or leads elsewhere, is refused where it is checked, and is text where it is not: %s',
    (body, fault) => {
      if (fault instanceof RegExp) expect(first(body).text).toMatch(fault);
      else {
        expect(() => write(body)).toThrow(TemplateError);
        expect(() => write(body)).toThrow(fault);
      }
      const [block] = writeBody(body, { isChecked: false });
      expect([block?.kind, block?.url]).toEqual(['paragraph', '']);
      expect(block?.html).not.toContain('<a');
    },
  );

  it('may say its own host', () => {
    expect(first('[example.com](https://example.com/a)').kind).toBe('button');
  });
});

it('takes time that grows with its length and no faster', () => {
  for (const part of ['[', '**', '](', '[a](', '- ', '> ', '\n \n', '# ', '*', '(', '[[[](']) {
    const body = part.repeat(Math.floor(100_000 / part.length));
    const { user, system } = process.cpuUsage();
    try {
      writeBody(body, { isChecked: false });
    } catch (error) {
      expect(error).toBeInstanceOf(TemplateError);
    }
    const spent = process.cpuUsage({ user, system });
    expect((spent.user + spent.system) / 1000, part).toBeLessThan(500);
  }
});
