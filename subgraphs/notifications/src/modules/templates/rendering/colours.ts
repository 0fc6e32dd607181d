/** Of the layout, by which an account's colour has to be seen. */
const card = '#ffffff';
const darkCard = '#1c1e22';
const white = '#ffffff';
const black = '#000000';
/** For what is no text (WCAG 2.2, 1.4.11). */
const minContrast = 3;

/** How a colour is used in light and in dark mode, always to be read. */
export interface Accent {
  readonly light: string;
  readonly onLight: string;
  readonly dark: string;
  readonly onDark: string;
}

export const colourShape = /^#[0-9a-f]{6}$/;

/** Whether a button of this colour is seen on a page that is white. */
export function isSeenOnWhite(colour: string): boolean {
  return contrast(colour, card) >= minContrast;
}

export function accentOf(colour: string): Accent {
  let dark = colour;
  for (let part = 0.1; contrast(dark, darkCard) < minContrast; part += 0.1) dark = mix(colour, part);
  return { light: colour, onLight: textOn(colour), dark, onDark: textOn(dark) };
}

/** Of white and black, what is read better: one of them always has 4.5 (WCAG 2.2, 1.4.3). */
function textOn(colour: string): string {
  return contrast(colour, white) >= contrast(colour, black) ? white : black;
}

/** The ratio of WCAG 2.2, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [lighter = 1, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(colour: string, withWhite: number): string {
  const parts = channels(colour).map((value) => Math.round(value + (255 - value) * Math.min(withWhite, 1)));
  return `#${parts.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}
