import type { UserViewer, Viewer } from '@trivet/platform';
import { expect } from 'vitest';
import type { CoreStage } from './core-fixture.ts';

const state = 'resource { id version data labels updatedAt }';
const errors = 'userErrors { code path ... on VersionConflict { currentVersion } }';
const documents = {
  update: `mutation ($input: ResourceUpdateInput!) { done: resourceUpdate(input: $input) { ${state} ${errors} } }`,
  delete: `mutation ($input: ResourceDeleteInput!) { done: resourceDelete(input: $input) { resourceId ${state} ${errors} } }`,
  restore: `mutation ($input: ResourceRestoreInput!) { done: resourceRestore(input: $input) { ${state} ${errors} } }`,
};
const historyDocument = /* GraphQL */ `
  query ($id: ID!, $first: Int, $after: Cursor) {
    resource(id: $id) {
      history(first: $first, after: $after) {
        nodes { version change changedAt changedBy { id } data labels changedPaths }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

/** Where a test is, and who acts in it. */
export interface Scene {
  readonly stage: CoreStage;
  readonly accountId: string;
  readonly ada: UserViewer;
}

/** What tests do to resources of the scene's account, again and again. */
export function resourceActions(scene: () => Scene) {
  return {
    async send(kind: keyof typeof documents, input: object, { viewer = scene().ada as Viewer, key = '' } = {}) {
      const more = key ? { idempotencyKey: key } : {};
      const answer = await scene().stage.ask(viewer, documents[kind], { input }, more);
      expect(answer.errors).toBeUndefined();
      return answer.data.done;
    },
    async created(data: object = { title: 'One' }, type = 'document'): Promise<string> {
      const { stage, ada, accountId } = scene();
      const { data: answer } = await stage.create(ada, accountId, { type, data });
      return answer.resourceCreate.resource.id;
    },
    async found(id: string): Promise<unknown> {
      const { stage, ada } = scene();
      return (await stage.ask(ada, 'query ($id: ID!) { resource(id: $id) { version data } }', { id })).data.resource;
    },
    async history(id: string, page: { first?: number; after?: string } = {}) {
      const { stage, ada } = scene();
      return (await stage.ask(ada, historyDocument, { id, ...page })).data.resource.history;
    },
    /** What was told of the account, in its order. */
    async announced(): Promise<unknown[]> {
      const { stage, accountId } = scene();
      const events = await stage.host.logged();
      return events
        .filter(({ payload }) => payload['accountId'] === accountId)
        .map(({ type, subject }) => [type, subject.version]);
    },
  };
}
