/** A page that stands on its own: no script, no file beside it. */
function page(title: string, message: string, head = ''): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">${head}
    <link rel="icon" href="data:,">
    <title>${title} – Trivet explorer</title>
    <style>
      body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1rem/1.5 system-ui, sans-serif; }
      main { max-width: 36rem; padding: 2rem; }
      h1 { margin: 0 0 0.5rem; font-size: 1.5rem; font-weight: 600; }
      p { margin: 0; overflow-wrap: anywhere; }
    </style>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      <p role="status">${message}</p>
    </main>
  </body>
</html>
`;
}

export const buildingPage = page(
  'Building the explorer',
  'This happens once and takes a few seconds. The page reloads itself; the API at <code>/graphql</code> is ready meanwhile.',
  '\n    <meta http-equiv="refresh" content="2">',
);

export const stoppedPage = page('The explorer is stopped', 'The server is shutting down.');

export function failedPage(reason: string): string {
  return page('The explorer is not available', escapeHtml(reason));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
