import { eventually } from './eventually.ts';

/** As the development mailbox shows it. */
export interface ShownMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly unsubscribeUrl: string | null;
}

/** The mails to an address, the newest first. */
export async function mailsTo(url: string, address: string): Promise<ShownMail[]> {
  const response = await fetch(`${url}/mailbox/mails.json`);
  const { mails } = (await response.json()) as { mails: readonly ShownMail[] };
  return mails.filter(({ to }) => to === address);
}

/** The newest mail to an address that has such a subject, which comes a moment after what it is about. */
export function mailTo(url: string, address: string, subject: string): Promise<ShownMail> {
  return eventually(async () => {
    const mail = (await mailsTo(url, address)).find((each) => each.subject.includes(subject));
    if (!mail) throw new Error(`No mail to ${address} is about "${subject}".`);
    return mail;
  });
}

/** What its link holds. */
export function tokenIn({ text }: Pick<ShownMail, 'text'>): string {
  const token = /\/link\/[\w-]+#(\S+)/.exec(text)?.[1];
  if (token === undefined) throw new Error(`There is no link in:\n${text}`);
  return token;
}
