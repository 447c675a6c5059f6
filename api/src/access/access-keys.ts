import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Derives a registration's access key: 22 hex characters of HMAC-SHA-256 over the registration and its
 * key version, under the server's secret. A stolen database holds no keys; a raised version makes a new one.
 */
export function deriveKey(secret: string, registrationId: string, keyVersion: number): string {
	return createHmac('sha256', secret).update(`access-key:${registrationId}:${keyVersion}`).digest('hex').slice(0, 22);
}

/** Compares a presented key with the right one in constant time, whatever its length. */
export function isKey(presented: string, right: string): boolean {
	const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
	return timingSafeEqual(digest(presented), digest(right));
}
