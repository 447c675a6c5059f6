import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { tokenPattern } from '@foyer/shared/accounts';

/** A new token: its text goes to its bearer once, the hash is stored. */
export interface NewToken {
	id: string;
	/** `id.secret` */
	text: string;
	secretHash: Buffer;
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Makes an identifier of 80 bits and a secret of 160, which needs no slow hash. */
export function makeToken(): NewToken {
	const id = randomBytes(10).toString('hex');
	const secret = randomBytes(20).toString('hex');
	return { id, text: `${id}.${secret}`, secretHash: hashOf(secret) };
}

/** The two parts of a token; undefined where the text is none. */
export function parseToken(text: string): { id: string; secret: string } | undefined {
	if (!tokenPattern.test(text)) return undefined;
	const [id = '', secret = ''] = text.split('.');
	return { id, secret };
}

/** Compares a presented secret with a stored hash in constant time. */
export const isSecret = (presented: string, storedHash: Uint8Array): boolean =>
	storedHash.length === 32 && timingSafeEqual(hashOf(presented), storedHash);
