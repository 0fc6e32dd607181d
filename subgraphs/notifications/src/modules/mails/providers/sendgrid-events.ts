import { z } from 'zod';
import type { DeliveryReport } from '../../deliveries/delivery-report.service.ts';

const event = z.object({
  event: z.string(),
  /** As we have sent it along. What comes without is of somebody else. */
  delivery_id: z.uuid(),
  email: z.string().max(320),
  timestamp: z.number().int().min(0).max(4_102_444_800),
  sg_message_id: z.string().max(200).optional(),
  /** Of a bounce: whether the mail was refused for what it is, and the address is well. */
  type: z.string().optional(),
  reason: z.string().optional(),
});
type SendGridEvent = z.infer<typeof event>;

/** Why SendGrid does not even try: what it remembers of the address. */
const droppedFor: Readonly<Record<string, 'bounce' | 'complaint'>> = {
  'Bounced Address': 'bounce',
  Invalid: 'bounce',
  'Spam Reporting Address': 'complaint',
};

/** What of the events of a callback is news to us: not that a mail is on its way, was opened, or is another's. */
export function reportsOf(events: readonly unknown[]): DeliveryReport[] {
  return events.flatMap((each) => {
    const parsed = event.safeParse(each);
    const told = parsed.success && toldBy(parsed.data);
    if (!told) return [];
    const { delivery_id: deliveryId, email: address, timestamp, sg_message_id: messageId = null } = parsed.data;
    const { outcome = null, reason } = told;
    const suppression = reason ? ({ channel: 'email', address, reason } as const) : null;
    return [{ deliveryId, provider: 'sendgrid', messageId, outcome, suppression, at: new Date(timestamp * 1000) }];
  });
}

function toldBy({ event: name, type, reason = '' }: SendGridEvent): {
  readonly outcome?: DeliveryReport['outcome'];
  readonly reason?: 'bounce' | 'complaint' | undefined;
} | null {
  if (name === 'delivered') return { outcome: { status: 'delivered', failure: null } };
  if (name === 'bounce' && type === 'blocked') return { outcome: { status: 'bounced', failure: 'BLOCKED' } };
  if (name === 'bounce') return { outcome: { status: 'bounced', failure: 'BOUNCED' }, reason: 'bounce' };
  if (name === 'dropped') return { outcome: { status: 'failed', failure: 'DROPPED' }, reason: droppedFor[reason] };
  return name === 'spamreport' ? { reason: 'complaint' } : null;
}
