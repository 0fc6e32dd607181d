/** The two that GraphQL over HTTP knows; the first is honest about its status. */
export const graphqlMediaType = 'application/graphql-response+json';
export const jsonMediaType = 'application/json';
/** Parts of an answer, each with a media type of its own; the draft of `@defer` that Apollo's clients name. */
export const partsMediaType = 'multipart/mixed';
/** One operation's results as server-sent events. */
export const eventsMediaType = 'text/event-stream';
export const deferSpec = '20220824';
export type ResponseMediaType = typeof graphqlMediaType | typeof jsonMediaType;

/**
 * What to answer with, by the `Accept` header; null where neither would be accepted. Who does not say, or accepts
 * anything, gets `application/json`, as the specification wants of servers for old clients' sake.
 */
export function negotiateMediaType(accept: string | undefined): ResponseMediaType | null {
  if (accept === undefined || accept.trim() === '') return jsonMediaType;
  const ranges = accept.split(',').map(parseRange);
  const graphql = qualityOf(graphqlMediaType, ranges, false);
  const json = qualityOf(jsonMediaType, ranges, true);
  if (graphql === 0 && json === 0) return null;
  return graphql >= json ? graphqlMediaType : jsonMediaType;
}

/** Whether an answer may come in parts: only who names the draft can read them. */
export function acceptsParts(accept: string | undefined): boolean {
  if (accept === undefined || !accept.includes(deferSpec)) return false;
  return accept
    .split(',')
    .map(parseRange)
    .some((range) => range.type === partsMediaType && range.deferSpec === deferSpec && range.quality > 0);
}

/** Only who names it can read it: no wildcard means events. */
export function acceptsEvents(accept: string | undefined): boolean {
  if (accept === undefined || !accept.includes('event-stream')) return false;
  return accept
    .split(',')
    .map(parseRange)
    .some(({ type, quality }) => type === eventsMediaType && quality > 0);
}

interface MediaRange {
  readonly type: string;
  readonly quality: number;
  readonly deferSpec: string | undefined;
}

function parseRange(range: string): MediaRange {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  let quality = 1;
  let spec: string | undefined;
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=');
    if (name === 'q') quality = /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(value) ? Number(value) : 0;
    if (name === 'charset' && !['utf-8', 'utf8'].includes(value.replaceAll('"', ''))) quality = 0;
    if (name === 'deferspec') spec = value.replaceAll('"', '');
  }
  return { type, quality, deferSpec: spec };
}

/** The most specific range decides; only `application/json` is what a wildcard means. */
function qualityOf(type: ResponseMediaType, ranges: readonly MediaRange[], wildcards: boolean): number {
  for (const pattern of wildcards ? [type, 'application/*', '*/*'] : [type]) {
    const range = ranges.find((candidate) => candidate.type === pattern);
    if (range) return range.quality;
  }
  return 0;
}
