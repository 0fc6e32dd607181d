import {
  type Database,
  type Idempotency,
  newId,
  type Page,
  type PageRequest,
  type Transaction,
} from '@trivet/database';
import { type AccountAccess, requireUser } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import {
  AppError,
  type Clock,
  type Graph,
  type Logger,
  NotFoundError,
  RateLimitedError,
  UserFault,
} from '@trivet/platform';
import { type Limit, type Operation, requireText } from '@trivet/subgraph';
import type { InboxService } from '../inbox/inbox.service.ts';
import { AnnouncementBegunError } from './announcement.errors.ts';
import { announcementCancelled, announcementSent } from './announcement.events.ts';
import type { Announcement, MemberRole, QueuedAnnouncement } from './announcement.model.ts';
import type { AnnouncementRepository, ShownAnnouncement } from './announcement.repository.ts';
import { type AnnouncementMember, findMembers } from './members.ts';

export type { ShownAnnouncement } from './announcement.repository.ts';

export interface AnnouncementServiceDeps {
  /** Whose commits wake whoever sends mails. */
  readonly db: Pick<Database, 'transaction'>;
  readonly announcements: AnnouncementRepository;
  readonly idempotency: Idempotency;
  readonly inbox: InboxService;
  readonly outbox: Outbox;
  readonly graph: Graph;
  readonly limit: Limit;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What somebody has to say, and to whom: to all members where nobody is named. */
export interface NewAnnouncement {
  readonly accountId: string;
  readonly userId: string | null;
  readonly role: MemberRole | null;
  readonly roleId: string | null;
  readonly title: string;
  readonly body: string;
  readonly link: string | null;
  /** When it begins to be told; null for at once. */
  readonly scheduledAt: Date | null;
}

const maxTitle = 100;
const maxBody = 4_000;
const maxLink = 2_000;
const scheduledWithinMs = 366 * 24 * 3_600_000;
/** Longer than a page of members may take. Who is killed is followed by another after this time. */
const leaseMs = 20_000;
const retryMs = 5_000;
/** In one run, so that a process can stop between two. */
const announcementsPerRun = 10;

/** What is said to many by hand. It is written down at once and told page by page, by a job that goes on where one was killed. */
export class AnnouncementService {
  readonly #deps: AnnouncementServiceDeps;

