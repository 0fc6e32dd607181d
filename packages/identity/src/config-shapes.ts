import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';
import { z } from 'zod';

/** 32 bytes in base64. Begins with `/` like a path once in 64 times. */
const key256Pattern = /^[A-Za-z0-9+/]{43}=$/;

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

/** How keys stand in a configuration. */
export const keyShapes = {
  /** A JWK as JSON, or the path of a file that holds one. */
  jwk: secret.transform((text, context): JWK => {
    try {
      const key = JSON.parse(text) as JWK;
      if (key.kty === 'OKP' && key.crv === 'Ed25519' && key.x) return key;
    } catch {}
    context.addIssue({
      code: 'custom',
      message: 'must be an Ed25519 key as a JWK, or the path of a file that holds one',
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
} as const;
