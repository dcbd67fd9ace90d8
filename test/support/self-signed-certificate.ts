import { generateKeyPairSync, sign } from 'node:crypto';

/** A TLS certificate for 127.0.0.1 and localhost that nobody has signed but itself, made anew. PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/*
 * X.509 (RFC 5280) written out in DER, as far as one certificate needs it: Node makes keys and signatures,
 * but no certificates, and a private key has no place in a repository.
 */
const der = (tag: number, ...content: (Buffer | number[])[]): Buffer => {
  const body = Buffer.concat(content.map((part) => Buffer.from(part)));
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...content: Buffer[]): Buffer => der(0x30, ...content);
const ascii = (text: string): Buffer => Buffer.from(text, 'ascii');
const time = (text: string): Buffer => der(0x18, ascii(text));

const ECDSA_WITH_SHA256 = sequence(der(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));
const COMMON_NAME = [0x55, 0x04, 0x03];
const SUBJECT_ALTERNATIVE_NAME = [0x55, 0x1d, 0x11];

export function selfSignedCertificate(): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(der(0x31, sequence(der(0x06, COMMON_NAME), der(0x0c, ascii('localhost')))));
  const names = sequence(der(0x82, ascii('localhost')), der(0x87, [127, 0, 0, 1]));
  const extensions = sequence(sequence(der(0x06, SUBJECT_ALTERNATIVE_NAME), der(0x04, names)));
  const certificate = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, [1]),
    ECDSA_WITH_SHA256,
    name,
    sequence(time('20200101000000Z'), time('21200101000000Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signature = sign('sha256', certificate, privateKey);
  const signed = sequence(certificate, ECDSA_WITH_SHA256, der(0x03, [0], signature));
  const lines = signed.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}
