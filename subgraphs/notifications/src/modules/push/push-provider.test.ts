import { expect, it } from 'vitest';
import { fitted } from './push-provider.ts';

const render = (body: string) => JSON.stringify({ body });

it('leaves a text as it is that has room', () => {
  expect(fitted('short', 100, render)).toBe('{"body":"short"}');
});

it('keeps as much of a long text as there is room for, and no half of a character', () => {
  for (const text of ['a'.repeat(500), '💡'.repeat(500), '"\\\n'.repeat(500), 'é💡"'.repeat(200)]) {
    const rendered = fitted(text, 100, render);
    const { body } = JSON.parse(rendered) as { body: string };
    expect(Buffer.byteLength(rendered)).toBeLessThanOrEqual(100);
    expect(Buffer.byteLength(rendered)).toBeGreaterThan(94);
    expect(body.endsWith('…') && body.isWellFormed() && text.startsWith(body.slice(0, -1))).toBe(true);
  }
});
