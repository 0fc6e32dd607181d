/** What an attempt names. Ada's, or as good as Ada's and of nothing that there is. */
export interface Ids {
  readonly user: string;
  readonly account: string;
  readonly member: string;
  readonly role: string;
  readonly invitation: string;
  readonly resource: string;
  readonly notification: string;
  readonly session: string;
}

/** One way to get at what is another's. */
export interface Attempt {
  readonly what: string;
  readonly document: string;
  readonly variables?: (ids: Ids) => Readonly<Record<string, unknown>>;
  /**
   * What it takes to get there: membership of any kind, a role that may write, one that may invite, or being the person. With it the
   * attempt succeeds, so that an attempt that could never succeed is found out.
   */
  readonly takes: 'membership' | 'writing' | 'inviting' | 'oneself';
}

const nodeFields = /* GraphQL */ `
  __typename id
  ... on Account { name createdAt plan { id } viewerPermissions owner { id } members { nodes { id role } } resources { nodes { id data } } }
  ... on Resource { type data version account { id name resources { nodes { data } } } createdBy { id displayName } }
  ... on Invitation { email role invitedBy { id displayName } }
  ... on Role { name permissions }
  ... on Member { role permissions user { id displayName } }
  ... on Notification { title body readAt account { id name resources { nodes { data } } } }
  ... on Session { createdAt agent address }
  ... on User { displayName email inbox { nodes { id title } } accounts { nodes { id name } } }
`;

