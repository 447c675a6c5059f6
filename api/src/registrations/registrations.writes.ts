import { anyOf } from '../db/any-of.ts';
import type { TenantTx } from '../db/tenant.ts';
import type { EventAt } from '../mail/outbox.writes.ts';

/** Takes registrations out of an event as though nobody had made them: nothing of them stays in the people's history. */
export async function deleteRegistrations(
	tx: TenantTx,
	{ organisationId, eventId }: EventAt,
	registrationIds: readonly string[]
): Promise<void> {
	const deleted = await tx
		.deleteFrom('registrations')
		.where('organisationId', '=', organisationId)
		.where('eventId', '=', eventId)
		.where('id', '=', anyOf(registrationIds))
		.returning('id')
		.execute();
	await tx
		.deleteFrom('personChanges')
		.where('organisationId', '=', organisationId)
		.where('registrationId', '=', anyOf(deleted.map(({ id }) => id)))
		.execute();
}
