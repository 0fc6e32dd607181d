/** What a text message says: no more than goes into three parts of one, links aside. */
const maxCharacters = 300;

/** What a person is told in a few words, as a text message. */
export function notificationText({
  title,
  body,
  url,
}: {
  readonly title: string;
  readonly body: string;
  readonly url: string | null;
}): string {
  const characters = [...`${title}\n${body}`];
  const text =
    characters.length > maxCharacters ? `${characters.slice(0, maxCharacters - 1).join('')}…` : characters.join('');
  return url === null ? text : `${text}\n${url}`;
}
