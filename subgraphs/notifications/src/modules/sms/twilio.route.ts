import type { HttpRoute, HttpRouteRequest, Logger } from '@trivet/platform';
import type { DeliveryReportService } from '../deliveries/delivery-report.service.ts';
import type { SuppressionService } from '../suppressions/suppression.service.ts';
import { newsOf } from './twilio-events.ts';

export const twilioPath = '/webhooks/twilio';

export interface TwilioRouteDeps {
  /** By which Twilio signs. */
  readonly authToken: string;
  /** As Twilio calls it: what is signed begins with it. */
  readonly url: string;
  readonly reports: DeliveryReportService;
  readonly suppressions: SuppressionService;
  readonly logger: Logger;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A text message has 1,600 characters at most, each of them nine bytes at most here. */
const maxBytes = 65_536;
const nothingToSay = { 'content-type': 'text/xml; charset=utf-8' };

/**
 * Where Twilio tells what has become of messages, and what their readers answer, as `schema/http/webhooks.yaml` describes it. Nothing is
 * looked at that it has not signed. It signs no time, so whoever has one of its calls can repeat it: that says what is known. So what a
 * reader answers is heard once for each message of his, and what became of a message of ours says nothing of later than that was sent.
 */
export function twilioRoute({ reports, suppressions, logger, ...signing }: TwilioRouteDeps): HttpRoute {
  return {
    audience: 'public',
    method: 'POST',
    path: twilioPath,
    takesBytes: true,
    async handle(request) {
      const delivery = request.query['delivery'];
      const deliveryId = typeof delivery === 'string' && uuid.test(delivery) ? delivery : null;
      const fields = fieldsOf(request);
      if (!fields || !(await isSigned(request, { ...signing, fields, deliveryId }))) {
        logger.info('A callback is refused: Twilio has not signed it.');
        return { status: 401, body: '' };
      }
      const news = newsOf(fields);
      if (news?.kind === 'wish') await suppressions.hear({ channel: 'sms', address: news.address }, news);
      if (news?.kind === 'report' && deliveryId !== null) {
        const { messageId, outcome, suppression } = news;
        await reports.record([{ deliveryId, provider: 'twilio', messageId, outcome, suppression, at: null }]);
      }
      // Who has written to us gets no answer: Twilio says what it has to by itself.
      return { status: 200, headers: nothingToSay, body: '<Response/>' };
    },
  };
}

async function isSigned(
  { headers, query }: HttpRouteRequest,
  {
    authToken,
    url,
    fields,
    deliveryId,
  }: Pick<TwilioRouteDeps, 'authToken' | 'url'> & {
    readonly fields: Readonly<Record<string, string | string[]>>;
    readonly deliveryId: string | null;
  },
): Promise<boolean> {
  const signature = headers['x-twilio-signature'];
  if (typeof signature !== 'string' || signature.length > 100) return false;
  // Nothing but what we have put there ourselves.
  if (query['delivery'] !== undefined && deliveryId === null) return false;
  const { default: twilio } = await import('twilio');
  return twilio.validateRequest(
    authToken,
    signature,
    deliveryId === null ? url : `${url}?delivery=${deliveryId}`,
    fields,
  );
}

/** Null where it is no form, or none of Twilio's. */
function fieldsOf({ headers, body }: HttpRouteRequest): Record<string, string | string[]> | null {
  const [mediaType = ''] = String(headers['content-type'] ?? '').split(';');
  if (mediaType.trim().toLowerCase() !== 'application/x-www-form-urlencoded' || !Buffer.isBuffer(body)) return null;
  // Nobody has shown yet who he is: what is as long as no call of Twilio's is not taken apart.
  if (body.length > maxBytes) return null;
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    const before = fields.get(name);
    if (before === undefined) fields.set(name, value);
    else if (Array.isArray(before)) before.push(value);
    else fields.set(name, [before, value]);
  }
  return Object.fromEntries(fields);
}
