import { UserFault } from '@trivet/platform';

/** What somebody was told cannot be taken back. */
export class AnnouncementBegunError extends UserFault {
  override readonly name = 'AnnouncementBegunError';

  constructor() {
    super('CONFLICT', 'ANNOUNCEMENT_BEGUN', 'It is being told already, or was.', ['id']);
  }
}
