import { connectionOf, pageRequest } from '@trivet/database';
import { AppError, type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import {
  type AccountResolvers,
  AuditCredentialKind,
  type AuditEntryResolvers,
  type AuditEntry as AuditEntryType,
  type AuditLogFilter,
  type MutationResolvers,
} from '../../api/schema.generated.ts';
import { subjectIdOf } from '../../api/subject-id.ts';
import type { AuditEntry as AuditEntryModel } from './audit.model.ts';
import type { AuditFilter } from './audit.service.ts';

const kinds = {
  session: AuditCredentialKind.Session,
  api_key: AuditCredentialKind.ApiKey,
  service_identity: AuditCredentialKind.ServiceIdentity,
} as const;
const credentialPrefixes = { session: 'ses', api_key: 'key', service_identity: 'svc' } as const;

export const AuditEntry: Complete<AuditEntryResolvers, AuditEntryType, AuditEntryModel> = {
  id: ({ id }) => globalId('aud', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'aud' ? loaders.auditEntry.load(reference.uuid) : null;
  },
  actor: ({ actorId }, _args, { loaders }) => (actorId === null ? null : loaders.user.load(actorId)),
  credentialKind: ({ credentialKind }) => credentialKind && kinds[credentialKind],
  credentialId: ({ credentialKind, credentialId }) =>
    credentialKind === null || credentialId === null
      ? null
      : globalId(credentialPrefixes[credentialKind], credentialId),
  impersonatorId: ({ impersonatorId }) => (impersonatorId === null ? null : globalId('usr', impersonatorId)),
  subjectId: ({ subjectType, subjectId }) => subjectIdOf({ type: subjectType, id: subjectId }),
  address: async (entry, _args, { loaders }) => (await loaders.auditAddress.load(entry))?.address ?? null,
  hash: ({ hash }) => hash.toString('hex'),
  previousHash: ({ previousHash }) => previousHash?.toString('hex') ?? null,
};

export const auditLogOfAccount = {
  auditLog: async ({ id }, { filter, ...args }, { operation, loaders }) => {
    const page = pageRequest(args);
    const wanted = filterOf(filter ?? {});
    const access = await operation.access.find(id, 'audit:read');
    return access && connectionOf(await loaders.auditLog(wanted, page).load(access));
  },
} satisfies AccountResolvers<UsersContext>;

export const auditMutations = {
  auditExport: (_root, { input }, { operation, auditExports }) => {
    operation.refuseRepetition('auditExport');
    return payload(() =>
      auditExports.export(operation, { accountId: parseGlobalId('acc', input.accountId), after: input.after ?? null }),
    );
  },
} satisfies MutationResolvers<UsersContext>;

const maxActions = 20;

/** @throws {AppError} `BAD_USER_INPUT` for ids that are none, and for too many actions. */
function filterOf({ actorId, actions, subjectId, credentialId, from, to }: AuditLogFilter): AuditFilter {
  const wanted = [...new Set(actions ?? [])];
  if (wanted.length > maxActions) throw new AppError('BAD_USER_INPUT', `"actions" can be ${maxActions} at most.`);
  return {
    actorId: actorId == null ? null : parseGlobalId('usr', actorId),
    actions: wanted,
    subjectId: uuidOf(subjectId, 'subjectId'),
    credentialId: uuidOf(credentialId, 'credentialId'),
    from: from ?? null,
    to: to ?? null,
  };
}

function uuidOf(id: string | null | undefined, name: string): string | null {
  if (id == null) return null;
  const decoded = decodeGlobalId(id);
  if (!decoded) throw new AppError('BAD_USER_INPUT', `"${name}" is not an id.`);
  return decoded.uuid;
}
