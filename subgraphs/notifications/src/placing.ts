import type { Database } from '@trivet/database';
import type { Outbox } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
import { GatheringRepository } from './modules/deliveries/gathering.repository.ts';
import { GatheringService } from './modules/deliveries/gathering.service.ts';
import { OccasionRepository } from './modules/deliveries/occasion.repository.ts';
import { OccasionService } from './modules/deliveries/occasion.service.ts';
import { DigestService } from './modules/digests/digest.service.ts';
import type { DecisionService } from './modules/explanations/decision.service.ts';
import type { NotificationLinks } from './modules/inbox/notification-links.ts';
import type { PersonService } from './modules/persons/person.service.ts';
import { PlacementService } from './modules/placement/placement.service.ts';
import { TimingRepository } from './modules/preferences/timing.repository.ts';
import { TimingService } from './modules/preferences/timing.service.ts';
import type { LetterRenderer } from './modules/templates/rendering/letter-renderer.ts';

export interface PlacingDeps {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly decisions: DecisionService;
  readonly persons: PersonService;
  readonly renderer: LetterRenderer;
  readonly links: NotificationLinks;
  readonly clock: Clock;
}

/** When what is told is told, what is told together, and why. */
export function createPlacing({ db, outbox, decisions, persons, renderer, links, clock }: PlacingDeps): {
  readonly gathering: GatheringService;
  readonly digests: DigestService;
  readonly timing: TimingService;
  readonly placement: PlacementService;
  readonly occasions: OccasionService;
} {
  const gathering = new GatheringService({ db, gathering: new GatheringRepository(db), decisions, clock });
  const timing = new TimingService({
    ...{ db, timing: new TimingRepository(db), outbox, clock },
    reconsider: (tx, userId) => gathering.reconsider(tx, userId),
  });
  return {
    gathering,
    timing,
    digests: new DigestService({ gathering, persons, renderer, linkTo: (target) => links.to(target) }),
    placement: new PlacementService({ timing, gathering, persons, clock }),
    occasions: new OccasionService({ occasions: new OccasionRepository(db) }),
  };
}
