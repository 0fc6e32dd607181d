import { arrivedMails } from './arrived-mails.ts';
import type { Channels } from './channels.ts';
import type { Devices } from './reachable.ts';

/** How often each delivery has arrived, by its id: by mail, as a text message, and on each kind of device. */
export function arrivalsOf(channels: Channels, devices: readonly Devices[]): Readonly<Record<string, Arrivals>> {
  const { twilio, fcm, apns } = channels;
  return {
    email: countOf(arrivedMails(channels).map(({ deliveryId }) => deliveryId)),
    sms: countOf(twilio.received.map(({ statusCallback }) => deliveryOf(statusCallback))),
    web: countOf(devices.flatMap(({ browser }) => browser.received.map(({ id }) => id))),
    android: countOf(fcm.received.map(({ android }) => android?.collapse_key)),
    ios: countOf(apns.received.map(({ headers }) => headers['apns-collapse-id'])),
  };
}

export type Arrivals = ReadonlyMap<string, number>;

function countOf(ids: readonly unknown[]): Arrivals {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(String(id), (counts.get(String(id)) ?? 0) + 1);
  return counts;
}

function deliveryOf(callback: string | null): string | null {
  return callback ? new URL(callback).searchParams.get('delivery') : null;
}
