import type { Refusal } from '../channels/refused-error.ts';
import type { DevicePlatform } from '../devices/device.model.ts';

/** What is pushed to a device. */
export interface PushMessage {
  /** Of the delivery: whoever is shown two of one id is shown the second in the place of the first. */
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** Where it leads to. */
  readonly url: string | null;
  /** Whether to wake a device that sleeps. */
  readonly isUrgent: boolean;
}

/** Where it is pushed to. */
export interface PushTarget {
  readonly id: string;
  readonly name: string;
  readonly platform: DevicePlatform;
  /** As its push service knows it; of a browser, its subscription as JSON. */
  readonly token: string;
  /** What a push service has heard before of a device says nothing of it since it was registered again. */
  readonly registeredAt: Date;
}

/** What a push service says. Its code is a constant of it or of ours, and tells nothing of anybody. */
export type PushVerdict =
  | { readonly outcome: 'sent'; readonly messageId: string | null }
  /** There is no such device, or no more. */
  | { readonly outcome: 'gone' }
  /** It is certain that nothing was pushed. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly code: string };

/** A push service. */
export interface PushProvider {
  readonly name: string;
  /**
   * @param signal is aborted when nobody waits any more.
   * @throws {Error} where nobody knows whether it was pushed.
   */
  push(target: PushTarget, message: PushMessage, signal: AbortSignal): Promise<PushVerdict>;
  /** Ends its connections. */
  close(): Promise<void>;
}

/** What is older helps nobody any more: push services forget it then. */
export const timeToLiveSeconds = 24 * 60 * 60;

export const refused = (refusal: Refusal, code: string): PushVerdict => ({ outcome: 'refused', refusal, code });
export const gone: PushVerdict = { outcome: 'gone' };

/** The payload with as much of the text as there is room for. @param maxBytes in UTF-8. */
export function fitted(text: string, maxBytes: number, render: (text: string) => string): string {
  const fits = (rendered: string) => Buffer.byteLength(rendered) <= maxBytes;
  const whole = render(text);
  if (fits(whole)) return whole;
  const characters = [...text];
  const beginning = (length: number) => render(`${characters.slice(0, length).join('')}…`);
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(beginning(middle))) low = middle;
    else high = middle - 1;
  }
  return beginning(low);
}
