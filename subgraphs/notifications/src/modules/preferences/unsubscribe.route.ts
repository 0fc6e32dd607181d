import type { HttpRoute, HttpRouteRequest, HttpRouteResponse } from '@trivet/platform';
import type { PersonService } from '../persons/person.service.ts';
import type { ReaderLocales } from '../persons/reader-locales.ts';
import { acceptedLocales, localeChain, type OwnLocale, ownLocaleOf } from '../templates/rendering/locales.ts';
import type { PreferenceService } from './preference.service.ts';
import { type Subscription, type UnsubscribeLinks, unsubscribePath } from './unsubscribe-links.ts';
import { donePage, questionPage, unknownPage } from './unsubscribe-pages.ts';

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export interface UnsubscribeRouteDeps {
  readonly links: UnsubscribeLinks;
  readonly preferences: PreferenceService;
  readonly persons: PersonService;
  readonly locales: ReaderLocales;
}

/**
 * Where a mail's link leads, as `schema/http/unsubscribe.yaml` describes it, without a sign-in: `GET` asks, `POST` does it. Mail programs
 * post by themselves (RFC 8058); what they send along says nothing that the link does not. A page is in the language of the person whose
 * link it is, else in that of the browser.
 */
export function unsubscribeRoutes({ links, preferences, persons, locales }: UnsubscribeRouteDeps): HttpRoute[] {
  const opened = async ({ params, headers }: HttpRouteRequest): Promise<[Subscription | null, OwnLocale]> => {
    const subscription = links.open(params['token'] ?? '');
    const known = subscription && (await locales.find(subscription.userId));
    return [subscription, known ?? ownLocaleOf(localeChain(acceptedLocales(headers['accept-language'])))];
  };
  return [
    {
      audience: 'public',
      method: 'GET',
      path: unsubscribePath,
      async handle(request) {
        const [subscription, locale] = await opened(request);
        return subscription
          ? answer(200, locale, questionPage(subscription.category, locale))
          : answer(404, locale, unknownPage(locale));
      },
    },
    {
      audience: 'public',
      method: 'POST',
      path: unsubscribePath,
      async handle(request) {
        const [subscription, locale] = await opened(request);
        if (!subscription) return answer(404, locale, unknownPage(locale));
        const { userId, category } = subscription;
        const requestId = `unsubscribe-${userId}`;
        // Of a person who was erased nothing is written down any more. Who is not known for the moment is unsubscribed all the same.
        const found = await persons.find(userId, requestId).catch(() => 'perhaps' as const);
        if (found) await preferences.unsubscribe(userId, category, { actor: userId, requestId });
        return answer(200, locale, donePage(category, locale));
      },
    },
  ];
}

function answer(status: number, locale: OwnLocale, body: string): HttpRouteResponse {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-language': locale,
    'cache-control': 'no-store',
    'content-security-policy': policy,
  };
  return { status, headers, body };
}
