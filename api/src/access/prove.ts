import type { AccessCache } from './access-cache.ts';
import type { KnownRegistration } from './known-registrations.ts';
import { deriveCode, isCode, isKey } from './access-keys.ts';
import type { PublicEvent } from './access.reads.ts';

/** Compared with where an address has no registration: an unknown one takes no less time. */
const nobodysKey = Buffer.alloc(22);

/** Each is compared, whichever is right. */
function proven(rows: readonly KnownRegistration[], key: string): KnownRegistration | null {
	let right: KnownRegistration | null = null;
	for (const row of rows) {
		if (isKey(key, row.keyBytes)) right ??= row;
	}
	if (rows.length === 0) isKey(key, nobodysKey);
	return right;
}

/** The registration that an address and key prove by what the process knows, null where they prove none. */
export const proveKnown = (
	cache: AccessCache,
	event: PublicEvent,
	email: string,
	key: string
): KnownRegistration | null => proven(cache.known(event, email) ?? [], key);

/**
 * The registration that an address and key prove, null where they prove none. Only a right key is
 * answered from what the process knows; unknown address, wrong key and revoked key each cost one reading.
 */
export async function prove(
	cache: AccessCache,
	event: PublicEvent,
	email: string,
	key: string
): Promise<KnownRegistration | null> {
	const known = proveKnown(cache, event, email, key);
	if (known) return known;
	const { registrations, keep } = await cache.read(event, email);
	const registration = proven(registrations, key);
	if (registration) keep();
	return registration;
}

/** Whose code is derived where an address has no registration. */
const nobody = { id: '00000000-0000-0000-0000-000000000000', keyVersion: 0 };

/**
 * The registration that an address and 4-digit code prove, null where they prove none: a code opens nothing
 * where the event has none, nor for who is no longer registered. Whatever is wrong costs the same reading and
 * the same derivation.
 */
export async function proveByCode(
	cache: AccessCache,
	secret: string,
	event: PublicEvent,
	email: string,
	code: string
): Promise<KnownRegistration | null> {
	const { registrations } = await cache.read(event, email);
	const isRight = ({ id, keyVersion }: typeof nobody): boolean =>
		isCode(code, deriveCode(secret, id, keyVersion));
	if (registrations.length === 0) isRight(nobody);
	const right = registrations.filter(isRight).find(({ status }) => status !== 'cancelled');
	return event.opensByCode && right ? right : null;
}
