import { z } from 'zod';
import type { DeliveryReport } from '../deliveries/delivery-report.service.ts';

/** What Twilio says of a message that it took, or of one that somebody has sent to us. */
const form = z.object({
  MessageSid: z.string().max(64),
  /** Of ours. */
  MessageStatus: z.string().optional(),
  /** `received` of what came in. */
  SmsStatus: z.string().optional(),
  ErrorCode: z.string().optional(),
  To: z.string().max(64),
  From: z.string().max(64),
  Body: z.string().optional(),
  /** What Twilio has understood of it, where that is its to do (Advanced Opt-Out). */
  OptOutType: z.string().optional(),
});

/** What is news to us. */
export type TwilioNews =
  | ({ readonly kind: 'report' } & Pick<DeliveryReport, 'messageId' | 'outcome' | 'suppression'>)
  /** The owner of a number wants no more messages, or wants them again. */
  | { readonly kind: 'wish'; readonly address: string; readonly messageId: string; readonly wants: boolean };

/** There is no telephone of that number, or none that takes messages. */
const deadNumbers: ReadonlySet<string> = new Set(['30005', '30006']);
/** Its owner has said STOP. */
const stopped = '21610';
/** As telephone companies have it for messages in English; Twilio answers to the same words. */
const stopWords: ReadonlySet<string> = new Set([
  'STOP',
  'STOPALL',
  'UNSUBSCRIBE',
  'CANCEL',
  'END',
  'QUIT',
  'REVOKE',
  'OPTOUT',
]);
const startWords: ReadonlySet<string> = new Set(['START', 'YES', 'UNSTOP']);

/** Null where it is nothing that we have to know. */
export function newsOf(fields: Readonly<Record<string, unknown>>): TwilioNews | null {
  const read = form.safeParse(fields);
  if (!read.success) return null;
  const { MessageSid: messageId, MessageStatus: status, SmsStatus, ErrorCode, To } = read.data;
  if (status === undefined) return SmsStatus === 'received' ? wishOf(read.data) : null;
  if (status === 'delivered' || status === 'read')
    return { kind: 'report', messageId, outcome: { status: 'delivered', failure: null }, suppression: null };
  if (status !== 'undelivered' && status !== 'failed') return null;
  const isDead = ErrorCode !== undefined && deadNumbers.has(ErrorCode);
  const reason = isDead ? 'bounce' : 'stop';
  return {
    kind: 'report',
    messageId,
    outcome: { status: isDead ? 'bounced' : 'failed', failure: codeOf(ErrorCode) },
    suppression: isDead || ErrorCode === stopped ? { channel: 'sms', address: To, reason } : null,
  };
}

function wishOf({ OptOutType, Body = '', From, MessageSid }: z.infer<typeof form>): TwilioNews | null {
  const word = (OptOutType ?? Body).trim().toUpperCase();
  const wants = startWords.has(word);
  return wants || stopWords.has(word) ? { kind: 'wish', address: From, messageId: MessageSid, wants } : null;
}

/** A constant of Twilio's, or of ours. */
function codeOf(code: string | undefined): string {
  return code !== undefined && /^\d{5}$/.test(code) ? `TWILIO_${code}` : 'UNDELIVERED';
}