/** Queries and mutations, by the root field that they try. */
export const attempts: Readonly<Record<string, readonly Attempt[]>> = {
  'Query.account': [
    {
      what: 'the account itself',
      document: 'query ($account: ID!) { account(id: $account) { id name createdAt viewerPermissions } }',
      takes: 'membership',
    },
    {
      what: 'only that it is there',
      document: 'query ($account: ID!) { account(id: $account) { __typename } }',
      takes: 'membership',
    },
    {
      what: 'only its id',
      document: 'query ($account: ID!) { account(id: $account) { id } }',
      takes: 'membership',
    },
    {
      what: 'its resources',
      document:
        'query ($account: ID!) { account(id: $account) { resources { nodes { id data } edges { cursor node { id } } pageInfo { endCursor } } } }',
      takes: 'membership',
    },
    {
      what: 'its plan, which only another subgraph knows',
      document: 'query ($account: ID!) { account(id: $account) { plan { id name } } }',
      takes: 'membership',
    },
    {
      what: 'who belongs to it',
      document:
        'query ($account: ID!) { account(id: $account) { owner { id displayName } members { nodes { id user { id displayName } } } } }',
      takes: 'membership',
    },
    {
      what: 'under two names in one operation',
      document:
        'query ($account: ID!) { a: account(id: $account) { name } b: account(id: $account) { plan { id } resources { nodes { id } } } }',
      takes: 'membership',
    },
  ],
  'Query.resource': [
    {
      what: 'the resource',
      document: 'query ($resource: ID!) { resource(id: $resource) { id type data version createdAt updatedAt } }',
      takes: 'membership',
    },
    {
      what: 'only that it is there',
      document: 'query ($resource: ID!) { resource(id: $resource) { __typename id } }',
      takes: 'membership',
    },
    {
      what: 'its account, and all resources of that',
      document:
        'query ($resource: ID!) { resource(id: $resource) { account { id name members { nodes { id } } resources { nodes { id data } } } } }',
      takes: 'membership',
    },
    {
      what: 'who created it',
      document: 'query ($resource: ID!) { resource(id: $resource) { createdBy { id displayName } } }',
      takes: 'membership',
    },
  ],
  'Query.node': [
    ...(['account', 'resource', 'member', 'role'] as const).flatMap((kind): Attempt[] => [
      {
        what: `the ${kind}`,
        document: `query ($${kind}: ID!) { node(id: $${kind}) { ${nodeFields} } }`,
        takes: 'membership',
      },
      {
        what: `only that the ${kind} is there`,
        document: `query ($${kind}: ID!) { node(id: $${kind}) { __typename id } }`,
        takes: 'membership',
      },
    ]),
    {
      what: 'the invitation',
      document: `query ($invitation: ID!) { node(id: $invitation) { ${nodeFields} } }`,
      takes: 'inviting',
    },
    ...(['notification', 'session', 'user'] as const).flatMap((kind): Attempt[] => [
      {
        what: `the ${kind}`,
        document: `query ($${kind}: ID!) { node(id: $${kind}) { ${nodeFields} } }`,
        takes: 'oneself',
      },
      {
        what: `only that the ${kind} is there`,
        document: `query ($${kind}: ID!) { node(id: $${kind}) { __typename id } }`,
        takes: 'oneself',
      },
    ]),
  ],
  'Query.nodes': [
    {
      what: 'everything',
      document: `query ($ids: [ID!]!) { nodes(ids: $ids) { ${nodeFields} } }`,
      variables: ({ account, resource, member, role }) => ({ ids: [account, resource, member, role, account] }),
      takes: 'membership',
    },
    {
      what: 'only what is there',
      document: 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }',
      variables: ({ account, resource, member }) => ({ ids: [account, resource, member] }),
      takes: 'membership',
    },
    {
      what: 'what is the person’s own',
      document: 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }',
      variables: ({ user, notification, session }) => ({ ids: [user, notification, session] }),
      takes: 'oneself',
    },
  ],
  'Query.accessExplain': [
    {
      what: 'what who asks may do there',
      document:
        'query ($account: ID!) { accessExplain(accountId: $account, permission: "account:read") { granted message member { id } } }',
      takes: 'membership',
    },
    {
      what: 'what somebody else may do there',
      document:
        'query ($account: ID!, $member: ID!) { accessExplain(accountId: $account, memberId: $member, permission: "account:read") { granted message member { id user { displayName } } } }',
      takes: 'membership',
    },
  ],
  'Query.events': [
    {
      what: 'what happened in the account',
      document:
        'query ($account: ID!) { events(accountId: $account, first: 100) { nodes { id type cursor subjectId payload } pageInfo { hasNextPage endCursor } } }',
      takes: 'membership',
    },
    {
      what: 'only that something may be asked',
      document: 'query ($account: ID!) { events(accountId: $account) { __typename } }',
      takes: 'membership',
    },
    {
      what: 'what happened after a cursor of the account',
      document:
        'query ($account: ID!, $cursor: Cursor) { events(accountId: $account, after: $cursor, first: 100) { nodes { id type payload } pageInfo { hasNextPage endCursor } } }',
      takes: 'membership',
    },
  ],
  'Mutation.resourceCreate': [
    {
      what: 'a resource in the account',
      document: `mutation ($account: ID!) {
        resourceCreate(input: { accountId: $account, type: "document", data: { by: "somebody else" } }) {
          resource { id account { id name } } userErrors { __typename code message path }
        }
      }`,
      takes: 'writing',
    },
    {
      what: 'a resource that cannot be, in the account',
      document: `mutation ($account: ID!) {
        resourceCreate(input: { accountId: $account, type: "not a type", data: {} }) {
          resource { id } userErrors { __typename code message path }
        }
      }`,
      takes: 'writing',
    },
  ],
  'Mutation.resourceUpdate': [
    {
      what: 'the resource in its present version',
      document: `mutation ($resource: ID!) {
        resourceUpdate(input: { id: $resource, expectedVersion: 1, data: { by: "somebody else" } }) {
          resource { id data version } userErrors { __typename code message path }
        }
      }`,
      takes: 'writing',
    },
    {
      what: 'the present state, by a conflict',
      document: `mutation ($resource: ID!) {
        resourceUpdate(input: { id: $resource, expectedVersion: 99, data: {} }) {
          resource { id data version } userErrors { __typename code message path ... on VersionConflict { currentVersion } }
        }
      }`,
      takes: 'writing',
    },
  ],
  'Mutation.accountUpdate': [
    {
      what: 'the account’s name, by a conflict',
      document: `mutation ($account: ID!) {
        accountUpdate(input: { accountId: $account, name: "Mine", expectedVersion: 99 }) {
          account { id name } userErrors { __typename code message path ... on VersionConflict { currentVersion } }
        }
      }`,
      takes: 'writing',
    },
  ],
  'Mutation.accountTransfer': [
    {
      what: 'the account, to its owner',
      document: `mutation ($account: ID!, $member: ID!) {
        accountTransfer(input: { accountId: $account, memberId: $member }) {
          account { id name } userErrors { __typename code message path }
        }
      }`,
      takes: 'writing',
    },
  ],
  'Mutation.memberUpdate': [
    {
      what: 'the only owner, who stays one',
      document: `mutation ($member: ID!) {
        memberUpdate(input: { memberId: $member, role: ADMIN }) { member { id } userErrors { __typename code message path } }
      }`,
      takes: 'writing',
    },
  ],
  'Mutation.memberRemove': [
    {
      what: 'the only owner, who stays',
      document: `mutation ($member: ID!) {
        memberRemove(input: { memberId: $member }) { memberId userErrors { __typename code message path } }
      }`,
      takes: 'writing',
    },
  ],
  'Mutation.memberInvite': [
    {
      what: 'somebody to the account',
      document: `mutation ($account: ID!) {
        memberInvite(input: { accountId: $account, email: "friend@example.com", role: VIEWER }) {
          invitation { id email } invitationUrlToken userErrors { __typename code message path }
        }
      }`,
      takes: 'writing',
    },
  ],
  'Mutation.invitationResend': [
    {
      what: 'an invitation',
      document: `mutation ($invitation: ID!) {
        invitationResend(input: { invitationId: $invitation }) {
          invitation { id email } invitationUrlToken userErrors { __typename code message path }
        }
      }`,
      takes: 'inviting',
    },
  ],
  'Mutation.invitationRevoke': [
    {
      what: 'an invitation',
      document: `mutation ($invitation: ID!) {
        invitationRevoke(input: { invitationId: $invitation }) { invitationId userErrors { __typename code message path } }
      }`,
      takes: 'inviting',
    },
  ],
  'Mutation.roleCreate': [
    {
      what: 'a role in the account',
      document: `mutation ($account: ID!) {
        roleCreate(input: { accountId: $account, name: "Mine", permissions: [] }) { role { id } userErrors { __typename code message path } }
      }`,
      takes: 'writing',
    },
  ],
  'Mutation.roleUpdate': [
    {
      what: 'the present state of a role, by a conflict',
      document: `mutation ($role: ID!) {
        roleUpdate(input: { roleId: $role, name: "Mine", permissions: [], expectedVersion: 99 }) {
          role { id name } userErrors { __typename code message path ... on VersionConflict { currentVersion } }
        }
      }`,
      takes: 'writing',
    },
  ],
  'Mutation.roleDelete': [
    {
      what: 'a role',
      document: `mutation ($role: ID!) {
        roleDelete(input: { roleId: $role }) { roleId userErrors { __typename code message path } }
      }`,
      takes: 'writing',
    },
  ],
  'Mutation.notificationMarkRead': [
    {
      what: 'a notification',
      document: `mutation ($notification: ID!) {
        notificationMarkRead(input: { ids: [$notification] }) { notifications { id title readAt } userErrors { code message path } }
      }`,
      takes: 'oneself',
    },
  ],
  'Mutation.sessionRevoke': [
    {
      what: 'a session',
      document: `mutation ($session: ID!) {
        sessionRevoke(input: { sessionId: $session }) { session { id agent address } userErrors { code message path } }
      }`,
      takes: 'oneself',
    },
  ],
};

