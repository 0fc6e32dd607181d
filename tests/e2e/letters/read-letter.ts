/** What is wrong with a letter, as far as a browser can measure it. */
export interface LetterReading {
  readonly lang: string;
  /** Points by which it is wider than its page. */
  readonly overflow: number;
  /** Texts that are hardly seen (WCAG 2.2, 1.4.3), with their contrast. */
  readonly pale: readonly string[];
  /** Buttons that are hardly hit. */
  readonly small: readonly string[];
  /** Of the first rank. */
  readonly headings: number;
  /** Pictures and links that say nothing to who does not see them. */
  readonly unnamed: readonly string[];
  /** That would be read out as such. */
  readonly tables: readonly string[];
}

/** Run in its page, gives a `LetterReading`. */
export const readLetter = `(() => {
  const colourOf = (css) => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (css.match(/[\\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const luminanceOf = ([red, green, blue]) => {
    const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backgroundOf = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = colourOf(getComputedStyle(each).backgroundColor);
      if (colour[3] > 0) return colour;
    }
    return [255, 255, 255, 1];
  };
  const contrastOf = (element) => {
    const pair = [luminanceOf(colourOf(getComputedStyle(element).color)), luminanceOf(backgroundOf(element))];
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  };
  const pale = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (!element || text === '' || element.getClientRects().length === 0) continue;
    const contrast = contrastOf(element);
    if (contrast < 4.5) pale.push(\`\${text.slice(0, 40)}: \${contrast.toFixed(2)}\`);
  }
  const buttons = [...document.querySelectorAll('.button a')];
  return {
    lang: document.documentElement.lang,
    overflow: Math.max(0, document.documentElement.scrollWidth - innerWidth),
    pale,
    small: buttons.filter((button) => button.getBoundingClientRect().height < 44).map((button) => button.textContent),
    headings: document.querySelectorAll('h1').length,
    unnamed: [...document.querySelectorAll('img:not([alt]), a:empty')].map((element) => element.outerHTML),
    tables: [...document.querySelectorAll('table:not([role="presentation"])')].map((table) => table.outerHTML),
  };
})()`;
