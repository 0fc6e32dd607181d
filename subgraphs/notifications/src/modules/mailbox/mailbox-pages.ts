import { escapeHtml } from '../templates/rendering/places.ts';
import type { MailboxMail } from './mailbox.model.ts';

const names: Readonly<Record<MailboxMail['channel'], string>> = { email: 'mail', sms: 'text message', push: 'push' };

/** All mails, for people. */
export function listPage(mails: readonly MailboxMail[]): string {
  if (mails.length === 0) {
    return page(
      'Mailbox',
      '<p role="status">There is no mail yet. Register somebody, and the first one appears here.</p>\n<p><a href="/mailbox">Look again</a></p>',
    );
  }
  const rows = mails.map(
    ({ id, channel, recipient, subject, createdAt }) =>
      `<tr><td><a href="/mailbox/${id}">${escapeHtml(subject)}</a></td><td>${names[channel]}</td><td>${escapeHtml(recipient)}</td><td>${timeOf(createdAt)}</td></tr>`,
  );
  return page(
    'Mailbox',
    `<p>Nothing of this was sent: it is what would have been. <a href="/mailbox">Look again</a></p>
<table>
<caption>Mails, text messages and pushes, the newest first</caption>
<thead><tr><th scope="col">Subject</th><th scope="col">By</th><th scope="col">To</th><th scope="col">When</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`,
  );
}

/** One mail: its text, with the way to its HTML. */
export function mailPage({ id, channel, recipient, subject, text, html, createdAt }: MailboxMail): string {
  return page(
    subject,
    `<nav aria-label="Mailbox"><a href="/mailbox">All mails</a></nav>
<dl><dt>By</dt><dd>${names[channel]}</dd><dt>To</dt><dd>${escapeHtml(recipient)}</dd><dt>When</dt><dd>${timeOf(createdAt)}</dd></dl>
<pre>${linked(text)}</pre>${html === '' ? '' : `\n<p><a href="/mailbox/${id}.html">As HTML</a></p>`}`,
  );
}

export const missingPage = page(
  'There is no such mail',
  '<p role="status">It may be too old: only the newest are kept.</p>\n<p><a href="/mailbox">All mails</a></p>',
);

/** No script, no file beside it. */
function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)} – Trivet mailbox</title>
<style>
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding-bottom: 0.5rem; }
th, td { text-align: left; padding: 0.4rem 1rem 0.4rem 0; border-bottom: 1px solid GrayText; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1rem; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid GrayText; padding: 1rem; }
@media (max-width: 40rem) {
  thead { position: absolute; clip-path: inset(50%); }
  tr { display: grid; padding: 0.75rem 0; border-bottom: 1px solid GrayText; }
  td { padding: 0; border: 0; }
}
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${content}
</main>
</body>
</html>
`;
}

function timeOf(at: Date): string {
  return `<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 19).replace('T', ' ')} UTC</time>`;
}

/** The text, its links to be followed. */
function linked(text: string): string {
  return escapeHtml(text).replaceAll(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`);
}
