import { AppError, type Clock, type Logger } from '@trivet/platform';
import type { Delivery, QueuedDelivery } from '../deliveries/delivery.model.ts';
import type { DeliveryService } from '../deliveries/delivery.service.ts';
import type { MailService } from './mail.service.ts';
import { type MailOutcome, MailRefusedError, type OutgoingMail } from './mail-sender.ts';

export interface SendingServiceDeps {
  readonly deliveries: DeliveryService;
  readonly mails: MailService;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long a way out may take; then nobody knows what has become of the mail. */
  readonly sendTimeoutMs?: number;
}

/** What is later than this helps nobody any more: no mails of last week after an outage, or when mails are switched on. */
export const maxAgeMs = 24 * 60 * 60 * 1000;
const maxAttempts = 10;

/**
 * Sends what is queued. The attempt is written down before the call, so after a crash, or where the way out has not answered, it is
 * known that a mail may have left. Then the way is asked; if it cannot tell, what concerns security is sent again under the same
 * Message-ID, and all else is `unknown`: better once than twice, but for what somebody has to know.
 */
export class SendingService {
  readonly #deps: SendingServiceDeps;

  constructor(deps: SendingServiceDeps) {
    this.#deps = deps;
  }

  /** Goes as far as it can now. What fails for reasons of ours is tried again later. */
  async send(queued: QueuedDelivery): Promise<void> {
    const { deliveries, logger } = this.#deps;
    const delivery = await deliveries.find(queued);
    if (delivery?.status !== 'queued') return;
    try {
      if (delivery.attemptedAt !== null && !(await this.#isToBeSent(delivery))) return;
      await this.#attempt(delivery);
    } catch (error) {
      logger.warn('A mail could not be sent; trying again.', { deliveryId: delivery.id, reason: nameOf(error) });
      await deliveries.postpone(delivery, delayOf(delivery, this.#deps.clock), null);
    }
  }

  /** Of one that may have left: whether to send it again. If not, it is settled. */
  async #isToBeSent(delivery: Delivery): Promise<boolean> {
    const { deliveries, mails, logger } = this.#deps;
    const isLate = this.#isLate(delivery);
    const outcome = await this.#inTime(mails.find(delivery)).catch((error: unknown): MailOutcome => {
      // A way that cannot be asked now can be asked later, for a day: that is no answer.
      if (!isLate) throw error;
      return 'unknown';
    });
    if (outcome === 'sent') await deliveries.settle(delivery, 'sent');
    const isOver = isLate || delivery.attempts >= maxAttempts;
    if (outcome === 'unknown' && (delivery.category !== 'security' || isOver)) {
      logger.warn('What has become of a mail is not known, and it is not sent again.', { deliveryId: delivery.id });
      await deliveries.settle(delivery, 'unknown');
      return false;
    }
    return outcome !== 'sent';
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { deliveries, mails, clock } = this.#deps;
    const isLate = this.#isLate(delivery);
    if (isLate || delivery.attempts >= maxAttempts) {
      await deliveries.settle(delivery, 'failed', isLate ? 'TOO_LATE' : 'TOO_MANY_ATTEMPTS');
      return;
    }
    const mail = await mails.compose(delivery);
    if (!mail) return deliveries.settle(delivery, 'cancelled', 'NOBODY_TO_WRITE_TO');
    if (!(await deliveries.beginAttempt(delivery))) return;
    const refusal = await this.#call(mail);
    if (!refusal) return deliveries.settle(delivery, 'sent');
    if (refusal.isPermanent) return deliveries.settle(delivery, 'failed', 'REFUSED');
    await deliveries.postpone(delivery, delayOf(delivery, clock), 'REFUSED_FOR_NOW');
  }

  #isLate({ occurredAt }: Delivery): boolean {
    return this.#deps.clock.now().getTime() - occurredAt.getTime() > maxAgeMs;
  }

  /** What was refused for certain; null when it is on its way. @throws where nobody knows. */
  async #call(mail: OutgoingMail): Promise<MailRefusedError | null> {
    try {
      await this.#inTime(this.#deps.mails.send(mail));
      return null;
    } catch (error) {
      if (error instanceof MailRefusedError) return error;
      throw error;
    }
  }

  /** So that a way out that does not answer takes nobody's place for ever. */
  async #inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const { sendTimeoutMs = 30_000 } = this.#deps;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new AppError('TIMEOUT', 'The way out does not answer.')), sendTimeoutMs);
    try {
      return await Promise.race([answer, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Four times as long with each attempt, up to six hours: ten of them outlast half a day in which a way out takes nothing. Before the
 * first it grows with how long it has waited for somebody who can tell, from a second to five minutes.
 */
function delayOf({ attempts, occurredAt }: Delivery, clock: Clock): number {
  const waitedMs = clock.now().getTime() - occurredAt.getTime();
  return Math.max(Math.min(1000 * 4 ** attempts, 21_600_000), Math.min(waitedMs / 4, 300_000));
}

/** Without its message, which may quote an address. */
function nameOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return error instanceof Error ? error.name : typeof error;
}
