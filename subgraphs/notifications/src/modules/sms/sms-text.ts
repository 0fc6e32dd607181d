import type { TextedMail } from '@trivet/subgraph';

/** What a text message says: no more than goes into three parts of one, links aside. */
const maxCharacters = 300;

/** What a person is told in his inbox, as a text message. */
export function notificationText({
  title,
  body,
  url,
  isAnnouncement,
}: {
  readonly title: string;
  readonly body: string;
  readonly url: string | null;
  /** Written by somebody of an account, and told as his word. */
  readonly isAnnouncement: boolean;
}): string {
  const characters = [...`${isAnnouncement ? 'Announcement: ' : ''}${title}\n${body}`];
  const text =
    characters.length > maxCharacters ? `${characters.slice(0, maxCharacters - 1).join('')}…` : characters.join('');
  return url === null ? text : `${text}\n${url}`;
}

/** What users fills. The code comes first: it is read without opening the message. */
export function textOf({ code }: TextedMail): string {
  return `${code} is your code. It is good for ten minutes. Give it to nobody: we never ask for it.`;
}
