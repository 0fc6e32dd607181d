import type { NotificationCategory } from '../kinds/notification-kind.model.ts';

const mailsAbout: Readonly<Record<NotificationCategory, string>> = {
  security: 'your security',
  billing: 'bills and payments',
  activity: 'what happens in your accounts',
  announcement: 'announcements',
};

/** Asks first: programs that look at mails follow their links, and would unsubscribe people who never wanted to. */
export function questionPage(category: NotificationCategory): string {
  return page(
    `No more mails about ${mailsAbout[category]}?`,
    `<p>You will still find it in your inbox, as far as you have not turned that off.</p>
<form method="post">
<button type="submit">Unsubscribe</button>
</form>`,
  );
}

export function donePage(category: NotificationCategory): string {
  return page(
    'You are unsubscribed',
    `<p role="status">No more mails about ${mailsAbout[category]} are sent to you. You can turn them on again where you sign in.</p>`,
  );
}

export const unknownPage = page(
  'This link is not good',
  '<p role="status">It may have been cut off on its way. What you are told by mail can be chosen where you sign in.</p>',
);

/** No script, no file beside it, and nobody is told where it was read. */
function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>
body { margin: 0 auto; max-width: 36rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; font-weight: 600; }
button { font: inherit; padding: 0.5rem 1rem; min-height: 2.75rem; }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`;
}
