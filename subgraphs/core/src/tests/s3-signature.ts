import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

interface Signed {
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly date: string;
  readonly query: readonly (readonly [string, string])[];
  readonly payloadHash: string;
  /** In seconds; undefined for a request that is signed in a header. */
  readonly expires: number | undefined;
}

/**
 * What S3 says to who has not signed the request with these credentials, or too long ago; null for a good one. By the specification of
 * AWS Signature Version 4, and not by the SDK, which is what is tried.
 */
export function faultInSignature(
  request: IncomingMessage,
  { accessKeyId, secretAccessKey }: Credentials,
  now: Date,
): 'AccessDenied' | 'InvalidAccessKeyId' | 'SignatureDoesNotMatch' | null {
  const url = new URL(request.url ?? '/', 'http://s3');
  const signed = readSigned(request, url);
  if (!signed) return 'AccessDenied';
  const [keyId = '', day = '', region = '', service = '', end] = signed.credential.split('/');
  if (keyId !== accessKeyId) return 'InvalidAccessKeyId';
  const signedAt = Date.parse(signed.date.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z'));
  const age = now.getTime() - signedAt;
  if (!(age <= (signed.expires ?? 900) * 1000) || age < -900_000) return 'AccessDenied';
  // What decides about the content has to be part of what was signed.
  const unsigned = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !signed.signedHeaders.includes(name),
  );
  if (unsigned.length > 0 && signed.expires !== undefined) return 'SignatureDoesNotMatch';
  const canonical = [
    request.method,
    url.pathname
      .split('/')
      .map((segment) => encode(decodeURIComponent(segment)))
      .join('/'),
    signed.query
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&'),
    ...signed.signedHeaders.map(
      (name) =>
        `${name}:${String(request.headers[name] ?? '')
          .trim()
          .replaceAll(/ +/g, ' ')}`,
    ),
    '',
    signed.signedHeaders.join(';'),
    signed.payloadHash,
  ].join('\n');
  const scope = [day, region, service, end].join('/');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', signed.date, scope, hash].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const [given, right] = [Buffer.from(signed.signature), Buffer.from(hmac(key, text).toString('hex'))];
  return given.length === right.length && timingSafeEqual(given, right) ? null : 'SignatureDoesNotMatch';
}

function readSigned({ headers }: IncomingMessage, { searchParams }: URL): Signed | null {
  const inQuery = searchParams.get('X-Amz-Signature');
  if (inQuery !== null) {
    return {
      credential: searchParams.get('X-Amz-Credential') ?? '',
      signedHeaders: (searchParams.get('X-Amz-SignedHeaders') ?? '').split(';'),
      signature: inQuery,
      date: searchParams.get('X-Amz-Date') ?? '',
      query: [...searchParams].filter(([name]) => name !== 'X-Amz-Signature'),
      payloadHash: searchParams.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
      expires: Number(searchParams.get('X-Amz-Expires')),
    };
  }
  const [, credential, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  if (credential === undefined || names === undefined || signature === undefined) return null;
  return {
    ...{ credential, signature, signedHeaders: names.split(';'), query: [...searchParams] },
    ...{
      date: String(headers['x-amz-date']),
      payloadHash: String(headers['x-amz-content-sha256']),
      expires: undefined,
    },
  };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}
