import { AppError, type Clock, type Logger } from '@trivet/platform';
import { type Delivery, maxAgeMs, type QueuedDelivery, wantedAt } from '../deliveries/delivery.model.ts';
import type { DeliveryService } from '../deliveries/delivery.service.ts';
import type { DigestService } from '../digests/digest.service.ts';
import type { SentChannel } from '../kinds/notification-kind.model.ts';
import type { PlacementService } from '../placement/placement.service.ts';
import type { AttemptService, Verdict } from './attempt.service.ts';
import type { ChannelStrategy, Outcome, Receipt } from './channel-strategy.ts';
import { RefusedError } from './refused-error.ts';

export interface SendingServiceDeps {
  readonly deliveries: DeliveryService;
  readonly attempts: AttemptService;
  readonly placement: PlacementService;
  readonly digests: DigestService;
  readonly channels: readonly ChannelStrategy[];
  readonly clock: Clock;
  readonly logger: Logger;
}

const maxAttempts = 10;

/**
 * Sends what is queued, by whatever channel. The attempt is written down before the call, so after a crash, or where a provider has not
 * answered, it is known that a message may have left. Then the provider is asked; if he cannot tell, what concerns security is sent again
 * under the same identity, and all else is `unknown`: better once than twice, but for what somebody has to know.
 */
export class SendingService {
  readonly #deps: SendingServiceDeps;
  readonly #channels: ReadonlyMap<string, ChannelStrategy>;

  constructor(deps: SendingServiceDeps) {
    this.#deps = deps;
    this.#channels = new Map(deps.channels.map((strategy) => [strategy.channel, strategy]));
  }

  /** How many messages each channel takes at once, by now. */
  capacities(): ReadonlyMap<SentChannel, number> {
    return new Map(this.#deps.channels.map(({ channel, capacity }) => [channel, capacity]));
  }

  /** After the last message. */
  close(): void {
    for (const strategy of this.#deps.channels) strategy.close?.();
  }

  /** Goes as far as it can now. What fails for reasons of ours is tried again later. */
  async send(queued: QueuedDelivery): Promise<void> {
    const { deliveries, logger, clock } = this.#deps;
    const delivery = await deliveries.find(queued);
    const strategy = delivery && this.#channels.get(delivery.channel);
    if (delivery?.status !== 'queued' || !strategy) return;
    try {
      const before = delivery.attemptedAt === null ? 'not sent' : await this.#outcomeOf(delivery, strategy);
      if (before === 'sent') return await deliveries.settle(delivery, 'sent');
      if (before === 'unknown' && !this.#isSentAgain(delivery)) {
        logger.warn('What has become of a message is not known, and it is not sent again.', {
          deliveryId: delivery.id,
        });
        return await deliveries.settle(delivery, 'unknown');
      }
      await this.#attempt(delivery, strategy, before);
    } catch (error) {
      logger.warn('A message could not be sent; trying again.', { deliveryId: delivery.id, reason: nameOf(error) });
      await deliveries.postpone(delivery, delayOf(delivery, clock), null);
    }
  }

  /** Of one that may have left. */
  async #outcomeOf(delivery: Delivery, strategy: ChannelStrategy): Promise<Outcome> {
    try {
      return await strategy.find(delivery);
    } catch (error) {
      // Who cannot be asked now can be asked later, for a day: that is no answer.
      if (!this.#isLate(delivery)) throw error;
      return 'unknown';
    }
  }

  /** Where nobody can tell whether it has left. */
  #isSentAgain(delivery: Delivery): boolean {
    return delivery.category === 'security' && !this.#isLate(delivery) && delivery.attempts < maxAttempts;
  }

  async #attempt(delivery: Delivery, strategy: ChannelStrategy, before: Outcome): Promise<void> {
    const { deliveries, attempts, placement, clock } = this.#deps;
    const isLate = this.#isLate(delivery);
    if (isLate || delivery.attempts >= maxAttempts) {
      await deliveries.settle(delivery, 'failed', { failure: isLate ? 'TOO_LATE' : 'TOO_MANY_ATTEMPTS' });
      return;
    }
    // One that may have left was placed before.
    if (before === 'not sent' && !(await placement.place(delivery))) return;
    const { receipt, refusal, verdict, address, last } = await this.#hand(delivery, strategy);
    if (receipt?.waitingDevices?.length) return deliveries.takeInPart(last, receipt, delayOf(delivery, clock));
    if (receipt) return deliveries.settle(delivery, 'sent', { by: receipt });
    if (refusal?.suppression && address) await attempts.suppress(last, address, refusal.suppression);
    if (refusal?.refusal === 'permanent') return deliveries.settle(delivery, 'failed', { failure: 'REFUSED' });
    // That this call was refused says nothing of one before that nobody knows of.
    const mayHaveLeft = before === 'unknown';
    if (refusal) return deliveries.postpone(last, delayOf(delivery, clock), mayHaveLeft ? null : 'REFUSED_FOR_NOW');
    if (verdict === 'taken') return;
    if (mayHaveLeft) return deliveries.settle(delivery, 'unknown');
    await deliveries.settle(delivery, 'cancelled', { failure: whyNot[verdict ?? 'nobody'] });
  }

  /** Who has taken it, why everybody has refused it, or why nobody was called. @throws where nobody knows. */
  async #hand(delivery: Delivery, strategy: ChannelStrategy): Promise<Handing> {
    const { attempts, digests, clock } = this.#deps;
    const dispatch = await strategy.compose(await digests.fill(delivery));
    if (!dispatch) return { verdict: 'nobody', last: delivery };
    const { address } = dispatch;
    let verdict: Verdict = 'begun';
    let last = delivery;
    const begin = async (provider: string) => {
      verdict = await attempts.begin(last, { provider, address });
      if (verdict === 'begun') last = { ...last, attempts: last.attempts + 1, provider, attemptedAt: clock.now() };
      return verdict === 'begun';
    };
    try {
      const receipt = await dispatch.send(begin);
      return receipt ? { receipt, last } : { verdict, last };
    } catch (error) {
      if (error instanceof RefusedError) return { refusal: error, address, last };
      throw error;
    }
  }

  #isLate(delivery: Delivery): boolean {
    return this.#deps.clock.now().getTime() - wantedAt(delivery).getTime() > maxAgeMs;
  }
}

interface Handing {
  readonly receipt?: Receipt;
  readonly refusal?: RefusedError;
  readonly verdict?: Verdict | 'nobody';
  /** The delivery with the attempts that were made of it. */
  readonly last: Delivery;
  /** Where it was to go. */
  readonly address?: string | null;
}

const whyNot: Readonly<Record<Verdict | 'nobody', string | null>> = {
  taken: null,
  // Where somebody was called, it has turned out meanwhile.
  ...{ begun: 'NOBODY_TO_WRITE_TO', nobody: 'NOBODY_TO_WRITE_TO' },
  unsubscribed: 'UNSUBSCRIBED',
  suppressed: 'SUPPRESSED',
};

/**
 * Four times as long with each attempt, up to six hours: ten of them outlast half a day in which nobody takes anything. Before the
 * first it grows with how long it has waited for somebody who can tell, from a second to five minutes.
 */
function delayOf(delivery: Delivery, clock: Clock): number {
  const waitedMs = clock.now().getTime() - wantedAt(delivery).getTime();
  return Math.max(Math.min(1000 * 4 ** delivery.attempts, 21_600_000), Math.min(waitedMs / 4, 300_000));
}

/** Without its message, which may quote an address. */
function nameOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return error instanceof Error ? error.name : typeof error;
}
