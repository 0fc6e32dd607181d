import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** As a browser is told them; more is in there. */
export interface CeremonyOptions {
  readonly challenge: string;
  readonly user?: { readonly id: string };
}

/** What a test does otherwise than an honest browser. */
export interface Deviation {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly userHandle?: string;
  /** Whether its person was asked for his finger, face or PIN. */
  readonly verified?: boolean;
  readonly signCount?: number;
  readonly signer?: SoftwarePasskey;
}

const flags = { present: 0x01, verified: 0x04, attested: 0x40 } as const;
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

/** A browser and a keeper of one passkey, by hand: ECDSA on P-256, no attestation (WebAuthn Level 3). */
export class SoftwarePasskey {
  readonly #id = randomBytes(32);
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #origin: string;
  readonly #rpId: string;
  #userHandle = '';
  /** Of its uses, where it counts. */
  signCount = 0;

  constructor({ origin, rpId }: { readonly origin: string; readonly rpId: string }) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#privateKey = privateKey;
    this.#publicKey = publicKey;
    this.#origin = origin;
    this.#rpId = rpId;
  }

  get id(): string {
    return this.#id.toString('base64url');
  }

  /** What `navigator.credentials.create()` gives, as JSON. */
  create(options: CeremonyOptions, deviation: Deviation = {}) {
    this.#userHandle = options.user?.id ?? '';
    const idLength = Buffer.alloc(2);
    idLength.writeUInt16BE(this.#id.length);
    const attested = Buffer.concat([Buffer.alloc(16), idLength, this.#id, this.#coseKey()]);
    const authData = Buffer.concat([this.#authenticatorData(flags.attested, deviation), attested]);
    const attestationObject = Buffer.concat([
      Buffer.of(0xa3),
      text('fmt'),
      text('none'),
      text('attStmt'),
      Buffer.of(0xa0),
      text('authData'),
      bytes(authData),
    ]);
    return this.#credential({
      clientDataJSON: this.#clientData('webauthn.create', options, deviation).toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** What `navigator.credentials.get()` gives, as JSON. */
  get(options: CeremonyOptions, deviation: Deviation = {}) {
    const clientData = this.#clientData('webauthn.get', options, deviation);
    const authData = this.#authenticatorData(0, deviation);
    const signer = deviation.signer ?? this;
    const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), signer.#privateKey);
    return this.#credential({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: deviation.userHandle ?? this.#userHandle,
    });
  }

  #credential<Response>(response: Response) {
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {}, response };
  }

  #clientData(type: string, { challenge }: CeremonyOptions, deviation: Deviation): Buffer {
    const { origin = this.#origin } = deviation;
    const claimed = { type: deviation.type ?? type, challenge: deviation.challenge ?? challenge, origin };
    return Buffer.from(JSON.stringify({ ...claimed, crossOrigin: false }));
  }

  #authenticatorData(
    more: number,
    { rpId = this.#rpId, verified = true, signCount = this.signCount }: Deviation,
  ): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(signCount);
    const flag = flags.present | (verified ? flags.verified : 0) | more;
    return Buffer.concat([sha256(rpId), Buffer.of(flag), count]);
  }

  /** RFC 9053: kty EC2, alg ES256, crv P-256, x, y. */
  #coseKey(): Buffer {
    const { x = '', y = '' } = this.#publicKey.export({ format: 'jwk' });
    return Buffer.concat([
      Buffer.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21),
      bytes(Buffer.from(x, 'base64url')),
      Buffer.of(0x22),
      bytes(Buffer.from(y, 'base64url')),
    ]);
  }
}

/** CBOR (RFC 8949), as far as it is needed here: text of less than 24 bytes, and 24 to 255 bytes. */
function text(value: string): Buffer {
  return Buffer.concat([Buffer.of(0x60 + value.length), Buffer.from(value)]);
}

function bytes(value: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0x58, value.length), value]);
}
