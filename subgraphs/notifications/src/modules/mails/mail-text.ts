/** What a mail says, before it is text or HTML. Holds what people wrote, as they wrote it. */
export interface MailText {
  readonly subject: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  readonly link: { readonly label: string; readonly url: string } | null;
  /** What to know of the mail itself: for how long the link is good, what to do if it was not asked for. */
  readonly note: string;
  /** Of a mail that nobody has to get: how its reader gets no more of them. */
  readonly unsubscribe?: { readonly label: string; readonly url: string };
}

/** For who reads plain text. */
export function plainText({ greeting, paragraphs, link, note, unsubscribe }: MailText): string {
  const lines = [link, unsubscribe].map((each) => (each ? [`${each.label}:\n${each.url}`] : []));
  const parts = [greeting, ...paragraphs, ...(lines[0] ?? []), note, ...(lines[1] ?? [])];
  return `${parts.join('\n\n')}\n`;
}

/** One column, no image, nothing that is loaded from anywhere. */
export function html({ subject, greeting, paragraphs, link, note, unsubscribe }: MailText): string {
  const anchor = ({ label, url }: { readonly label: string; readonly url: string }) =>
    `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`;
  const blocks = [greeting, ...paragraphs].map((text) => `<p>${escapeHtml(text).replaceAll('\n', '<br>\n')}</p>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(subject)}</title>
</head>
<body style="font: 16px/1.5 sans-serif; max-width: 36rem; margin: 0 auto; padding: 1rem">
${[...blocks, ...(link ? [`<p>${anchor(link)}</p>`] : [])].join('\n')}
<p><small>${escapeHtml(note)}</small></p>
${unsubscribe ? `<p><small>${anchor(unsubscribe)}</small></p>\n` : ''}</body>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
