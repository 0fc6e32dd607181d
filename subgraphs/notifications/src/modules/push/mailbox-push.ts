import type { MailboxService } from '../mailbox/mailbox.service.ts';
import type { PushMessage, PushProvider, PushTarget, PushVerdict } from './push-provider.ts';

/** The push service of a developer's machine: what would have been pushed stays in the development mailbox. */
export class MailboxPush implements PushProvider {
  readonly name = 'mailbox';
  readonly #mailbox: MailboxService;

  constructor(mailbox: MailboxService) {
    this.#mailbox = mailbox;
  }

  async push({ id: deviceId, name, platform }: PushTarget, message: PushMessage): Promise<PushVerdict> {
    const { id, title, body, url } = message;
    await this.#mailbox.send({
      ...{ channel: 'push', key: `${id} ${deviceId}`, messageId: null, unsubscribeUrl: null, html: '' },
      ...{ to: `${name} (${platform})`, subject: title, text: url === null ? body : `${body}\n\n${url}` },
    });
    return { outcome: 'sent', messageId: null };
  }

  async close(): Promise<void> {}
}
