import { createHmac, timingSafeEqual } from 'node:crypto';
import { keyPattern } from '@foyer/shared/access';

/**
 * Derives a registration's access key: 22 hex characters of HMAC-SHA-256 over the registration and its
 * key version, under the server's secret. A stolen database holds no keys; a raised version makes a new one.
 */
export function deriveKey(secret: string, registrationId: string, keyVersion: number): string {
	return createHmac('sha256', secret)
		.update(`access-key:${registrationId}:${keyVersion}`)
		.digest('hex')
		.slice(0, 22);
}

/**
 * Derives a registration's 4-digit code, as its key is derived and from nothing that the key tells. 48 bits
 * leave no code likelier than another by more than one part in ten thousand million.
 */
export function deriveCode(secret: string, registrationId: string, keyVersion: number): string {
	const bits = createHmac('sha256', secret)
		.update(`access-code:${registrationId}:${keyVersion}`)
		.digest()
		.readUIntBE(0, 6);
	return String(bits % 10_000).padStart(4, '0');
}

/**
 * Derives the key of a role link, as access keys are derived. Devices choose the ids of roles, so the
 * organisation is part of it: no other organisation's role has the same key.
 */
export function deriveRoleKey(
	secret: string,
	organisationId: string,
	roleId: string,
	keyVersion: number
): string {
	return createHmac('sha256', secret)
		.update(`role-key:${organisationId}:${roleId}:${keyVersion}`)
		.digest('hex')
		.slice(0, 22);
}

/**
 * Derives what an event's waiting pages hold and nothing else does: by it they hear what the organizer tells those
 * who wait. It is the same for all of them, and tells of nobody.
 * @param ref the event's name among those of all organisations
 */
export const deriveWaitingToken = (secret: string, ref: string): string =>
	createHmac('sha256', secret).update(`waiting:${ref}`).digest('hex').slice(0, 22);

/** Compares two codes in constant time. Both have their four digits by now. */
export const isCode = (presented: string, right: string): boolean =>
	timingSafeEqual(Buffer.from(presented), Buffer.from(right));

/** What a malformed key is compared as, so that it takes no less time than a wrong one. */
const noKey = 'x'.repeat(22);

/** The presented key is written here: no comparison outlasts its call. */
const presentedBytes = Buffer.alloc(22);

/** Compares a presented key with the bytes of the right one in constant time, whatever its form. */
export function isKey(presented: string, right: Uint8Array): boolean {
	presentedBytes.write(keyPattern.test(presented) ? presented : noKey, 'latin1');
	return timingSafeEqual(presentedBytes, right);
}
