import type { Permission } from '@trivet/identity';

/** A permission on the account, being the person himself, or administering the platform. */
export type Need = Permission | 'oneself' | 'administrator';

/** One way to get to something. */
export interface Path {
  /** From the root field down, `PROBE` where something is asked for. Variables are named as in `Ids`. */
  readonly through: string;
  /** What it takes to see what the root field names, null for nothing. Without it the answer is that for an id of nothing. */
  readonly reach: Need | null;
  /** What it takes besides, on the way from there. */
  readonly needs?: readonly Need[];
}

/** A type whose things belong to somebody. */
export interface TypeRows {
  /** Of an entity: what it takes to find it by its id, and by a reference of something else, null for nothing more. */
  readonly entity?: { readonly directly: Need; readonly byReference: Need | null };
  readonly paths: readonly Path[];
  /** Every field, and what it takes to see it once one is there; null for nothing more. */
  readonly fields: Readonly<Record<string, Need | null>>;
}

/** A new type or field of the API is a line here; `gaps.ts` says which one is missing. */
export const types: Readonly<Record<string, TypeRows>> = {
  Account: {
    entity: { directly: 'account:read', byReference: 'account:read' },
    paths: [
      { through: 'account(id: $account) { PROBE }', reach: 'account:read' },
      { through: 'node(id: $account) { ... on Account { PROBE } }', reach: 'account:read' },
      { through: 'nodes(ids: [$account]) { ... on Account { PROBE } }', reach: 'account:read' },
      { through: 'resource(id: $resource) { account { PROBE } }', reach: 'resources:read', needs: ['account:read'] },
      {
        through: 'node(id: $resourceType) { ... on ResourceType { account { PROBE } } }',
        reach: 'resources:read',
        needs: ['account:read'],
      },
      {
        through: 'node(id: $file) { ... on File { account { PROBE } } }',
        reach: 'files:read',
        needs: ['account:read'],
      },
      {
        through: 'node(id: $bulkJob) { ... on BulkJob { account { PROBE } } }',
        reach: 'resources:read',
        needs: ['account:read'],
      },
      {
        through: 'node(id: $fileUpload) { ... on FileUpload { account { PROBE } } }',
        reach: 'files:write',
        needs: ['account:read'],
      },
      { through: 'node(id: $notification) { ... on Notification { account { PROBE } } }', reach: 'oneself' },
      {
        through: 'node(id: $announcement) { ... on Announcement { account { PROBE } } }',
        reach: 'announcements:send',
        needs: ['account:read'],
      },
      {
        through: 'node(id: $notificationTemplate) { ... on NotificationTemplate { account { PROBE } } }',
        reach: 'templates:manage',
        needs: ['account:read'],
      },
      {
        through: 'account(id: $account) { owner { accounts(first: 1) { nodes { PROBE } } } }',
        reach: 'account:read',
        needs: ['members:read', 'oneself'],
      },
    ],
    fields: {
      id: null,
      name: null,
      version: null,
      createdAt: null,
      plan: null,
      roles: null,
      viewerPermissions: null,
      owner: 'members:read',
      members: 'members:read',
      invitations: 'members:invite',
      apiKeys: 'api-keys:manage',
      serviceIdentities: 'service-identities:manage',
      resources: 'resources:read',
      bulkJobs: 'resources:read',
      resourceTypes: 'resources:read',
      deletedResources: 'resources:read',
      files: 'files:read',
      fileUsage: 'files:read',
      auditLog: 'audit:read',
      deletion: null,
      notificationDefaults: null,
      notificationDigestDefaults: null,
      deliveries: 'deliveries:read',
      announcements: 'announcements:send',
      notificationTemplates: 'templates:manage',
      notificationTemplateForms: 'templates:manage',
      branding: 'templates:manage',
    },
  },
  AccountEvent: {
    paths: [
      { through: 'events(accountId: $account, first: 1) { nodes { PROBE } }', reach: 'events:read' },
      { through: 'events(accountId: $account, after: $cursor) { edges { node { PROBE } } }', reach: 'events:read' },
    ],
    fields: { id: null, type: null, cursor: null, occurredAt: null, subjectId: null, payload: null },
  },
  Announcement: {
    entity: { directly: 'announcements:send', byReference: 'announcements:send' },
    paths: [
      { through: 'node(id: $announcement) { ... on Announcement { PROBE } }', reach: 'announcements:send' },
      { through: 'nodes(ids: [$announcement]) { ... on Announcement { PROBE } }', reach: 'announcements:send' },
      {
        // By hand, so that nothing is as new.
        through: 'account(id: $account) { announcements(first: 1) { nodes { PROBE } } }',
        reach: 'account:read',
        needs: ['announcements:send'],
      },
    ],
    fields: {
      id: null,
      title: null,
      body: null,
      link: null,
      account: 'account:read',
      sentBy: null,
      createdAt: null,
      scheduledAt: null,
      cancelledAt: null,
      recipientCount: null,
      completedAt: null,
    },
  },
  ApiKey: {
    entity: { directly: 'api-keys:manage', byReference: 'api-keys:manage' },
    paths: [
      { through: 'node(id: $apiKey) { ... on ApiKey { PROBE } }', reach: 'api-keys:manage' },
      { through: 'nodes(ids: [$apiKey]) { ... on ApiKey { PROBE } }', reach: 'api-keys:manage' },
      {
        through: 'account(id: $account) { apiKeys(first: 1) { nodes { PROBE } } }',
        reach: 'account:read',
        needs: ['api-keys:manage'],
      },
      {
        through: 'account(id: $account) { owner { apiKeys(first: 1) { nodes { PROBE } } } }',
        reach: 'account:read',
        needs: ['members:read', 'oneself'],
      },
    ],
    fields: {
      id: null,
      name: null,
      start: null,
      scopes: null,
      networks: null,
      createdAt: null,
      createdBy: null,
      expiresAt: null,
      lastUsedAt: null,
    },
  },
  AuditEntry: {
    entity: { directly: 'audit:read', byReference: 'audit:read' },
    paths: [
      { through: 'node(id: $auditEntry) { ... on AuditEntry { PROBE } }', reach: 'audit:read' },
      { through: 'nodes(ids: [$auditEntry]) { ... on AuditEntry { PROBE } }', reach: 'audit:read' },
      {
        through:
          'account(id: $account) { auditLog(first: 1, filter: { actions: ["role.created"] }) { nodes { PROBE } } }',
        reach: 'account:read',
        needs: ['audit:read'],
      },
    ],
    fields: {
      id: null,
      sequence: null,
      action: null,
      occurredAt: null,
      recordedAt: null,
      actor: null,
      credentialKind: null,
      credentialId: null,
      impersonatorId: null,
      subjectType: null,
      subjectId: null,
      payload: null,
      address: null,
      requestId: null,
      hash: null,
      previousHash: null,
    },
  },
  DataExport: {
    entity: { directly: 'oneself', byReference: 'oneself' },
    paths: [
      { through: 'node(id: $dataExport) { ... on DataExport { PROBE } }', reach: 'oneself' },
      { through: 'nodes(ids: [$dataExport]) { ... on DataExport { PROBE } }', reach: 'oneself' },
      {
        through: 'account(id: $account) { owner { dataExport { PROBE } } }',
        reach: 'account:read',
        needs: ['members:read', 'oneself'],
      },
    ],
    fields: { id: null, status: null, progress: null, requestedAt: null, expiresAt: null, downloadUrl: null },
  },
  NotificationTemplate: {
    entity: { directly: 'templates:manage', byReference: 'templates:manage' },
    paths: [
      {
        through: 'node(id: $notificationTemplate) { ... on NotificationTemplate { PROBE } }',
        reach: 'templates:manage',
      },
      {
        through: 'nodes(ids: [$notificationTemplate]) { ... on NotificationTemplate { PROBE } }',
        reach: 'templates:manage',
      },
      {
        through: 'account(id: $account) { notificationTemplates { PROBE } }',
        reach: 'account:read',
        needs: ['templates:manage'],
      },
    ],
    fields: {
      id: null,
      kind: null,
      locale: null,
      subject: null,
      body: null,
      version: null,
      updatedAt: null,
      updatedBy: null,
      account: 'account:read',
      versions: null,
    },
  },
  Delivery: {
    entity: { directly: 'deliveries:read', byReference: 'deliveries:read' },
    paths: [
      { through: 'node(id: $delivery) { ... on Delivery { PROBE } }', reach: 'deliveries:read' },
      { through: 'nodes(ids: [$delivery]) { ... on Delivery { PROBE } }', reach: 'deliveries:read' },
      {
        // The newest, which is the one that has failed.
        through: 'account(id: $account) { deliveries(first: 1) { nodes { PROBE } } }',
        reach: 'account:read',
        needs: ['deliveries:read'],
      },
    ],
    fields: {
      id: null,
      kind: null,
      category: null,
      channel: null,
      status: null,
      recipient: null,
      attempts: null,
      createdAt: null,
      settledAt: null,
      failure: null,
      provider: null,
      providerMessageId: null,
    },
  },
  // For everybody, on a developer's machine; elsewhere there is no such type.
  DevelopmentMessage: {
    paths: [
      { through: 'developmentMailbox(first: 100, filter: { channel: EMAIL }) { nodes { PROBE } }', reach: null },
      { through: 'developmentMailbox(first: 100) { edges { node { PROBE } } }', reach: null },
    ],
    fields: {
      id: null,
      channel: null,
      recipient: null,
      subject: null,
      text: null,
      html: null,
      unsubscribeUrl: null,
      createdAt: null,
    },
  },
  Device: {
    entity: { directly: 'oneself', byReference: 'oneself' },
    paths: [
      { through: 'node(id: $device) { ... on Device { PROBE } }', reach: 'oneself' },
      { through: 'nodes(ids: [$device]) { ... on Device { PROBE } }', reach: 'oneself' },
      {
        through: 'account(id: $account) { owner { devices { PROBE } } }',
        reach: 'account:read',
        needs: ['members:read', 'oneself'],
      },
    ],
    fields: { id: null, platform: null, name: null, createdAt: null, registeredAt: null },
  },
  Identity: {
    entity: { directly: 'oneself', byReference: 'oneself' },
    paths: [
      { through: 'node(id: $identity) { ... on Identity { PROBE } }', reach: 'oneself' },
      { through: 'nodes(ids: [$identity]) { ... on Identity { PROBE } }', reach: 'oneself' },
      {
        through: 'account(id: $account) { owner { identities { PROBE } } }',
        reach: 'account:read',
        needs: ['members:read', 'oneself'],
      },
    ],
    fields: { id: null, provider: null, label: null, email: null, linkedAt: null },
  },
  Invitation: {
    entity: { directly: 'members:invite', byReference: 'members:invite' },
    paths: [
      { through: 'node(id: $invitation) { ... on Invitation { PROBE } }', reach: 'members:invite' },
      { through: 'nodes(ids: [$invitation]) { ... on Invitation { PROBE } }', reach: 'members:invite' },
      {
        through: 'account(id: $account) { invitations(first: 1) { nodes { PROBE } } }',
        reach: 'account:read',
        needs: ['members:invite'],
      },
    ],
    fields: {
      id: null,
      email: null,
      role: null,
      assignedRole: null,
      invitedBy: null,
      createdAt: null,
      expiresAt: null,
    },
  },
  Member: {
    entity: { directly: 'members:read', byReference: 'members:read' },
    paths: [
      { through: 'node(id: $member) { ... on Member { PROBE } }', reach: 'members:read' },
      { through: 'nodes(ids: [$member]) { ... on Member { PROBE } }', reach: 'members:read' },
      {
        through: 'account(id: $account) { members(first: 1) { nodes { PROBE } } }',
        reach: 'account:read',
        needs: ['members:read'],
      },
      {
        through:
          'accessExplain(accountId: $account, memberId: $member, permission: "account:read") { member { PROBE } }',
        reach: 'members:read',
      },
    ],
    fields: { id: null, user: null, role: null, assignedRole: null, permissions: null, joinedAt: null },
  },
  Notification: {
    entity: { directly: 'oneself', byReference: 'oneself' },
    paths: [
      { through: 'node(id: $notification) { ... on Notification { PROBE } }', reach: 'oneself' },
      { through: 'nodes(ids: [$notification]) { ... on Notification { PROBE } }', reach: 'oneself' },
      {
        through: 'account(id: $account) { owner { inbox(filter: { state: ARCHIVED }) { nodes { PROBE } } } }',
        reach: 'account:read',
        needs: ['members:read', 'oneself'],
      },
    ],
    fields: {
      id: null,
      kind: null,
      category: null,
      title: null,
      body: null,
      link: null,
      createdAt: null,
      seenAt: null,
      readAt: null,
      archivedAt: null,
      account: null,
    },
  },
  Passkey: {
    entity: { directly: 'oneself', byReference: 'oneself' },
    paths: [
      { through: 'node(id: $passkey) { ... on Passkey { PROBE } }', reach: 'oneself' },
      { through: 'nodes(ids: [$passkey]) { ... on Passkey { PROBE } }', reach: 'oneself' },
      {
        through: 'account(id: $account) { owner { passkeys { PROBE } } }',
        reach: 'account:read',
        needs: ['members:read', 'oneself'],
      },
    ],
    fields: { id: null, name: null, synced: null, createdAt: null, lastUsedAt: null },
  },
  File: {
    entity: { directly: 'files:read', byReference: 'files:read' },
    paths: [
      { through: 'node(id: $file) { ... on File { PROBE } }', reach: 'files:read' },
      { through: 'nodes(ids: [$file]) { ... on File { PROBE } }', reach: 'files:read' },
      {
        through: 'account(id: $account) { files(first: 1) { nodes { PROBE } } }',
        reach: 'account:read',
        needs: ['files:read'],
      },
      {
        through: 'resource(id: $resource) { files(first: 1) { nodes { PROBE } } }',
        reach: 'resources:read',
        needs: ['files:read'],
      },
      {
        through:
          'search(accountId: $account, query: "secret", kinds: [FILE]) { nodes { node { ... on File { PROBE } } } }',
        reach: 'files:read',
      },
    ],
    fields: {
      ...{ id: null, name: null, type: null, size: null, checksum: null, createdAt: null, downloadUrl: null },
      ...{ account: 'account:read', createdBy: null },
    },
  },
  FileUpload: {
    entity: { directly: 'files:write', byReference: 'files:write' },
    paths: [
      { through: 'node(id: $fileUpload) { ... on FileUpload { PROBE } }', reach: 'files:write' },
      { through: 'nodes(ids: [$fileUpload]) { ... on FileUpload { PROBE } }', reach: 'files:write' },
    ],
    fields: {
      ...{ id: null, fileId: null, name: null, type: null, size: null, checksum: null, status: null, createdAt: null },
      ...{ expiresAt: null, partCount: null, receivedParts: null, targets: null, account: 'account:read' },
    },
  },
  BulkJob: {
    entity: { directly: 'resources:read', byReference: 'resources:read' },
    paths: [
      { through: 'node(id: $bulkJob) { ... on BulkJob { PROBE } }', reach: 'resources:read' },
      { through: 'nodes(ids: [$bulkJob]) { ... on BulkJob { PROBE } }', reach: 'resources:read' },
      {
        through: 'account(id: $account) { bulkJobs(first: 1) { nodes { PROBE } } }',
        reach: 'account:read',
        needs: ['resources:read'],
      },
      { through: 'bulkJobProgressed(jobId: $bulkJob, after: $cursor) { job { PROBE } }', reach: 'resources:read' },
    ],
    fields: {
      ...{ id: null, kind: null, state: null, type: null, mode: null, policy: null, progress: null, failure: null },
      ...{ rowCount: null, createdCount: null, updatedCount: null, unchangedCount: null, rejectedCount: null },
      ...{ failureMessage: null, result: null, createdAt: null, startedAt: null, finishedAt: null },
      ...{ account: 'account:read', createdBy: null },
    },
  },
  Plan: {
    paths: [{ through: 'account(id: $account) { plan { PROBE } }', reach: 'account:read' }],
    fields: { id: null, name: null },
  },
  Resource: {
    entity: { directly: 'resources:read', byReference: 'resources:read' },
    paths: [
      { through: 'resource(id: $resource) { PROBE }', reach: 'resources:read' },
      { through: 'node(id: $resource) { ... on Resource { PROBE } }', reach: 'resources:read' },
      { through: 'nodes(ids: [$resource]) { ... on Resource { PROBE } }', reach: 'resources:read' },
      {
        through: 'resourceByExternalKey(accountId: $account, type: "document", externalKey: "secret") { PROBE }',
        reach: 'resources:read',
      },
      {
        through: 'account(id: $account) { resources(first: 1) { nodes { PROBE } } }',
        reach: 'account:read',
        needs: ['resources:read'],
      },
      {
        through:
          'search(accountId: $account, query: "secret", kinds: [RESOURCE]) { nodes { node { ... on Resource { PROBE } } } }',
        reach: 'resources:read',
      },
      {
        through: 'resourceChanged(accountId: $account, after: $cursor) { resource { PROBE } }',
        reach: 'account:read',
        needs: ['resources:read'],
      },
    ],
    fields: {
      id: null,
      type: null,
      data: null,
      version: null,
      externalKey: null,
      createdAt: null,
      updatedAt: null,
      account: 'account:read',
      files: 'files:read',
      createdBy: null,
      labels: null,
      history: null,
    },
  },
  ResourceVersion: {
    paths: [
      { through: 'resource(id: $resource) { history(first: 1) { nodes { PROBE } } }', reach: 'resources:read' },
      {
        through: 'account(id: $account) { resources(first: 1) { nodes { history { edges { node { PROBE } } } } } }',
        reach: 'account:read',
        needs: ['resources:read'],
      },
    ],
    fields: {
      version: null,
      change: null,
      changedAt: null,
      changedBy: null,
      data: null,
      labels: null,
      changedPaths: null,
    },
  },
  DeletedResource: {
    paths: [
      {
        through: 'account(id: $account) { deletedResources(first: 1) { nodes { PROBE } } }',
        reach: 'account:read',
        needs: ['resources:read'],
      },
    ],
    fields: {
      resourceId: null,
      type: null,
      data: null,
      labels: null,
      version: null,
      deletedAt: null,
      deletedBy: null,
    },
  },
  ResourceType: {
    entity: { directly: 'resources:read', byReference: 'resources:read' },
    paths: [
      { through: 'node(id: $resourceType) { ... on ResourceType { PROBE } }', reach: 'resources:read' },
      { through: 'nodes(ids: [$resourceType]) { ... on ResourceType { PROBE } }', reach: 'resources:read' },
      {
        through: 'account(id: $account) { resourceTypes { PROBE } }',
        reach: 'account:read',
        needs: ['resources:read'],
      },
    ],
    fields: {
      id: null,
      name: null,
      title: null,
      schema: null,
      fields: null,
      version: null,
      createdAt: null,
      updatedAt: null,
      account: 'account:read',
    },
  },
  Role: {
    entity: { directly: 'account:read', byReference: 'account:read' },
    paths: [
      { through: 'node(id: $role) { ... on Role { PROBE } }', reach: 'account:read' },
      { through: 'nodes(ids: [$role]) { ... on Role { PROBE } }', reach: 'account:read' },
      { through: 'account(id: $account) { roles { PROBE } }', reach: 'account:read' },
      { through: 'node(id: $member) { ... on Member { assignedRole { PROBE } } }', reach: 'members:read' },
      { through: 'node(id: $invitation) { ... on Invitation { assignedRole { PROBE } } }', reach: 'members:invite' },
    ],
    fields: { id: null, name: null, permissions: null, builtIn: null, version: null },
  },
  ServiceIdentity: {
    entity: { directly: 'service-identities:manage', byReference: 'service-identities:manage' },
    paths: [
      {
        through: 'node(id: $serviceIdentity) { ... on ServiceIdentity { PROBE } }',
        reach: 'service-identities:manage',
      },
      {
        through: 'nodes(ids: [$serviceIdentity]) { ... on ServiceIdentity { PROBE } }',
        reach: 'service-identities:manage',
      },
      {
        through: 'account(id: $account) { serviceIdentities(first: 1) { nodes { PROBE } } }',
        reach: 'account:read',
        needs: ['service-identities:manage'],
      },
    ],
    fields: {
      id: null,
      name: null,
      scopes: null,
      networks: null,
      keys: null,
      version: null,
      createdAt: null,
      createdBy: null,
      expiresAt: null,
      lastUsedAt: null,
    },
  },
  Session: {
    entity: { directly: 'oneself', byReference: 'oneself' },
    paths: [
      { through: 'node(id: $session) { ... on Session { PROBE } }', reach: 'oneself' },
      { through: 'nodes(ids: [$session]) { ... on Session { PROBE } }', reach: 'oneself' },
      {
        through: 'account(id: $account) { owner { sessions(first: 1) { nodes { PROBE } } } }',
        reach: 'account:read',
        needs: ['members:read', 'oneself'],
      },
    ],
    fields: {
      id: null,
      createdAt: null,
      expiresAt: null,
      idleExpiresAt: null,
      authenticatedAt: null,
      lastUsedAt: null,
      agent: null,
      address: null,
      isCurrent: null,
      isImpersonation: null,
    },
  },
  User: {
    entity: { directly: 'oneself', byReference: null },
    paths: [
      { through: 'node(id: $user) { ... on User { PROBE } }', reach: 'oneself' },
      { through: 'nodes(ids: [$user]) { ... on User { PROBE } }', reach: 'oneself' },
      { through: 'account(id: $account) { owner { PROBE } }', reach: 'account:read', needs: ['members:read'] },
      {
        through: 'account(id: $account) { members(first: 1) { nodes { user { PROBE } } } }',
        reach: 'account:read',
        needs: ['members:read'],
      },
      { through: 'node(id: $member) { ... on Member { user { PROBE } } }', reach: 'members:read' },
      { through: 'node(id: $invitation) { ... on Invitation { invitedBy { PROBE } } }', reach: 'members:invite' },
      { through: 'node(id: $apiKey) { ... on ApiKey { createdBy { PROBE } } }', reach: 'api-keys:manage' },
      {
        through: 'node(id: $serviceIdentity) { ... on ServiceIdentity { createdBy { PROBE } } }',
        reach: 'service-identities:manage',
      },
      { through: 'node(id: $auditEntry) { ... on AuditEntry { actor { PROBE } } }', reach: 'audit:read' },
      { through: 'node(id: $delivery) { ... on Delivery { recipient { PROBE } } }', reach: 'deliveries:read' },
      { through: 'node(id: $announcement) { ... on Announcement { sentBy { PROBE } } }', reach: 'announcements:send' },
      {
        through: 'node(id: $notificationTemplate) { ... on NotificationTemplate { updatedBy { PROBE } } }',
        reach: 'templates:manage',
      },
      {
        through: 'node(id: $notificationTemplate) { ... on NotificationTemplate { versions { updatedBy { PROBE } } } }',
        reach: 'templates:manage',
      },
      { through: 'resource(id: $resource) { createdBy { PROBE } }', reach: 'resources:read' },
      { through: 'resource(id: $resource) { history { nodes { changedBy { PROBE } } } }', reach: 'resources:read' },
      {
        through: 'account(id: $account) { deletedResources { nodes { deletedBy { PROBE } } } }',
        reach: 'account:read',
        needs: ['resources:read'],
      },
      { through: 'node(id: $file) { ... on File { createdBy { PROBE } } }', reach: 'files:read' },
      { through: 'node(id: $bulkJob) { ... on BulkJob { createdBy { PROBE } } }', reach: 'resources:read' },
      {
        through: 'resourceChanged(accountId: $account, after: $cursor) { resource { createdBy { PROBE } } }',
        reach: 'account:read',
        needs: ['resources:read'],
      },
    ],
    fields: {
      id: null,
      displayName: null,
      avatar: null,
      version: 'oneself',
      preferences: 'oneself',
      email: 'oneself',
      emailVerified: 'oneself',
      phoneNumber: 'oneself',
      createdAt: 'oneself',
      accounts: 'oneself',
      inbox: 'oneself',
      unreadCount: 'oneself',
      unseenCount: 'oneself',
      notificationPreferences: 'oneself',
      notificationSuppressions: 'oneself',
      devices: 'oneself',
      notificationDigests: 'oneself',
      quietHours: 'oneself',
      sessions: 'oneself',
      apiKeys: 'oneself',
      passkeys: 'oneself',
      totpEnabled: 'oneself',
      recoveryCodesLeft: 'oneself',
      identities: 'oneself',
      dataExport: 'oneself',
    },
  },
};

