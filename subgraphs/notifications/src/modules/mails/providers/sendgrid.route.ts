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
/** Two numbers of 256 bits in DER are 96 characters at most. What is longer would cost us far more to look at. */
const longestSignature = 100;

/** Where SendGrid tells what has become of mails, as `schema/http/webhooks.yaml` describes it. Nothing is looked at that it has not signed. */
export function sendGridRoute({ webhookKey, reports, clock, logger }: SendGridRouteDeps): HttpRoute {
  return {
    audience: 'public',
    method: 'POST',
    path: '/webhooks/sendgrid',
    takesBytes: true,
    async handle(request) {
      const now = clock.now().getTime();
      if (!Buffer.isBuffer(request.body) || !(await isSigned(request, webhookKey, now))) {
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

async function isSigned({ headers, body }: HttpRouteRequest, key: string, now: number): Promise<boolean> {
  const signature = headers['x-twilio-email-event-webhook-signature'];
  const timestamp = headers['x-twilio-email-event-webhook-timestamp'];
  if (typeof signature !== 'string' || signature.length > longestSignature) return false;
  if (typeof timestamp !== 'string' || !/^\d{10}$/.test(timestamp)) return false;
  const ageMs = now - Number(timestamp) * 1000;
  if (ageMs > oldestMs || ageMs < -newestMs) return false;
  const { EventWebhook } = await import('@sendgrid/eventwebhook');
  const webhook = new EventWebhook();
  try {
    return webhook.verifySignature(webhook.convertPublicKeyToECDSA(key), body as Buffer, signature, timestamp);
  } catch {
    // What is no signature at all.
    return false;
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
