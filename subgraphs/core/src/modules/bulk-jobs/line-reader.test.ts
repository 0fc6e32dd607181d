import { expect, it } from 'vitest';
import { hasMoreLines, type Line, linesOf } from './line-reader.ts';

const beginning = { offset: 0, line: 0 };

async function* pieces(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function read(content: Buffer, { size = 7, from = beginning, maxBytes = 10 } = {}): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of linesOf(pieces(content.subarray(from.offset), size), from, maxBytes)) lines.push(line);
  return lines;
}

const content = Buffer.from('\u{feff}one\r\n\n  \ntoo long a line\n0123456789\r\ntwo\u{feff}\nthe end');

it('gives lines without their ends, the first without its mark, and nothing of one that is too long', async () => {
  const lines = await read(content);
  expect(lines.map(({ number, bytes }) => [number, bytes?.toString() ?? null])).toEqual([
    [1, 'one'],
    [2, ''],
    [3, '  '],
    [4, null],
    [5, '0123456789'],
    [6, 'two\u{feff}'],
    [7, 'the end'],
  ]);
  expect(lines.at(-1)?.end).toEqual({ offset: content.length, line: 7 });
});

it('gives the same however the content is cut, and from the end of any line on', async () => {
  const whole = await read(content);
  for (let size = 1; size <= content.length; size += 1) expect(await read(content, { size })).toEqual(whole);
  for (const [index, { end }] of whole.entries())
    expect(await read(content, { from: end })).toEqual(whole.slice(index + 1));
});

it('closes what it reads when nobody wants more', async () => {
  let isClosed = false;
  async function* endless(): AsyncGenerator<Buffer> {
    try {
      for (;;) yield Buffer.from('line\n');
    } finally {
      isClosed = true;
    }
  }
  const lines = linesOf(endless(), beginning, 10);
  await lines.next();
  await lines.return();
  expect(isClosed).toBe(true);
});

it.each([
  ['', 0],
  ['one', 1],
  ['one\n', 1],
  ['one\n\n', 2],
  ['one\n\ntwo', 3],
])('counts the lines of %j as it reads them: %i', async (text, count) => {
  const has = (most: number) => hasMoreLines(pieces(Buffer.from(text), 2), most);
  expect([await has(count), await has(count - 1), (await read(Buffer.from(text))).length]).toEqual([
    false,
    true,
    count,
  ]);
});
