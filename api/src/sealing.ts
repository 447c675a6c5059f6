import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** What is sealed; each has a key of its own. */
type Sealed = 'user-mails' | 'room-servers' | 'exports';

const keyOf = (secret: string, what: Sealed): Buffer =>
	Buffer.from(hkdfSync('sha256', secret, '', what, 32));

/**
 * Encrypts under the server's secret: AES-256-GCM, as nonce (12 bytes), tag (16 bytes), content.
 * @param place where it belongs, which is no secret: opened as being anywhere else it fails
 */
export function sealBytes(
	secret: string,
	what: Sealed,
	content: Uint8Array,
	place: string
): Buffer {
	const nonce = randomBytes(12);
	const cipher = createCipheriv('aes-256-gcm', keyOf(secret, what), nonce);
	cipher.setAAD(Buffer.from(place));
	const body = Buffer.concat([cipher.update(content), cipher.final()]);
	return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** @throws when it was sealed under another secret, for something or somewhere else, or altered */
export function unsealBytes(
	secret: string,
	what: Sealed,
	sealed: Uint8Array,
	place: string
): Buffer {
	const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, what), sealed.subarray(0, 12));
	decipher.setAAD(Buffer.from(place));
	decipher.setAuthTag(sealed.subarray(12, 28));
	return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
}

/** Encrypts text under the server's secret. */
export const seal = (secret: string, what: Sealed, text: string): Buffer =>
	sealBytes(secret, what, Buffer.from(text), '');

/** @throws as `unsealBytes` does */
export const unseal = (secret: string, what: Sealed, sealed: Uint8Array): string =>
	unsealBytes(secret, what, sealed, '').toString('utf8');
