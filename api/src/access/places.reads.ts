import type { Db } from '../db/database.ts';

/** Whose devices are asked for: a registration, by its present link. */
export interface Link {
	organisationId: string;
	registrationId: string;
	keyVersion: number;
}

/** The devices that came by a link, the newest first, and when that one did. */
export interface Claims {
	devices: readonly string[];
	/** UTC ms. */
	claimedAt: number;
}

/** Who came by a link; undefined where nobody did, or by an earlier one. */
export const readClaims = (
	db: Db,
	{ organisationId, registrationId, keyVersion }: Link
): Promise<Claims | undefined> =>
	db
		.selectFrom('deviceClaims')
		.select(['devices', 'claimedAt'])
		.where('organisationId', '=', organisationId)
		.where('registrationId', '=', registrationId)
		.where('keyVersion', '=', keyVersion)
		.executeTakeFirst();

/** Who came by a registration's latest link that anybody came by. */
export const readLatestClaims = (
	db: Db,
	{ organisationId, registrationId }: Omit<Link, 'keyVersion'>
): Promise<Claims | undefined> =>
	db
		.selectFrom('deviceClaims')
		.select(['devices', 'claimedAt'])
		.where('organisationId', '=', organisationId)
		.where('registrationId', '=', registrationId)
		.executeTakeFirst();

/** Whether a device has lost its place to newer ones. */
export function isDisplaced(
	claims: Claims | undefined,
	device: string,
	limit: number | null
): boolean {
	return limit !== null && (claims?.devices.indexOf(device) ?? -1) >= limit;
}
