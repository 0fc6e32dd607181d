import type { OutgoingMail } from '../outgoing-mail.ts';

/** What programs read of a mail, whoever carries it: that nobody wrote it, and how one unsubscribes (RFC 3834, RFC 2369, RFC 8058). */
export function mailHeaders({ unsubscribeUrl }: Pick<OutgoingMail, 'unsubscribeUrl'>): Record<string, string> {
  return {
    'Auto-Submitted': 'auto-generated',
    ...(unsubscribeUrl !== null && {
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
  };
}
