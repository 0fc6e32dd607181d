import type { HttpRoute, HttpRouteResponse } from '@trivet/platform';
import type { PersonService } from '../persons/person.service.ts';
import type { PreferenceService } from './preference.service.ts';
import { type UnsubscribeLinks, unsubscribePath } from './unsubscribe-links.ts';
import { donePage, questionPage, unknownPage } from './unsubscribe-pages.ts';

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/**
 * Where a mail's link leads, as `schema/http/unsubscribe.yaml` describes it, without a sign-in: `GET` asks, `POST` does it. Mail programs
 * post by themselves (RFC 8058); what they send along says nothing that the link does not.
 */
export function unsubscribeRoutes({
  links,
  preferences,
  persons,
}: {
  readonly links: UnsubscribeLinks;
  readonly preferences: PreferenceService;
  readonly persons: PersonService;
}): HttpRoute[] {
  return [
    {
      audience: 'public',
      method: 'GET',
      path: unsubscribePath,
      async handle({ params }) {
        const subscription = links.open(params['token'] ?? '');
        return subscription ? answer(200, questionPage(subscription.category)) : answer(404, unknownPage);
      },
    },
    {
      audience: 'public',
      method: 'POST',
      path: unsubscribePath,
      async handle({ params }) {
        const subscription = links.open(params['token'] ?? '');
        if (!subscription) return answer(404, unknownPage);
        const { userId, category } = subscription;
        const requestId = `unsubscribe-${userId}`;
        // Of a person who was erased nothing is written down any more. Who is not known for the moment is unsubscribed all the same.
        const found = await persons.find(userId, requestId).catch(() => 'perhaps' as const);
        if (found) await preferences.unsubscribe(userId, category, { actor: userId, requestId });
        return answer(200, donePage(category));
      },
    },
  ];
}

function answer(status: number, body: string): HttpRouteResponse {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': policy,
  };
  return { status, headers, body };
}
