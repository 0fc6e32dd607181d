import { randomBytes } from 'node:crypto';
import twilio from 'twilio';
import { type FakeAnswer, type FakeRequest, type FakeServer, startTlsServer } from './tls-server.ts';

export interface FakeSms {
  readonly sid: string;
  readonly to: string;
  readonly body: string;
  readonly statusCallback: string | null;
}

export interface TwilioServer extends FakeServer {
  readonly accountSid: string;
  readonly authToken: string;
  readonly messagingServiceSid: string;
  readonly received: FakeSms[];
  /** Whose owners have said STOP to us. */
  readonly stopped: Set<string>;
  /** What cannot take messages. */
  readonly landlines: Set<string>;
  /** What is answered next, whatever is sent; null hangs up when it was taken. */
  readonly next: (FakeAnswer | null)[];
  /** As Twilio tells of something: a form, and the signature over the URL and its fields. */
  callback(
    url: string,
    fields: Readonly<Record<string, string>>,
  ): { readonly body: string; readonly signature: string };
}

const sid = (prefix: string) => `${prefix}${randomBytes(16).toString('hex')}`;
const e164 = /^\+[1-9]\d{6,14}$/;

function refusal(status: number, code: number): FakeAnswer {
  return {
    status,
    body: { code, message: `Error ${code}`, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
  };
}

/** The part of Twilio that sends messages, which refuses what the real one refuses. */
export async function startTwilioServer(): Promise<TwilioServer> {
  const [accountSid, authToken, messagingServiceSid] = [sid('AC'), randomBytes(16).toString('hex'), sid('MG')];
  const received: FakeSms[] = [];
  const [stopped, landlines] = [new Set<string>(), new Set<string>()];
  const next: (FakeAnswer | null)[] = [];
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const shown = ({ sid: messageSid, to, body }: FakeSms) => ({
    ...{ sid: messageSid, account_sid: accountSid, messaging_service_sid: messagingServiceSid, to, body },
    ...{ status: 'accepted', error_code: null, direction: 'outbound-api', num_segments: '1' },
  });

  const fault = (form: URLSearchParams): FakeAnswer | null => {
    const [to, body] = [form.get('To') ?? '', form.get('Body') ?? ''];
    if (to === '') return refusal(400, 21604);
    if (!e164.test(to)) return refusal(400, 21211);
    const service = form.get('MessagingServiceSid');
    if (service === null && !form.has('From')) return refusal(400, 21603);
    if (service !== null && service !== messagingServiceSid) return refusal(404, 20404);
    if (body === '') return refusal(400, 21602);
    if (body.length > 1_600) return refusal(400, 21617);
    const callback = form.get('StatusCallback');
    if (callback !== null && !URL.canParse(callback)) return refusal(400, 21609);
    if (stopped.has(to)) return refusal(400, 21610);
    return landlines.has(to) ? refusal(400, 21614) : null;
  };

  const take = ({ headers, body, method, url }: FakeRequest): FakeAnswer | null => {
    const basic = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    if (headers.authorization !== basic) return refusal(401, 20003);
    if (url.pathname !== path) return refusal(404, 20404);
    if (method === 'GET') {
      const messages = received.filter(({ to }) => to === url.searchParams.get('To')).map(shown);
      return { status: 200, body: { messages, page: 0, page_size: 50, next_page_uri: null, uri: path } };
    }
    if (headers['content-type'] !== 'application/x-www-form-urlencoded') return refusal(400, 21604);
    const scripted = next.shift();
    if (scripted) return scripted;
    const form = new URLSearchParams(body.toString());
    const refused = fault(form);
    if (refused) return refused;
    const sms: FakeSms = {
      ...{ sid: sid('SM'), to: form.get('To') as string, body: form.get('Body') as string },
      statusCallback: form.get('StatusCallback'),
    };
    received.push(sms);
    return scripted === null ? null : { status: 201, body: shown(sms) };
  };

  const server = await startTlsServer('Twilio', async (request) => take(request));
  return {
    ...server,
    ...{ accountSid, authToken, messagingServiceSid, received, stopped, landlines, next },
    callback: (url, fields) => ({
      body: new URLSearchParams(fields).toString(),
      signature: twilio.getExpectedTwilioSignature(authToken, url, fields),
    }),
  };
}
