import { RawJson } from '@trivet/platform';
import { customType } from 'drizzle-orm/pg-core';

/** A column of type jsonb whose content nobody looks into: it stays text, both ways. */
export const jsonText = customType<{ data: RawJson; driverData: string }>({
  dataType: () => 'jsonb',
  fromDriver: (text) => new RawJson(text),
  toDriver: ({ text }) => text,
});
