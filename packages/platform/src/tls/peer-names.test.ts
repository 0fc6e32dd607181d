import { expect, it } from 'vitest';
import { namesOf, peerName } from './peer-names.ts';

it.each([
  ['DNS:router, URI:spiffe://trivet/router, IP Address:127.0.0.1', ['router', 'spiffe://trivet/router']],
  ['DNS:ROUTER.internal, email:router, DirName:"CN=router"', ['router.internal']],
  // As Node writes what somebody made up to be read as two.
  ['DNS:"x\\u002c DNS:router", DNS:core', ['core']],
  ['URI:"spiffe://trivet/x\\u002c DNS:router"', []],
  ['DNS:"x\\", DNS:router"', []],
  ['DNS:"router"', []],
  ['', []],
  [undefined, []],
])('of %j are %j', (subjectAltName, names) => expect(namesOf({ subjectAltName })).toEqual(names));

it.each(['router', 'router.trivet.svc.cluster.local', 'spiffe://trivet.example/ns/one/sa/router'])(
  '"%s" can be let in',
  (name) => expect(name).toMatch(peerName),
);

it.each(['', '*', '*.internal', 'Router', '-router', 'router.', 'a b', '127.0.0.1/8', 'spiffe://trivet', 'uri:router'])(
  '"%s" cannot',
  (name) => expect(name).not.toMatch(peerName),
);
