import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** What is sealed; each has a key of its own. */
type Sealed = 'user-mails' | 'room-servers';

const keyOf = (secret: string, what: Sealed): Buffer =>
	Buffer.from(hkdfSync('sha256', secret, '', what, 32));

/** Encrypts text under the server's secret: AES-256-GCM, as nonce (12 bytes), tag (16 bytes), text. */
export function seal(secret: string, what: Sealed, text: string): Buffer {
	const nonce = randomBytes(12);
	const cipher = createCipheriv('aes-256-gcm', keyOf(secret, what), nonce);
	const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
	return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** @throws when it was sealed under another secret or for something else, or altered */
export function unseal(secret: string, what: Sealed, sealed: Uint8Array): string {
	const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, what), sealed.subarray(0, 12));
	decipher.setAuthTag(sealed.subarray(12, 28));
	return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
}
