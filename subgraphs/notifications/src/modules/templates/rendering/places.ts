import { domainToASCII } from 'node:url';

/** For HTML, between tags and within a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** For the head of a mail: a line break would begin another header, and what turns text around would show another subject. */
export function headerLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .trim();
}

const maxUrlLength = 2_000;

/** A URL that a person may follow, as it is sent: names in other letters as Punycode. Null for any other. */
export function safeUrl(text: string): string | null {
  if (text.length > maxUrlLength || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.username === '' && url.password === '' ? url.href : null;
}

/** What looks like an address of the web, by its scheme, by `www.` or by a name that could be registered. */
const webAddress = /(?:https?:\/\/|www\.[\p{L}\p{N}])|[\p{L}\p{N}-]\.\p{L}{2}/iu;

/** Whether a reader would take a text for where a link leads. */
export function looksLikeLink(text: string): boolean {
  return webAddress.test(text);
}

/**
 * What people wrote where a name belongs. Mail programs make links of whatever looks like one; so that nobody has his link shown in a
 * mail of ours by giving something that name, a word joiner, which is not seen, keeps them from it.
 */
export function withoutLinks(text: string): string {
  if (!looksLikeLink(text)) return text;
  return text.replaceAll(/:(?=\/\/)|\.(?=[\p{L}\p{N}])/gu, (character) => `${character}\u2060`);
}

/** URLs in what people wrote at length, with the names of their hosts as they are registered: `аpple.com` is `xn--pple-43d.com`. */
export function withPlainHosts(text: string): string {
  return text.replaceAll(/(https?:\/\/)([^\s/?#"<>]+)/giu, (whole, scheme: string, host: string) => {
    if (/^[\x21-\x7e]*$/.test(host)) return whole;
    const [, name = '', rest = ''] = /^(.*?)((?::\d+)?[.,;:!?)]*)$/u.exec(host) ?? [];
    return `${scheme}${domainToASCII(name) || encodeURIComponent(name)}${rest}`;
  });
}
