import type { Database } from '@trivet/database';
import type { Clock } from '@trivet/platform';
import type { DecisionService } from '../explanations/decision.service.ts';
import type { SentChannel } from '../kinds/notification-kind.model.ts';
import type { SuppressionReason } from '../suppressions/suppression.model.ts';
import type { SuppressionService } from '../suppressions/suppression.service.ts';
import { keptMs } from './delivery.service.ts';
import type { DeliveryReportRepository, ReportedDelivery } from './delivery-report.repository.ts';

/** What a provider tells by a callback of a message that it took. */
export interface DeliveryReport {
  readonly deliveryId: string;
  readonly provider: string;
  /** By which it knows the message. */
  readonly messageId: string | null;
  /** What has become of it; null where that is not what is told. */
  readonly outcome: Pick<ReportedDelivery, 'status' | 'failure'> | null;
  /** Where nothing is to be sent any more. */
  readonly suppression: {
    readonly channel: SentChannel;
    readonly address: string;
    readonly reason: SuppressionReason;
  } | null;
  /** When it happened; null where nobody says, and then it says nothing of later than its message was handed over. */
  readonly at: Date | null;
}

export interface DeliveryReportServiceDeps {
  readonly db: Database;
  readonly reports: DeliveryReportRepository;
  readonly decisions: DecisionService;
  readonly suppressions: SuppressionService;
  readonly clock: Clock;
}

/** Of what is told of one delivery at once the strongest counts. */
const strength = { failed: 1, delivered: 2, bounced: 3 } as const;

/** What has become of messages, as those tell who carry them. Told twice, or in another order, it is the same. */
export class DeliveryReportService {
  readonly #deps: DeliveryReportServiceDeps;

  constructor(deps: DeliveryReportServiceDeps) {
    this.#deps = deps;
  }

  /** All of it or nothing. What is told of deliveries that there are not any more says only where nothing is to be sent, and since when. */
  async record(told: readonly DeliveryReport[]): Promise<void> {
    const { db, reports, decisions, suppressions, clock } = this.#deps;
    if (told.length === 0) return;
    const queued = await reports.listQueued([...new Set(told.map(({ deliveryId }) => deliveryId))]);
    const known = new Map(queued.map((delivery) => [delivery.deliveryId, delivery]));
    const rows = {
      persons: [...new Set(queued.flatMap(({ userId }) => userId ?? []))],
      accounts: [...new Set(queued.flatMap(({ accountId }) => accountId ?? []))],
    };
    const at = clock.now();
    const strongest = strongestOf(told.filter(({ deliveryId }) => known.has(deliveryId)));
    await db.transaction(rows, async (tx) => {
      const handedOver = await reports.lock(tx, [...known.keys()]);
      const times = { at, forgetAt: new Date(at.getTime() + keptMs) };
      for (const delivery of await reports.report(tx, [...strongest.values()], times)) {
        const { status: code, failure: detail = null, provider = null } = strongest.get(delivery.id) ?? {};
        if (code) await decisions.record(tx, delivery, { code, detail, provider });
      }
      await suppressions.add(
        tx,
        told.flatMap(({ deliveryId, suppression, at: happenedAt }) => {
          const since = happenedAt ?? handedOver.get(deliveryId);
          const userId = known.get(deliveryId)?.userId ?? null;
          return suppression && since ? [{ ...suppression, userId, at: since }] : [];
        }),
      );
    });
  }
}

/** One of each delivery. */
function strongestOf(told: readonly DeliveryReport[]): ReadonlyMap<string, ReportedDelivery> {
  const byId = new Map<string, ReportedDelivery>();
  for (const { deliveryId: id, outcome, provider, messageId } of told) {
    const before = byId.get(id);
    if (!outcome || (before && strength[before.status] >= strength[outcome.status])) continue;
    byId.set(id, { id, ...outcome, provider, messageId });
  }
  return byId;
}
