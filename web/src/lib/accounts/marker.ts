import type { Me } from '@foyer/shared/accounts';
import * as v from 'valibot';

/**
 * What this device remembers of who is signed in; without network it alone decides.
 * - `signed_out`: by the user here. While `told` is false the server hasn't heard of it, and a cookie
 *   that still works counts for nothing
 * - `ended`: by the server (expired, or ended from elsewhere). What the user has here stays for their return
 */
export type Marker =
	| { state: 'signed_in'; me: Me; organisationId: string | null }
	| { state: 'signed_out'; told: boolean }
	| { state: 'ended'; me: Me };

const shapeOfMe = v.looseObject({
	user: v.looseObject({ id: v.string(), name: v.string(), email: v.string(), locale: v.string() }),
	memberships: v.array(
		v.looseObject({
			organisation: v.looseObject({ id: v.string(), name: v.string(), pageName: v.string() }),
			actor: v.looseObject({ kind: v.literal('member') })
		})
	)
});
const meSchema = v.custom<Me>((value) => v.is(shapeOfMe, value));

const markerSchema = v.variant('state', [
	v.object({
		state: v.literal('signed_in'),
		me: meSchema,
		organisationId: v.nullable(v.string())
	}),
	v.object({ state: v.literal('signed_out'), told: v.boolean() }),
	v.object({ state: v.literal('ended'), me: meSchema })
]);

/** Reads a stored marker; null: there is none, or none of ours. Nobody is signed in then, and nobody left. */
export function readMarker(text: string | null): Marker | null {
	try {
		return v.parse(markerSchema, JSON.parse(text ?? ''));
	} catch {
		return null;
	}
}

/** The organisation that stays chosen: the one before while one is a member of it, else the first. */
export function chosenOrganisation(me: Me, before: string | null): string | null {
	const ids = me.memberships.map(({ organisation }) => organisation.id);
	return before !== null && ids.includes(before) ? before : (ids[0] ?? null);
}
