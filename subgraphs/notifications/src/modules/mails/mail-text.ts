/** What a mail says, before it is text or HTML. Holds what people wrote, as they wrote it. */
export interface MailText {
  readonly subject: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  readonly link: { readonly label: string; readonly url: string } | null;
  /** What to know of the mail itself: for how long the link is good, what to do if it was not asked for. */
  readonly note: string;
}

/** For who reads plain text. */
export function plainText({ greeting, paragraphs, link, note }: MailText): string {
  const parts = [greeting, ...paragraphs, ...(link ? [`${link.label}:\n${link.url}`] : []), note];
  return `${parts.join('\n\n')}\n`;
}

/** One column, no image, nothing that is loaded from anywhere. */
export function html({ subject, greeting, paragraphs, link, note }: MailText): string {
  const anchor = link && `<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`;
  const blocks = [greeting, ...paragraphs].map((text) => `<p>${escapeHtml(text)}</p>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(subject)}</title>
</head>
<body style="font: 16px/1.5 sans-serif; max-width: 36rem; margin: 0 auto; padding: 1rem">
${[...blocks, ...(anchor ? [anchor] : [])].join('\n')}
<p><small>${escapeHtml(note)}</small></p>
</body>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