/** Subscriptions, by their root field. */
export const liveAttempts: Readonly<Record<string, readonly Attempt[]>> = {
  'Subscription.resourceChanged': [
    {
      what: 'from now on',
      document: 'subscription ($account: ID!) { resourceChanged(accountId: $account) { cursor kind resourceId } }',
      takes: 'membership',
    },
    {
      what: 'after a cursor of the account',
      document: `subscription ($account: ID!, $cursor: Cursor) {
        resourceChanged(accountId: $account, after: $cursor) { cursor kind resourceId resource { data account { name } } }
      }`,
      takes: 'membership',
    },
    {
      what: 'of one type',
      document:
        'subscription ($account: ID!) { resourceChanged(accountId: $account, types: ["document"]) { resourceId } }',
      takes: 'membership',
    },
  ],
};

/** Root fields that are not in the tables above, with the reason. Counted by the test. */
export const exempt: Readonly<Record<string, string>> = {
  'Query.viewer': 'takes no id: it is who asks, see the test of private fields',
  'Query.plans': 'takes no id: the same for everybody',
  'Mutation.userRegister': 'takes no id: says whether an address is taken, as a registration must',
  'Mutation.accountCreate': 'takes no id',
  'Mutation.sessionCreate': 'takes no id: answers unknown addresses and wrong passwords alike, see subgraphs/users',
  'Mutation.invitationAccept': 'takes a secret, see subgraphs/users and the authorization matrix',
  'Mutation.sessionRefresh': 'takes a secret, see subgraphs/users',
  'Mutation.sessionRevokeOthers': 'takes no id: ends sessions of who asks, see subgraphs/users',
  'Mutation.sessionRevokeAll': 'takes no id: ends sessions of who asks, see subgraphs/users',
  'Mutation.passwordChange': 'takes no id: changes the password of who asks, see subgraphs/users',
  'Subscription.notificationReceived': 'takes no id: it is who asks, see the test of cursors of others',
};
