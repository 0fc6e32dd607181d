import { globalId } from '@trivet/platform';
import { servedSubgraphSuite } from '@trivet/subgraph/testing';
import { person, startNotifications } from './notifications-fixture.ts';

servedSubgraphSuite('notifications', async () => {
  const stage = await startNotifications('notifications over http');
  const ada = person();
  const user = `{ __typename: "User", id: "${globalId('usr', ada.userId)}" }`;
  return {
    host: stage.host,
    subgraph: stage.subgraph,
    entities: [
      { typename: 'User', prefix: 'usr', stub: true },
      { typename: 'Notification', prefix: 'ntf' },
    ],
    failing: {
      viewer: ada,
      query: `{ _entities(representations: [${user}]) { ... on User { unreadCount } } }`,
      table: 'notifications.notifications',
    },
    stop: stage.stop,
  };
});
