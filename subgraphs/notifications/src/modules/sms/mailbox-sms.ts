import type { MailboxService } from '../mailbox/mailbox.service.ts';
import type { SmsMessage, SmsProvider, SmsVerdict } from './sms-provider.ts';

/** The telephones of a developer's machine: what would have been sent stays in the development mailbox. */
export class MailboxSms implements SmsProvider {
  readonly name = 'mailbox';
  readonly #mailbox: MailboxService;

  constructor(mailbox: MailboxService) {
    this.#mailbox = mailbox;
  }

  async send({ id, to, text }: SmsMessage): Promise<SmsVerdict> {
    const [subject = ''] = text.split('\n');
    await this.#mailbox.send({
      ...{ channel: 'sms', key: id, messageId: null, unsubscribeUrl: null, html: '' },
      ...{ to, subject, text },
    });
    return { outcome: 'sent', messageId: id };
  }

  /** It takes a message once by its key, so a second one does no harm. */
  async find(): Promise<string | null> {
    return null;
  }
}