/**
 * What a subgraph answers to a router that asks for itself, by `<subgraph>:<type>.<field>`. To everybody else it says
 * FORBIDDEN, whoever he is. Variables are named as in `Ids`, and are UUIDs.
 */
export const forRouters: Readonly<Record<string, string>> = {
  'users:Query._sessionIsActive':
    'query ($user: ID!, $session: ID!) { probe: _sessionIsActive(userId: $user, sessionId: $session) }',
  'users:Query._apiKeys': '{ probe: _apiKeys(hashes: [""]) { keyId } }',
  'users:Query._serviceGrantIsActive':
    'query ($account: ID!, $serviceIdentity: ID!) { probe: _serviceGrantIsActive(accountId: $account, grantId: $serviceIdentity) }',
  'users:Subscription._sessionsRevoked': 'subscription { probe: _sessionsRevoked { sessionIds } }',
};

/** A root field by itself. */
export interface RootRow extends Path {
  /** What is there for him who may, and for nobody else. */
  readonly probe: string;
  /** Each time that it succeeds uses up a new one: a resource of version 1, a file that is attached to the resource, an upload of which all has arrived, a session that nobody asks with, a member, a role, an invitation, a token of one, a key, a service identity, a passkey, a device, an account, an identity, a person, a type of resources, a deleted resource of version 3, a template. */
  readonly uses?:
    | 'user'
    | 'device'
    | 'resource'
    | 'file'
    | 'fileUpload'
    | 'notificationTemplate'
    | 'session'
    | 'member'
    | 'role'
    | 'invitation'
    | 'token'
    | 'apiKey'
    | 'serviceIdentity'
    | 'passkey'
    | 'account'
    | 'identity'
    | 'resourceType'
    | 'deletedResource';
}

