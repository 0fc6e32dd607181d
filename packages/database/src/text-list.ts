import { customType } from 'drizzle-orm/pg-core';
import { arrayText } from './reading/parameter-text.ts';

const none: readonly string[] = Object.freeze([]);

/** A column of type text[] of which most rows have nothing: reading an empty list costs next to nothing. */
export const textList = customType<{ data: readonly string[]; driverData: string | readonly string[] }>({
  dataType: () => 'text[]',
  // The driver itself makes an array of it; reads of ours leave it text.
  fromDriver: (value) => (typeof value === 'string' ? listOf(value) : value),
  toDriver: (list) => arrayText(list),
});

/** Of PostgreSQL's text form of an array, without nulls and of one dimension. */
function listOf(text: string): readonly string[] {
  if (text === '{}') return none;
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|[^{},]+/gs)].map(([whole, quoted]) =>
    quoted === undefined ? whole : quoted.replaceAll(/\\(.)/gs, '$1'),
  );
}
