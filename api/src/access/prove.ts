import type { AccessCache, KnownRegistration } from './access-cache.ts';
import { isKey } from './access-keys.ts';
import type { PublicEvent } from './access.reads.ts';

/** Compared with where an address has no registration: an unknown one takes no less time. */
const nobodysKey = '0'.repeat(22);

function proven(rows: readonly KnownRegistration[], key: string): KnownRegistration | null {
	const right = rows.map((row) => isKey(key, row.key));
	if (rows.length === 0) isKey(key, nobodysKey);
	return rows[right.indexOf(true)] ?? null;
}

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
	return (
		proven(cache.known(event, email) ?? [], key) ?? proven(await cache.read(event, email), key)
	);
}
