import type { FakeSendGrid, FakeSmtp } from '@trivet/notifications/testing';

/** A mail as whoever carried it has it. */
export interface ArrivedMail {
  readonly by: 'smtp' | 'sendgrid';
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** As mail programs find it (RFC 8058). */
  readonly unsubscribeUrl: string | null;
  readonly deliveryId: string;
}

/** All of them, by whomever they came. */
export function arrivedMails({ smtp, sendGrid }: { smtp: FakeSmtp; sendGrid: FakeSendGrid }): ArrivedMail[] {
  return [
    ...smtp.received.map(({ to: [to = ''], content }): ArrivedMail => {
      const header = (name: string) => headerOf(content, name);
      return {
        ...{ by: 'smtp', to, subject: header('Subject'), text: textOf(content) },
        unsubscribeUrl: urlIn(header('List-Unsubscribe')),
        deliveryId: /^<([0-9a-f-]{36})@/.exec(header('Message-ID'))?.[1] ?? '',
      };
    }),
    ...sendGrid.sent.map(({ personalizations: [one], subject, content: [text], headers }): ArrivedMail => {
      const { to: [to] = [], custom_args: { delivery_id: deliveryId = '' } = {} } = one ?? {};
      const unsubscribeUrl = urlIn(headers?.['List-Unsubscribe'] ?? '');
      return { by: 'sendgrid', to: to?.email ?? '', subject, text: text?.value ?? '', unsubscribeUrl, deliveryId };
    }),
  ];
}

function urlIn(header: string): string | null {
  return /<(https?:[^>]+)>/.exec(header)?.[1] ?? null;
}

/** Unfolded (RFC 5322), with what is not ASCII in it (RFC 2047). */
function headerOf(content: string, name: string): string {
  const [head = ''] = content.split('\r\n\r\n', 1);
  const line = new RegExp(`^${name}:(.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(head)?.[1] ?? '';
  return line
    .replaceAll(/\r\n(?=[ \t])/g, '')
    .trim()
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([qb])\?(.*?)\?=/gi, (_word, encoding: string, text: string) =>
      encoding.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : unquoted(text.replaceAll('_', ' ')),
    );
}

/** What a program without HTML shows. */
function textOf(content: string): string {
  const [, head = '', body = ''] = /(Content-Type: text\/plain[\s\S]*?)\r\n\r\n([\s\S]*?)\r\n--/i.exec(content) ?? [];
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  return /quoted-printable/i.test(head) ? unquoted(body) : body;
}

/** Quoted-printable (RFC 2045). */
function unquoted(text: string): string {
  const bytes = text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