/** Of RFC 8037, appendix A.2. */
const publicKey = '{ kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }';
const userErrors = 'userErrors { __typename code message path }';

/** Mutations, and root fields that lead to none of the types above. */
export const roots: Readonly<Record<string, readonly RootRow[]>> = {
  'Query.platform': [
    {
      through: 'platform { users(first: 1) { nodes { email } } user(id: $user) { PROBE } }',
      probe: 'user { id displayName } email emailVerified createdAt isAdministrator lock { reason }',
      reach: 'administrator',
    },
    {
      // Of his being looked at, by the row before.
      through: 'platform { securityEvents(first: 1, filter: { userId: $user }) { PROBE } }',
      probe: 'nodes { action reason user { id } administrator { id } }',
      reach: 'administrator',
    },
  ],
  'Mutation.sessionImpersonate': [
    {
      through: `sessionImpersonate(input: { userId: $user, reason: "a secret" }) { PROBE ${userErrors} }`,
      probe: 'session { id } user { id displayName }',
      reach: 'administrator',
      uses: 'user',
    },
  ],
  'Mutation.userLock': [
    {
      through: `userLock(input: { userId: $user, reason: "a secret" }) { PROBE ${userErrors} }`,
      probe: 'user { email lock { reason } }',
      reach: 'administrator',
      uses: 'user',
    },
  ],
  'Mutation.userUnlock': [
    {
      through: `userUnlock(input: { userId: $user, reason: "a secret" }) { PROBE ${userErrors} }`,
      probe: 'user { email lock { reason } }',
      reach: 'administrator',
      uses: 'user',
    },
  ],
  'Mutation.userForceSignOut': [
    {
      through: `userForceSignOut(input: { userId: $user, reason: "a secret" }) { PROBE ${userErrors} }`,
      probe: 'user { email lock { reason } }',
      reach: 'administrator',
      uses: 'user',
    },
  ],
  'Mutation.resourceCreate': [
    {
      through: `resourceCreate(input: { accountId: $account, type: "document", data: { by: "one who may" } }) { PROBE ${userErrors} }`,
      probe: 'resource { id account { id name } }',
      reach: 'account:read',
      needs: ['resources:write'],
    },
  ],
  'Mutation.resourceUpdate': [
    {
      through: `resourceUpdate(input: { id: $resource, expectedVersion: 1, data: { by: "one who may" } }) { PROBE ${userErrors} }`,
      probe: 'resource { id data version account { id name } createdBy { id displayName } }',
      reach: 'resources:read',
      needs: ['resources:write'],
      uses: 'resource',
    },
    {
      through: `resourceUpdate(input: { id: $resource, expectedVersion: 99, data: {} }) { PROBE userErrors { code message path ... on VersionConflict { currentVersion } } }`,
      probe: 'resource { id data version }',
      reach: 'resources:read',
      needs: ['resources:write'],
    },
  ],
  'Mutation.resourceDelete': [
    {
      through: `resourceDelete(input: { id: $resource, expectedVersion: 1 }) { PROBE ${userErrors} }`,
      probe: 'resourceId',
      reach: 'resources:read',
      needs: ['resources:write'],
      uses: 'resource',
    },
    {
      through: `resourceDelete(input: { id: $resource, expectedVersion: 99 }) { PROBE userErrors { code message path ... on VersionConflict { currentVersion } } }`,
      probe: 'resource { id data version }',
      reach: 'resources:read',
      needs: ['resources:write'],
    },
  ],
  'Mutation.resourceRestore': [
    {
      through: `resourceRestore(input: { id: $deletedResource, expectedVersion: 3 }) { PROBE ${userErrors} }`,
      probe: 'resource { id data version account { id name } createdBy { id displayName } }',
      reach: 'resources:read',
      needs: ['resources:write'],
      uses: 'deletedResource',
    },
  ],
  'Mutation.resourceTypeCreate': [
    {
      through: `resourceTypeCreate(input: { accountId: $account, name: "made", title: "Made", schema: {} }) { PROBE ${userErrors} }`,
      probe: 'resourceType { id name schema account { id name } }',
      reach: 'account:read',
      needs: ['resource-types:manage'],
    },
  ],
  'Mutation.resourceTypeUpdate': [
    {
      through: `resourceTypeUpdate(input: { id: $resourceType, expectedVersion: 99, title: "Changed" }) { PROBE userErrors { code message path ... on VersionConflict { currentVersion } } }`,
      probe: 'resourceType { id name title schema version }',
      reach: 'resources:read',
      needs: ['resource-types:manage'],
    },
  ],
  'Mutation.resourceTypeDelete': [
    {
      through: `resourceTypeDelete(input: { id: $resourceType }) { PROBE ${userErrors} }`,
      probe: 'resourceTypeId',
      reach: 'resources:read',
      needs: ['resource-types:manage'],
      uses: 'resourceType',
    },
  ],
  'Mutation.resourceBulkImport': [
    {
      through: `resourceBulkImport(input: { accountId: $account, fileId: $file, type: "imported" }) { PROBE ${userErrors} }`,
      probe: 'job { id account { id name } createdBy { id displayName } }',
      reach: 'account:read',
      needs: ['resources:write', 'files:read'],
    },
  ],
  'Mutation.resourceBulkExport': [
    {
      through: `resourceBulkExport(input: { accountId: $account, type: "document" }) { PROBE ${userErrors} }`,
      probe: 'job { id account { id name } createdBy { id displayName } }',
      reach: 'account:read',
      needs: ['resources:read'],
    },
  ],
  'Mutation.bulkJobCancel': [
    {
      through: `bulkJobCancel(input: { id: $bulkJob }) { PROBE ${userErrors} }`,
      probe: 'job { id state type account { id name } createdBy { id displayName } }',
      reach: 'resources:read',
      needs: ['resources:write'],
    },
  ],
  'Mutation.fileUploadCreate': [
    {
      through: `fileUploadCreate(input: { accountId: $account, name: "a.txt", type: "text/plain", size: 6, checksum: "${'0'.repeat(64)}" }) { PROBE ${userErrors} }`,
      probe: 'upload { id account { id name } targets { url } }',
      reach: 'account:read',
      needs: ['files:write'],
    },
  ],
  'Mutation.fileUploadComplete': [
    {
      through: `fileUploadComplete(input: { uploadId: $fileUpload }) { PROBE ${userErrors} }`,
      probe: 'file { id name account { id name } createdBy { id displayName } }',
      reach: 'files:write',
      uses: 'fileUpload',
    },
  ],
  'Mutation.fileUploadAbort': [
    {
      through: `fileUploadAbort(input: { uploadId: $fileUpload }) { PROBE ${userErrors} }`,
      probe: 'abortedUploadId',
      reach: 'files:write',
      uses: 'fileUpload',
    },
  ],
  'Mutation.fileAttach': [
    {
      through: `fileAttach(input: { fileId: $file, resourceId: $resource }) { PROBE ${userErrors} }`,
      probe: 'file { id name } resource { id data files(first: 1) { nodes { name } } }',
      reach: 'files:read',
      needs: ['files:write', 'resources:write'],
    },
  ],
  'Mutation.fileDetach': [
    {
      through: `fileDetach(input: { fileId: $file, resourceId: $resource }) { PROBE ${userErrors} }`,
      probe: 'file { id name } resource { id data }',
      reach: 'files:read',
      needs: ['files:write', 'resources:write'],
      uses: 'file',
    },
  ],
  'Mutation.fileDelete': [
    {
      through: `fileDelete(input: { id: $file }) { PROBE ${userErrors} }`,
      probe: 'deletedFileId',
      reach: 'files:read',
      needs: ['files:write'],
      uses: 'file',
    },
  ],
  'Mutation.notificationMarkRead': [
    {
      through: `notificationMarkRead(input: { ids: [$unread] }) { PROBE ${userErrors} }`,
      probe: 'notifications { id title readAt account { id name } }',
      reach: 'oneself',
    },
    {
      through: `notificationMarkRead(input: { ids: [$notification, $unread] }) { PROBE ${userErrors} }`,
      probe: 'notifications { id readAt }',
      reach: 'oneself',
    },
  ],
  'Mutation.notificationMarkUnread': [
    {
      through: `notificationMarkUnread(input: { ids: [$unread] }) { PROBE ${userErrors} }`,
      probe: 'notifications { id title readAt }',
      reach: 'oneself',
    },
  ],
  'Mutation.notificationArchive': [
    {
      through: `notificationArchive(input: { ids: [$unread] }) { PROBE ${userErrors} }`,
      probe: 'notifications { id title archivedAt }',
      reach: 'oneself',
    },
  ],
  'Mutation.notificationUnarchive': [
    {
      through: `notificationUnarchive(input: { ids: [$unread] }) { PROBE ${userErrors} }`,
      probe: 'notifications { id title archivedAt }',
      reach: 'oneself',
    },
  ],
  'Mutation.deviceRemove': [
    {
      through: `deviceRemove(input: { deviceId: $device }) { PROBE ${userErrors} }`,
      probe: 'removedDeviceId',
      reach: 'oneself',
      uses: 'device',
    },
  ],
  'Mutation.notificationSend': [
    {
      through: `notificationSend(input: { accountId: $account, userId: $user, title: "The secret", body: "A secret" }) { PROBE ${userErrors} }`,
      probe: 'announcement { id title body account { id name } sentBy { id } }',
      reach: 'account:read',
      needs: ['announcements:send'],
    },
  ],
  'Mutation.templateUpsert': [
    {
      through: `templateUpsert(input: { accountId: $account, kind: INVITATION, locale: "en", subject: "The secret", body: "A secret" }) { PROBE userErrors { code message path ... on VersionConflict { currentVersion } } }`,
      probe: 'template { id subject body account { id name } updatedBy { id } }',
      reach: 'account:read',
      needs: ['templates:manage'],
    },
  ],
  'Mutation.templateRestore': [
    {
      through: `templateRestore(input: { id: $notificationTemplate, version: 1, expectedVersion: 99 }) { PROBE userErrors { code message path ... on VersionConflict { currentVersion } } }`,
      probe: 'template { id subject body versions { version subject body } }',
      reach: 'templates:manage',
    },
  ],
  'Mutation.templateRemove': [
    {
      through: `templateRemove(input: { id: $notificationTemplate }) { PROBE ${userErrors} }`,
      probe: 'templateId',
      reach: 'templates:manage',
      uses: 'notificationTemplate',
    },
  ],
  'Mutation.templatePreview': [
    {
      through: `templatePreview(input: { accountId: $account, kind: INVITATION, locale: "en", subject: "The secret", body: "A secret" }) { PROBE ${userErrors} }`,
      probe: 'preview { subject html text }',
      reach: 'account:read',
      needs: ['templates:manage'],
    },
  ],
  'Mutation.templateTestSend': [
    {
      // To the viewer's own address, which programs have none of.
      through: `templateTestSend(input: { accountId: $account, kind: INVITATION, locale: "en", subject: "The secret", body: "A secret" }) { PROBE ${userErrors} }`,
      probe: 'queuedAt',
      reach: 'account:read',
      needs: ['templates:manage', 'oneself'],
    },
  ],
  'Mutation.accountBrandingUpdate': [
    {
      through: `accountBrandingUpdate(input: { accountId: $account, expectedVersion: 99, name: "The secret" }) { PROBE userErrors { code message path ... on VersionConflict { currentVersion } } }`,
      probe: 'branding { name color logoUrl footer locale version }',
      reach: 'account:read',
      needs: ['templates:manage'],
    },
  ],
  'Mutation.notificationCancel': [
    {
      through: `notificationCancel(input: { id: $announcement }) { PROBE ${userErrors} }`,
      probe: 'announcement { id title body account { id name } sentBy { id } }',
      reach: 'announcements:send',
    },
  ],
  'Mutation.notificationDefaultUpdate': [
    {
      through: `notificationDefaultUpdate(input: { accountId: $account, category: BILLING, channel: EMAIL, enabled: true }) { PROBE ${userErrors} }`,
      probe: 'defaults { category channel enabled }',
      reach: 'account:read',
      needs: ['account:update'],
    },
  ],
  'Mutation.notificationDigestDefaultUpdate': [
    {
      through: `notificationDigestDefaultUpdate(input: { accountId: $account, category: BILLING, channel: EMAIL, digest: { frequency: DAILY, at: "08:00" } }) { PROBE ${userErrors} }`,
      probe: 'digestDefaults { category channel frequency }',
      reach: 'account:read',
      needs: ['account:update'],
    },
  ],
  'Mutation.sessionRevoke': [
    {
      through: `sessionRevoke(input: { sessionId: $session }) { PROBE ${userErrors} }`,
      probe: 'session { id agent address }',
      reach: 'oneself',
      uses: 'session',
    },
  ],
  'Mutation.identityUnlink': [
    {
      through: `identityUnlink(input: { identityId: $identity }) { PROBE ${userErrors} }`,
      probe: 'identityId',
      reach: 'oneself',
      uses: 'identity',
    },
  ],
  'Query.notificationExplain': [
    {
      through: 'notificationExplain(id: $notification) { PROBE }',
      probe: 'kind deliveries { channel steps { code at } } unusedChannels { channel reason }',
      reach: 'oneself',
    },
    {
      through: 'notificationExplain(id: $delivery) { PROBE }',
      probe: 'kind deliveries { channel steps { code at } } unusedChannels { channel reason }',
      reach: 'deliveries:read',
    },
  ],
  'Query.accessExplain': [
    {
      through: 'accessExplain(accountId: $account, memberId: $member, permission: "resources:write") { PROBE }',
      probe: 'message',
      reach: 'members:read',
    },
  ],
  'Mutation.memberInvite': [
    {
      through: `memberInvite(input: { accountId: $account, email: "guest@example.com", role: VIEWER }) { PROBE ${userErrors} }`,
      probe: 'invitation { id email }',
      reach: 'account:read',
      needs: ['members:invite'],
    },
  ],
  'Mutation.invitationResend': [
    {
      through: `invitationResend(input: { invitationId: $invitation }) { PROBE invitation { id email } ${userErrors} }`,
      probe: 'invitationUrlToken',
      reach: 'members:invite',
    },
  ],
  'Mutation.invitationRevoke': [
    {
      through: `invitationRevoke(input: { invitationId: $invitation }) { PROBE ${userErrors} }`,
      probe: 'invitationId',
      reach: 'members:invite',
      uses: 'invitation',
    },
  ],
  'Mutation.invitationAccept': [
    {
      // Of an invitation of the person to somebody else's account.
      through: `invitationAccept(input: { token: $token }) { PROBE member { id } ${userErrors} }`,
      probe: 'account { id name }',
      reach: 'oneself',
      uses: 'token',
    },
  ],
  'Mutation.passkeyRename': [
    {
      through: `passkeyRename(input: { passkeyId: $passkey, name: "Renamed" }) { PROBE ${userErrors} }`,
      probe: 'passkey { id name }',
      reach: 'oneself',
    },
  ],
  'Mutation.passkeyRemove': [
    {
      through: `passkeyRemove(input: { passkeyId: $passkey }) { PROBE ${userErrors} }`,
      probe: 'passkeyId',
      reach: 'oneself',
      uses: 'passkey',
    },
  ],
  'Mutation.apiKeyCreate': [
    {
      through: `apiKeyCreate(input: { accountId: $account, name: "Robot", scopes: ["account:read"] }) { PROBE ${userErrors} }`,
      probe: 'apiKey { id name start }',
      reach: 'account:read',
      needs: ['api-keys:manage'],
    },
  ],
  'Mutation.apiKeyRotate': [
    {
      through: `apiKeyRotate(input: { apiKeyId: $apiKey }) { PROBE ${userErrors} }`,
      probe: 'apiKey { id name start }',
      reach: 'api-keys:manage',
    },
  ],
  'Mutation.apiKeyRevoke': [
    {
      through: `apiKeyRevoke(input: { apiKeyId: $apiKey }) { PROBE ${userErrors} }`,
      probe: 'apiKeyId',
      reach: 'api-keys:manage',
      uses: 'apiKey',
    },
  ],
  'Mutation.serviceIdentityCreate': [
    {
      through: `serviceIdentityCreate(input: { accountId: $account, name: "Robot", scopes: ["account:read"], publicKey: ${publicKey} }) { PROBE ${userErrors} }`,
      probe: 'serviceIdentity { id name keys { kid } }',
      reach: 'account:read',
      needs: ['service-identities:manage'],
    },
  ],
  'Mutation.serviceIdentityUpdate': [
    {
      through: `serviceIdentityUpdate(input: { serviceIdentityId: $serviceIdentity, name: "Renamed", expectedVersion: 99 }) { PROBE userErrors { code message path ... on VersionConflict { currentVersion } } }`,
      probe: 'serviceIdentity { id name version }',
      reach: 'service-identities:manage',
    },
  ],
  'Mutation.serviceIdentityKeyAdd': [
    {
      through: `serviceIdentityKeyAdd(input: { serviceIdentityId: $serviceIdentity, publicKey: ${publicKey} }) { PROBE ${userErrors} }`,
      probe: 'serviceIdentity { id name keys { kid } }',
      reach: 'service-identities:manage',
      uses: 'serviceIdentity',
    },
  ],
  'Mutation.serviceIdentityKeyRemove': [
    {
      through: `serviceIdentityKeyRemove(input: { serviceIdentityId: $serviceIdentity, kid: "known" }) { PROBE ${userErrors} }`,
      probe: 'serviceIdentity { id name version }',
      reach: 'service-identities:manage',
      uses: 'serviceIdentity',
    },
  ],
  'Mutation.serviceIdentityRemove': [
    {
      through: `serviceIdentityRemove(input: { serviceIdentityId: $serviceIdentity }) { PROBE ${userErrors} }`,
      probe: 'serviceIdentityId',
      reach: 'service-identities:manage',
      uses: 'serviceIdentity',
    },
  ],
  'Mutation.roleCreate': [
    {
      through: `roleCreate(input: { accountId: $account, name: "Made", permissions: ["resources:read"] }) { PROBE ${userErrors} }`,
      probe: 'role { id name permissions }',
      reach: 'account:read',
      needs: ['roles:manage'],
    },
  ],
  'Mutation.roleUpdate': [
    {
      through: `roleUpdate(input: { roleId: $role, name: "Changed", permissions: [], expectedVersion: 99 }) { PROBE userErrors { code message path ... on VersionConflict { currentVersion } } }`,
      probe: 'role { id name permissions version }',
      reach: 'account:read',
      needs: ['roles:manage'],
    },
  ],
  'Mutation.roleDelete': [
    {
      through: `roleDelete(input: { roleId: $role }) { PROBE ${userErrors} }`,
      probe: 'roleId',
      reach: 'account:read',
      needs: ['roles:manage'],
      uses: 'role',
    },
  ],
  'Mutation.accountUpdate': [
    {
      through: `accountUpdate(input: { accountId: $account, name: "Renamed", expectedVersion: 99 }) { PROBE userErrors { code message path ... on VersionConflict { currentVersion } } }`,
      probe: 'account { id name version }',
      reach: 'account:read',
      needs: ['account:update'],
    },
  ],
  'Mutation.accountTransfer': [
    {
      // To himself: nothing changes.
      through: `accountTransfer(input: { accountId: $account, memberId: $member }) { PROBE ${userErrors} }`,
      probe: 'account { id owner { id } }',
      reach: 'account:read',
      needs: ['owners:manage'],
    },
  ],
  'Mutation.accountDelete': [
    {
      // Of a version that it never had: nothing goes.
      through: `accountDelete(input: { accountId: $account, expectedVersion: 99 }) { PROBE userErrors { code message path ... on VersionConflict { currentVersion } } }`,
      probe: 'account { id name deletion { effectiveAt } }',
      reach: 'account:read',
      needs: ['owners:manage'],
    },
  ],
  'Mutation.accountDeletionCancel': [
    {
      through: `accountDeletionCancel(input: { accountId: $account }) { PROBE ${userErrors} }`,
      probe: 'account { id name }',
      reach: 'account:read',
      needs: ['owners:manage'],
      uses: 'account',
    },
  ],
  'Mutation.auditExport': [
    {
      through: `auditExport(input: { accountId: $account }) { PROBE ${userErrors} }`,
      probe: 'text',
      reach: 'account:read',
      needs: ['audit:read'],
    },
  ],
  'Mutation.memberUpdate': [
    {
      through: `memberUpdate(input: { memberId: $member, role: VIEWER }) { PROBE ${userErrors} }`,
      probe: 'member { id role permissions user { id displayName } }',
      reach: 'members:read',
      needs: ['members:manage'],
      uses: 'member',
    },
  ],
  'Mutation.memberRemove': [
    {
      through: `memberRemove(input: { memberId: $member }) { PROBE ${userErrors} }`,
      probe: 'memberId',
      reach: 'members:read',
      needs: ['members:manage'],
      uses: 'member',
    },
  ],
};
