import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Clock, HttpRoute, HttpRouteRequest, Logger } from '@trivet/platform';
import type { DeliveryReportService } from '../../deliveries/delivery-report.service.ts';
import { reportsOf } from './sendgrid-events.ts';

export interface SendGridRouteDeps {
  /** As SendGrid shows it for the signed event webhook. */
  readonly webhookKey: string;
  readonly reports: DeliveryReportService;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** SendGrid tries for a day. What is repeated meanwhile by somebody else changes nothing. */
const oldestMs = 25 * 3_600_000;
const newestMs = 600_000;
/** Two numbers of 256 bits in DER are 96 characters at most. What is longer is none. */
const longestSignature = 100;

/** Where SendGrid tells what has become of mails, as `schema/http/webhooks.yaml` describes it. Nothing is looked at that it has not signed. */
export function sendGridRoute({ webhookKey, reports, clock, logger }: SendGridRouteDeps): HttpRoute {
  const key = createPublicKey({ key: Buffer.from(webhookKey, 'base64'), format: 'der', type: 'spki' });
  return {
    audience: 'public',
    method: 'POST',
    path: '/webhooks/sendgrid',
    takesBytes: true,
    async handle(request) {
      const now = clock.now().getTime();
      if (!Buffer.isBuffer(request.body) || !isSigned(request, request.body, { key, now })) {
        logger.info('A callback is refused: SendGrid has not signed it, or long ago.');
        return { status: 401, body: '' };
      }
      const events = parsed(request.body);
      if (!Array.isArray(events)) return { status: 400, body: '' };
      await reports.record(reportsOf(events));
      return { status: 204, body: '' };
    },
  };
}

/** By OpenSSL: SendGrid's own library takes a hundred times as long, and everybody may ask it. */
function isSigned(
  { headers }: Pick<HttpRouteRequest, 'headers'>,
  body: Buffer,
  { key, now }: { readonly key: KeyObject; readonly now: number },
): boolean {
  const signature = headers['x-twilio-email-event-webhook-signature'];
  const timestamp = headers['x-twilio-email-event-webhook-timestamp'];
  if (typeof signature !== 'string' || signature.length > longestSignature) return false;
  if (typeof timestamp !== 'string' || !/^\d{10}$/.test(timestamp)) return false;
  const ageMs = now - Number(timestamp) * 1000;
  if (ageMs > oldestMs || ageMs < -newestMs) return false;
  return verify('sha256', Buffer.concat([Buffer.from(timestamp), body]), key, Buffer.from(signature, 'base64'));
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
