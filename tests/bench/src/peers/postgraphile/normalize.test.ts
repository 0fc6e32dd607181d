import { globalId } from '@trivet/platform';
import { expect, it } from 'vitest';
import { normalize } from './normalize.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const at = '2025-06-01T12:30:00.123+02:00';
const atInUtc = '2025-06-01T10:30:00.123Z';

it('gives ids their prefix, times in UTC, and the cursor that our page would end with', () => {
  const data = {
    viewer: {
      rowId: id,
      address: 'ada@example.com',
      displayName: 'Ada',
      inbox: { nodes: [{ rowId: id, title: 'Welcome', createdAt: at, readAt: null }] },
      unread: { totalCount: 3 },
    },
    allAccounts: {
      nodes: [
        {
          rowId: id,
          name: 'Team',
          plan: { id: 'free', name: 'Free' },
          resources: {
            nodes: [{ rowId: id, type: 'note', data: { a: 1 }, version: 2, createdAt: at }],
            pageInfo: { hasNextPage: true, endCursor: 'of another form' },
          },
        },
      ],
    },
  };
  expect(normalize('Q3', data)).toEqual({
    viewer: {
      id: globalId('usr', id),
      email: 'ada@example.com',
      displayName: 'Ada',
      accounts: {
        nodes: [
          {
            id: globalId('acc', id),
            name: 'Team',
            plan: { id: 'free', name: 'Free' },
            resources: {
              nodes: [{ id: globalId('res', id), type: 'note', data: { a: 1 }, version: 2, createdAt: atInUtc }],
              pageInfo: { hasNextPage: true, endCursor: Buffer.from(`k1:${id}`).toString('base64url') },
            },
          },
        ],
      },
      inbox: { nodes: [{ id: globalId('ntf', id), title: 'Welcome', createdAt: atInUtc, readAt: null }] },
      unreadCount: 3,
    },
  });
});

it('leaves what is not there null', () => {
  expect(normalize('Q2', { accountByRowId: null })).toEqual({ account: null });
});

it('does not make up what was not answered', () => {
  const account = { rowId: id, name: 'Team', plan: null, members: { nodes: [] }, resources: { nodes: [] } };
  expect(normalize('Q1', { allAccounts: { nodes: [account] }, viewer: { inbox: { nodes: [] } } })).toEqual({
    viewer: {
      accounts: {
        nodes: [{ id: globalId('acc', id), name: 'Team', plan: null, owner: null, resources: { nodes: [] } }],
      },
      inbox: { nodes: [] },
    },
  });
});
