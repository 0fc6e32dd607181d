import { expect, it } from 'vitest';
import { accentOf, contrast, isSeenOnWhite } from './colours.ts';

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

it.each([
  ['#4338ca', true],
  ['#000000', true],
  ['#d97706', true],
  ['#facc15', false],
  ['#ffffff', false],
])('says of %s whether a button of it is seen on white: %s', (colour, isSeen) =>
  expect(isSeenOnWhite(colour)).toBe(isSeen),
);

it.each(['#4338ca', '#000000', '#d97706', '#16181d', '#0f766e', '#e11d48', '#949494'])(
  'makes of %s what can be read in light and in dark mode',
  (colour) => {
    const { light, onLight, dark, onDark } = accentOf(colour);
    expect(light).toBe(colour);
    expect(contrast(dark, '#1c1e22')).toBeGreaterThanOrEqual(3);
    for (const [back, text] of [
      [light, onLight],
      [dark, onDark],
    ] as const)
      expect(contrast(back, text), `${text} on ${back}`).toBeGreaterThanOrEqual(4.5);
  },
);
