import type { Operation } from '@trivet/subgraph';
import type { ExplainedDelivery, Occasion, OccasionService } from '../deliveries/occasion.service.ts';
import type { InboxService } from '../inbox/inbox.service.ts';
import {
  type ChosenBy,
  type NotificationCategory,
  type NotificationChannel,
  notificationChannels,
  type UnusedReason,
  type UnusedWays,
} from '../kinds/notification-kind.model.ts';
import type { DecisionCode, DeliveryDecision } from './decision.model.ts';
import type { DecisionService } from './decision.service.ts';

export interface ExplanationServiceDeps {
  readonly inbox: InboxService;
  readonly occasions: OccasionService;
  readonly decisions: DecisionService;
}

/** What was decided of a delivery, or has happened to it. */
export interface Step {
  readonly code: DecisionCode | 'queued';
  readonly at: Date;
  readonly chosenBy: ChosenBy | null;
  readonly until: Date | null;
  readonly attempt: number | null;
  readonly provider: string | null;
  readonly detail: string | null;
}

/** What has become of one way to tell something. */
export interface DeliveryExplanation {
  readonly channel: NotificationChannel;
  readonly status: ExplainedDelivery['status'];
  readonly steps: readonly Step[];
}

/** A way by which it was not told. */
export interface UnusedChannel {
  readonly channel: NotificationChannel;
  readonly reason: UnusedReason;
}

/** Why somebody was told something. */
export interface Explanation {
  readonly kind: string;
  readonly category: NotificationCategory;
  readonly occurredAt: Date;
  readonly deliveries: readonly DeliveryExplanation[];
  readonly unusedChannels: readonly UnusedChannel[];
}

/** Who is shown why: the person himself, or one who looks after what is told of an account. */
type Reader = { readonly userId: string } | { readonly accountId: string };

/** Why persons were told what they were told. */
export class ExplanationService {
  readonly #deps: ExplanationServiceDeps;

  constructor(deps: ExplanationServiceDeps) {
    this.#deps = deps;
  }

  /** Of a notification of the viewer's own; null where there is none. */
  async ofNotification({ viewer }: Operation, notificationId: string): Promise<Explanation | null> {
    if (viewer.kind !== 'user') return null;
    const { userId } = viewer;
    const occasionId = await this.#deps.inbox.findOccasion(userId, notificationId);
    return occasionId === null ? null : this.#explain({ userId }, { userId, occasionId });
  }

  /** Of a delivery to the viewer, or of an account that he looks after; null where there is none. */
  async ofDelivery(operation: Operation, deliveryId: string): Promise<Explanation | null> {
    const { occasions } = this.#deps;
    const own = await occasions.findOwn(operation, deliveryId);
    if (own?.userId) return this.#explain({ userId: own.userId }, own);
    const seen = await occasions.findOfAccount(operation, deliveryId);
    return seen?.accountId ? this.#explain({ accountId: seen.accountId }, seen) : null;
  }

  async #explain(reader: Reader, { userId, occasionId }: Occasion): Promise<Explanation | null> {
    const { occasions, decisions } = this.#deps;
    const scope = 'userId' in reader ? { persons: [reader.userId] } : { accounts: [reader.accountId] };
    const told = await occasions.list(scope, { userId, occasionId });
    const [first] = told;
    if (!first) return null;
    const digestIds = told.flatMap(({ digestId }) => digestId ?? []);
    const [own, ofDigests] = await Promise.all([
      decisions.list(
        scope,
        told.map(({ id }) => id),
      ),
      // A digest is its person's: of it the steps are shown to who may see one of the things in it.
      decisions.list({ persons: userId === null ? [] : [userId] }, digestIds),
    ]);
    const { kind, category, occurredAt } = first;
    const explained = told.map((delivery) => {
      const steps = [...(own.get(delivery.id) ?? []), ...(ofDigests.get(delivery.digestId ?? '') ?? [])];
      return { ...delivery, steps: [...begun(delivery), ...steps.map((step) => shown(step, reader))] };
    });
    return { kind, category, occurredAt, deliveries: explained, unusedChannels: unusedBy(told) };
  }
}

/** As it was written down with each. What users mails is queued by another than what is told otherwise, maybe a moment later. */
function unusedBy(told: readonly ExplainedDelivery[]): UnusedChannel[] {
  const used = new Set(told.map(({ channel }) => channel));
  const unused: UnusedWays = Object.assign({}, ...told.map((each) => each.unused));
  return notificationChannels.flatMap((channel) => {
    const reason = unused[channel];
    return reason && !used.has(channel) ? [{ channel, reason }] : [];
  });
}

const nothing = { chosenBy: null, until: null, attempt: null, provider: null, detail: null };

/** What the row itself says: of each delivery one step more would be a row more. */
function begun({ channel, chosenBy, createdAt, settledAt }: ExplainedDelivery): Step[] {
  const queued: Step = { ...nothing, code: 'queued', at: createdAt, chosenBy };
  return channel === 'in_app' ? [queued, { ...nothing, code: 'delivered', at: settledAt ?? createdAt }] : [queued];
}

/** When somebody sleeps, and where, is his own matter. */
function shown({ code, at, until, attempt, provider, detail }: DeliveryDecision, reader: Reader): Step {
  return { code, at, chosenBy: null, until: 'userId' in reader ? until : null, attempt, provider, detail };
}
