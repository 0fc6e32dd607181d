/** Servers as providers have them, which refuse what those refuse: for tests of the whole, too. */
export { FakeSendGrid } from './sendgrid-server.ts';
export { FakeSmtp } from './smtp-server.ts';
