import type { Column } from 'drizzle-orm';
import { customType } from 'drizzle-orm/pg-core';

/** How a column keeps its values from who reads the database: null where it does not. */
export type Protection = 'encrypted' | 'hashed' | null;

/** Bytes that only `encryptField` of `@trivet/identity` makes: others do not fit into a column of {@link encrypted}. */
export type Encrypted = Buffer & { readonly [sealed]: true };
declare const sealed: unique symbol;

const encryptedBytes = { dataType: () => 'bytea' };
const hashedBytes = { dataType: () => 'bytea' };
const hashedCharacters = { dataType: () => 'text' };

/** Bytes, as they are. */
export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** Bytes that nobody reads without their key. */
export const encrypted = customType<{ data: Encrypted }>(encryptedBytes);

/** The hash of what nobody guesses, or one that takes a key to compute: the value does not come out of it again. */
export const hashed = customType<{ data: Buffer }>(hashedBytes);

/** The same, as text. */
export const hashedText = customType<{ data: string }>(hashedCharacters);

/** By the type of the column. */
export function protectionOf(column: Column): Protection {
  const { config } = column as unknown as { readonly config: { readonly customTypeParams?: object } };
  const { customTypeParams } = config;
  if (customTypeParams === encryptedBytes) return 'encrypted';
  return customTypeParams === hashedBytes || customTypeParams === hashedCharacters ? 'hashed' : null;
}