  constructor(deps: AnnouncementServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Begins to tell members of an account something. Who belongs to it is looked at when it is told.
   * @throws {NotFoundError}; {@link UserFault} `INVALID_INPUT`; {@link AppError} `FORBIDDEN`, also in the place of another,
   * `RATE_LIMITED`.
   */
  async send(operation: Operation, input: NewAnnouncement): Promise<Announcement> {
    const { db, announcements, idempotency, outbox, clock } = this.#deps;
    const { viewer } = operation;
    const access = await operation.access.require(input.accountId, 'announcements:send', ['accountId']);
    if (viewer.kind === 'user' && viewer.act)
      throw new AppError('FORBIDDEN', 'Nobody can do this in the place of another.');
    const { accountId, userId, role, roleId } = input;
    if ([userId, role, roleId].filter((named) => named !== null).length > 1)
      throw invalid('Name one person, one role, or nobody for all members.', 'userId');
    const content = {
      title: requireText(input.title, { path: ['title'], max: maxTitle }),
      body: requireBody(input.body),
      link: input.link === null ? null : requireLink(input.link),
      scheduledAt: input.scheduledAt,
    };
    const id = newId();
    const sentById = viewer.kind === 'user' ? requireUser(viewer).userId : null;
    const { earlierId, created } = await outbox.transaction(db, access.rows, async (tx, events) => {
      const earlierId = await idempotency.claim(tx, operation.repeatable('notificationSend', input), id);
      if (earlierId) return { earlierId, created: null };
      // Of what is repeated the time may have come meanwhile.
      if (content.scheduledAt !== null) this.#requireLater(content.scheduledAt);
      await this.#count(accountId);
      const audience = { userId, role, roleId };
      const createdAt = clock.now();
      const created = await announcements.insert(tx, { id, accountId, ...content, ...audience, sentById, createdAt });
      events.append(announcementSent({ accountId, announcementId: id }, operation.cause));
      return { earlierId: id, created };
    });
    if (created) return created;
    const [earlier] = await this.findByIds(operation, [earlierId]);
    if (!earlier) throw new AppError('INTERNAL_SERVER_ERROR', 'An announcement is gone that was there.');
    return earlier;
  }

  /**
   * Takes back what is announced for later. Of this and its beginning at once one happens.
   * @throws {NotFoundError}; {@link AnnouncementBegunError}; {@link AppError} `UNAUTHENTICATED`, `FORBIDDEN` in the place of another.
   */
  async cancel(operation: Operation, id: string): Promise<ShownAnnouncement> {
    const { db, announcements, outbox, clock } = this.#deps;
    const { viewer, cause } = operation;
    operation.access.requireSignedIn();
    const [present] = await this.findByIds(operation, [id]);
    if (!present) throw new NotFoundError('announcement', ['id']);
    if (viewer.kind === 'user' && viewer.act)
      throw new AppError('FORBIDDEN', 'Nobody can do this in the place of another.');
    const { accountId } = present;
    const cancelled = await outbox.transaction(db, { accounts: [accountId] }, async (tx, events) => {
      const taken = await announcements.cancel(tx, id, clock.now());
      if (taken) events.append(announcementCancelled({ accountId, announcementId: id }, cause));
      return taken;
    });
    if (cancelled) return cancelled;
    const [now] = await this.findByIds(operation, [id]);
    if (!now) throw new NotFoundError('announcement', ['id']);
    if (now.cancelledAt === null) throw new AnnouncementBegunError();
    return now;
  }

  /** One page per account, the newest first, in the order of `accesses`. */
  listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<ShownAnnouncement>[]> {
    return this.#deps.announcements.listByAccounts(accesses, page);
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not see. */
  findByIds({ access }: Operation, ids: readonly string[]): Promise<(Announcement | null)[]> {
    return access.lookUp('announcements:send', ids, (scope, wanted) =>
      this.#deps.announcements.findByIds(scope, wanted),
    );
  }

  /** Goes on with what is due, a page of members after the other. */
  async work(): Promise<void> {
    const { announcements, clock } = this.#deps;
    for (let done = 0; done < announcementsPerRun && (await announcements.hasDue(clock.now())); done += 1) {
      const claimed = await announcements.claim(clock.now(), this.#later(leaseMs));
      if (!claimed) return;
      await this.#tell(claimed);
    }
  }

  /** Of an account that is no more, whose rows the transaction sees: at most `limit`, and answers how many. */
  removeOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    return this.#deps.announcements.deleteOfAccount(tx, accountId, limit);
  }

  async #tell(claimed: QueuedAnnouncement): Promise<void> {
    const { db, announcements, logger } = this.#deps;
    const { announcementId, accountId } = claimed;
    try {
      let present = await announcements.find(claimed);
      while (present && !present.completedAt && !present.cancelledAt) present = await this.#page(present);
    } catch (error) {
      logger.warn('An announcement could not be told to all; it goes on later.', { announcementId, error });
      await db.transaction({ accounts: [accountId] }, (tx) =>
        announcements.postpone(tx, announcementId, this.#later(retryMs)),
      );
    }
  }

  /** A page of members more, and how far it has come; null where another process is at it. */
  async #page(present: Announcement): Promise<Announcement | null> {
    const { db, announcements, inbox, outbox, graph, clock } = this.#deps;
    const { id, accountId, cursor: after, title, body, link: target, sentById, createdAt, scheduledAt } = present;
    const requestId = `announcement-${id}`;
    const { members, next } = await findMembers(graph, { accountId, after, requestId });
    const userIds = members.filter((member) => isMeant(present, member)).map((member) => member.userId);
    const isComplete = next === null || (present.userId !== null && userIds.length > 0);
    return outbox.transaction(db, { accounts: [accountId], persons: userIds }, async (tx, events) => {
      const completedAt = isComplete ? clock.now() : null;
      const place = { cursor: next, completedAt, told: userIds.length };
      const moved = await announcements.advance(tx, present, place, this.#later(leaseMs));
      if (!moved) return null;
      const occasion = {
        stream: { account: accountId },
        bulk: false,
        actor: sentById,
        requestId,
        occurredAt: scheduledAt ?? createdAt,
        payload: { accountId, announcementId: id },
      };
      const draft = {
        ...{ occasionId: id, kind: announcementSent.type, category: 'announcement' as const, title, body, target },
        facts: null,
        channels: ['in_app', 'email'] as const,
        isMailedByUsers: false,
      };
      await inbox.tell({ tx, events }, occasion, draft, userIds);
      return moved;
    });
  }

  #requireLater(scheduledAt: Date): void {
    const inMs = scheduledAt.getTime() - this.#deps.clock.now().getTime();
    if (inMs <= 0 || inMs > scheduledWithinMs)
      throw invalid('What is announced for later is, within a year.', 'scheduledAt');
  }

  /** @throws {RateLimitedError} */
  async #count(accountId: string): Promise<void> {
    const waitMs = await this.#deps.limit.take(accountId);
    if (waitMs > 0) throw new RateLimitedError('This account has announced enough for now.', Math.ceil(waitMs / 1000));
  }

  #later(ms: number): Date {
    return new Date(this.#deps.clock.now().getTime() + ms);
  }
}

function isMeant({ userId, role, roleId }: Announcement, member: AnnouncementMember): boolean {
  if (userId !== null) return member.userId === userId;
  if (role !== null) return member.role === role.toUpperCase();
  return roleId === null || member.roleId === roleId;
}

/** Paragraphs of plain text, as somebody wrote them. */
function requireBody(body: string): string {
  const trimmed = body.trim().replaceAll('\r\n', '\n');
  const length = [...trimmed].length;
  if (length < 1 || length > maxBody) throw invalid(`"body" has 1 to ${maxBody} characters.`, 'body');
  if (/[^\P{Cc}\n\t]/u.test(trimmed)) throw invalid('"body" has no control characters but new lines.', 'body');
  if (!trimmed.isWellFormed()) throw invalid('"body" is not well-formed text.', 'body');
  return trimmed;
}

/** Where it leads to: nothing that a program would run. */
function requireLink(link: string): string {
  const url = link.length <= maxLink && URL.canParse(link) ? new URL(link) : null;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
    throw invalid(`"link" is a URL that begins with https://, of at most ${maxLink} characters.`, 'link');
  return url.href;
}

function invalid(message: string, field: string): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, [field]);
}
