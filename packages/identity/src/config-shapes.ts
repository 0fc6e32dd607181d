import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';
import { z } from 'zod';

/** 32 bytes in base64, or several of them. Begins with `/` like a path once in 64 times. */
const key256Pattern = /^[A-Za-z0-9+/]{43}=(?:[\s,]+[A-Za-z0-9+/]{43}=)*$/;

/** A value that is a secret, or the path of a file that holds it: begins with `/` or `./`. */
const secret = z.string().transform((value, context) => {
  if (!/^\.?\//.test(value) || key256Pattern.test(value)) return value;
  try {
    return readFileSync(value, 'utf8').trim();
  } catch {
    context.addIssue({ code: 'custom', message: 'names a file that cannot be read' });
    return z.NEVER;
  }
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEd25519(value: unknown): value is JWK {
  const { kty, crv, x } = (value ?? {}) as JWK;
  return kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string';
}

/** How keys stand in a configuration. */
export const keyShapes = {
  /** Text that holds secrets, or the path of a file that holds it. */
  text: secret,
  /** A JWK as JSON, or the path of a file that holds one. */
  jwk: secret.transform((text, context): JWK => {
    const key = parse(text);
    if (isEd25519(key)) return key;
    context.addIssue({
      code: 'custom',
      message: 'must be an Ed25519 key as a JWK, or the path of a file that holds one',
    });
    return z.NEVER;
  }),
  /** A JWK set as JSON, or the path of a file that holds one. */
  jwkSet: secret.transform((text, context): readonly JWK[] => {
    const { keys } = (parse(text) ?? {}) as { keys?: unknown };
    if (Array.isArray(keys) && keys.every(isEd25519)) return keys;
    context.addIssue({
      code: 'custom',
      message: 'must be Ed25519 keys as a JWK set, or the path of a file that holds one',
    });
    return z.NEVER;
  }),
  /** 32 bytes in base64, or the path of a file that holds them. */
  key256: secret.transform((text, context): Buffer => {
    const key = Buffer.from(text, 'base64');
    if (key.length === 32) return key;
    context.addIssue({ code: 'custom', message: 'must be 32 bytes in base64, or the path of a file that holds them' });
    return z.NEVER;
  }),
  /** Such keys with commas or white space between, or the path of a file that holds them; none in an empty text. */
  keys256: secret.transform((text, context): readonly Buffer[] => {
    const keys = text
      .split(/[\s,]+/)
      .filter((part) => part !== '')
      .map((part) => Buffer.from(part, 'base64'));
    if (keys.every((key) => key.length === 32)) return keys;
    context.addIssue({
      code: 'custom',
      message: 'must be keys of 32 bytes in base64 with commas between, or the path of a file that holds them',
    });
    return z.NEVER;
  }),
} as const;
