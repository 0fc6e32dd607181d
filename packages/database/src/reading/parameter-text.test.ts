import { expect, it } from 'vitest';
import { arrayText } from './parameter-text.ts';

const id = '0197a7e5-6d3c-7b6e-8a44-0d6f0f6d2b11';

it.each([
  { values: [], text: '{}' },
  { values: [id], text: `{${id}}` },
  { values: [id, id], text: `{${id},${id}}` },
  { values: [id, null], text: `{${id},null}` },
  { values: [id, 'a'], text: `{${id},a}` },
  { values: ['', 'null', 'a b', 'a,b', '"', '\\'], text: '{"","null","a b","a,b","\\"","\\\\"}' },
  { values: [7, true, [id]], text: `{7,"true",{${id}}}` },
])('writes $text', ({ values, text }) => {
  expect(arrayText(values)).toBe(text);
});

it('writes in quotes what is as long as an id and is none', () => {
  for (const other of [',', '"', '{', 'g', ' ', '\n']) {
    for (const at of [0, 1, 17, 35]) {
      const disguised = `${id.slice(0, at)}${other}${id.slice(at + 1)}`;
      const escaped = disguised.replace('"', '\\"');
      expect(arrayText([id, disguised, id])).toBe(`{${id},"${escaped}",${id}}`);
    }
  }
  expect(arrayText([`${id}\n`])).toBe(`{"${id}\n"}`);
});
