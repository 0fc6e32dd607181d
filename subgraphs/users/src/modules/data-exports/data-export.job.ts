import type { Access } from '@trivet/identity';
import { globalId, type Logger } from '@trivet/platform';
import { Periodic } from '@trivet/subgraph';
import type { AccountService } from '../accounts/account.service.ts';
import type { AuditService } from '../audit/audit.service.ts';
import type { AuditAddressService } from '../audit/audit-address.service.ts';
import type { DataExportService } from './data-export.service.ts';
import type { PersonalDataSection } from './personal-data.ts';

const everyMs = 5_000;
const pageSize = 100;

/** Makes the exports that persons have asked for, and deletes those whose time is over. */
export function dataExportJob(deps: { readonly dataExports: DataExportService; readonly logger: Logger }): Periodic {
  const { dataExports, logger } = deps;
  return new Periodic({ name: 'The export of personal data', everyMs, run: () => dataExports.work(), logger });
}

/**
 * What the person did in his accounts, with his network addresses, also where he may not read their trails: these entries are
 * about him.
 */
export function activitySection({
  accounts,
  audit,
  addresses,
  access,
}: {
  readonly accounts: Pick<AccountService, 'find'>;
  readonly audit: AuditService;
  readonly addresses: AuditAddressService;
  readonly access: Access;
}): PersonalDataSection {
  return {
    name: 'activity',
    async read({ userId, after }) {
      const [grants] = await accounts.find([userId]);
      const accountIds = [...(grants?.keys() ?? [])].sort();
      // Account by account: the place is the account and the cursor in it.
      const [accountId = accountIds[0], cursor] = after?.split(' ') ?? [];
      if (accountId === undefined) return { records: [], next: null };
      const filter = { actorId: userId, subjectId: null, credentialId: null, actions: [], from: null, to: null };
      const within = access.system('exporting personal data', accountId);
      const [page] = await audit.listByAccounts([within], filter, { first: pageSize, after: cursor });
      const rows = page?.rows ?? [];
      const opened = await addresses.open(rows);
      const records = rows.map(({ action, occurredAt }, index) => ({
        ...{ accountId: globalId('acc', accountId), action, occurredAt },
        address: opened[index]?.address ?? null,
      }));
      const following = accountIds.find((id) => id > accountId) ?? null;
      return { records, next: page?.hasNextPage ? `${accountId} ${rows.at(-1)?.id}` : following };
    },
  };
}
