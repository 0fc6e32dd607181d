import dashboard from './examples/dashboard.graphql?raw';
import live from './examples/live.graphql?raw';
import signIn from './examples/sign-in.graphql?raw';

/** JSON with comments: GraphiQL reads it as no header at all. */
export const headersTemplate = `{
  // "Authorization": "Bearer <accessToken>"
}`;

const signInVariables = {
  email: 'ada@example.com',
  password: 'correct horse battery staple',
  displayName: 'Ada',
};
const liveVariables = { accountId: 'acc_…' };

/** What a browser shows that was never here before. */
export const exampleTabs = [
  { query: dashboard, headers: headersTemplate },
  { query: signIn, variables: JSON.stringify(signInVariables, null, 2), headers: headersTemplate },
  { query: live, variables: JSON.stringify(liveVariables, null, 2), headers: headersTemplate },
];
