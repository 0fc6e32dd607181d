/** What somebody comes to do who follows the link of a mail. */
export type MailAction = 'verify-email' | 'reset-password' | 'confirm-email-change' | 'accept-invitation';

/** The application's pages, to which mails lead. */
export class MailLinks {
  readonly #template: string;

  /** @param template a URL with `{action}` and `{token}`. After a `#`, the token reaches no server and no log of one. */
  constructor(template: string) {
    this.#template = template;
  }

  to(action: MailAction, token: string): string {
    return this.#template.replace('{action}', action).replace('{token}', () => encodeURIComponent(token));
  }
}
