/** Servers as providers have them, which refuse what those refuse: for tests of the whole, too. */
export { type ApnsServer, startApnsServer } from './apns-server.ts';
export { type FcmServer, startFcmServer } from './fcm-server.ts';
export { FakeSendGrid } from './sendgrid-server.ts';
export { FakeSmtp } from './smtp-server.ts';
export { startTwilioServer, type TwilioServer } from './twilio-server.ts';
export { type FakeBrowser, startWebPushServer, type WebPushServer } from './web-push-server.ts';
