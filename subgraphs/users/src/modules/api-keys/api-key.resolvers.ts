import { connectionOf, pageRequest } from '@trivet/database';
import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload, requireRouter } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import type {
  ApiKeyResolvers,
  ApiKey as ApiKeyType,
  MutationResolvers,
  QueryResolvers,
  UserResolvers,
} from '../../api/schema.generated.ts';
import type { ApiKey as ApiKeyModel } from './api-key.model.ts';

const defaultOverlapSeconds = 24 * 60 * 60;

export const ApiKey: Complete<ApiKeyResolvers, ApiKeyType, ApiKeyModel> = {
  id: ({ id }) => globalId('key', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'key' ? loaders.apiKey.load(reference.uuid) : null;
  },
  createdBy: ({ createdById }, _args, { loaders }) => (createdById === null ? null : loaders.user.load(createdById)),
};

export const apiKeysOfUser = {
  apiKeys: async ({ id }, args, { apiKeys }) => connectionOf(await apiKeys.listOwn(id, pageRequest(args))),
} satisfies UserResolvers<UsersContext>;

export const apiKeyQueries = {
  _apiKeys: (_root, { hashes }, { viewer, apiKeyVerifications }) => {
    requireRouter(viewer);
    return apiKeyVerifications.verify(hashes.map((hash) => Buffer.from(hash, 'base64url')));
  },
} satisfies QueryResolvers<UsersContext>;

export const apiKeyMutations = {
  apiKeyCreate: (_root, { input }, { operation, apiKeys }) => {
    operation.refuseRepetition('apiKeyCreate');
    return payload(() =>
      apiKeys.create(operation, {
        accountId: input.accountId == null ? null : parseGlobalId('acc', input.accountId),
        name: input.name,
        scopes: input.scopes,
        networks: input.networks ?? [],
        expiresAt: input.expiresAt ?? null,
      }),
    );
  },
  apiKeyRotate: (_root, { input }, { operation, apiKeys }) => {
    operation.refuseRepetition('apiKeyRotate');
    const keyId = parseGlobalId('key', input.apiKeyId);
    const overlapSeconds = input.overlapSeconds ?? defaultOverlapSeconds;
    return payload(() => apiKeys.rotate(operation, { keyId, overlapSeconds }));
  },
  apiKeyRevoke: (_root, { input }, { operation, apiKeys }) =>
    payload(async () => {
      const keyId = parseGlobalId('key', input.apiKeyId);
      return { apiKeyId: globalId('key', await apiKeys.revoke(operation, { keyId })) };
    }),
} satisfies MutationResolvers<UsersContext>;
