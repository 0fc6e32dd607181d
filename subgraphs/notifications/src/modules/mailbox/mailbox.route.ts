import { type HttpRoute, type HttpRouteRequest, type HttpRouteResponse, isLoopbackHost } from '@trivet/platform';
import type { MailboxMail } from './mailbox.model.ts';
import type { MailboxService } from './mailbox.service.ts';
import { listPage, mailPage, missingPage } from './mailbox-pages.ts';

const idInPath = /^\/mailbox\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\.html)?$/;
const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The development mailbox: `/mailbox` for people, `/mailbox/mails.json` for tests of applications. It answers who calls this
 * machine by its own name only: another name that leads here would be somebody's web page, reading secrets.
 */
export function mailboxRoutes(mailbox: MailboxService): HttpRoute[] {
  const handle = async (request: HttpRouteRequest): Promise<HttpRouteResponse> => {
    const { host } = request.headers;
    if (typeof host !== 'string' || !isLoopbackHost(host)) return { status: 404, body: '' };
    if (request.path === '/mailbox') return pageAnswer(200, listPage(await mailbox.list()));
    if (request.path === '/mailbox/mails.json') return jsonAnswer(await mailbox.list());
    const [, id, asHtml] = idInPath.exec(request.path) ?? [];
    const mail = id === undefined ? null : await mailbox.open(id);
    if (!mail) return pageAnswer(404, missingPage);
    // The mail as it would be read, kept away from this origin.
    return asHtml ? pageAnswer(200, mail.html, `sandbox; ${pagePolicy}`) : pageAnswer(200, mailPage(mail));
  };
  return [
    { audience: 'public', method: 'GET', path: '/mailbox', handle },
    { audience: 'public', method: 'GET', path: '/mailbox/*', handle },
  ];
}

function pageAnswer(status: number, body: string, policy = pagePolicy): HttpRouteResponse {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': policy,
  };
  return { status, headers, body };
}

function jsonAnswer(mails: readonly MailboxMail[]): HttpRouteResponse {
  const shown = mails.map(({ id, channel, messageId, recipient: to, subject, text, unsubscribeUrl, createdAt }) => ({
    ...{ id, channel, messageId, to, subject, text, unsubscribeUrl, createdAt },
  }));
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify({ mails: shown }),
  };
}
