import type { ConsumerDefinition } from '../consumer/consumer.ts';
import type { Stage } from './stage.ts';

export const types = ['thing.changed'];

/** A consumer's effect: one note per event. */
export function noting({ tables }: Stage): ConsumerDefinition<void> {
  return {
    name: 'noting',
    types,
    apply: async (tx, event) => void (await tx.insert(tables.notes).values({ text: String(event.position) })),
  };
}

export async function notes({ admin }: Stage): Promise<number[]> {
  const rows = await admin<{ text: string }[]>`select text from shop.notes order by number`;
  return rows.map(({ text }) => Number(text));
}

export async function offset({ admin }: Stage, consumer = 'noting'): Promise<number | undefined> {
  const [row] = await admin<
    { position: string }[]
  >`select position from shop.consumer_offsets where consumer = ${consumer}`;
  return row && Number(row.position);
}
