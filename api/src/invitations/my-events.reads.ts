import { accessLink, eventPath } from '@foyer/shared/access';
import type { MyEvents } from '@foyer/shared/accounts';
import { deriveKey } from '../access/access-keys.ts';
import type { Context } from '../context.ts';

/** As many as somebody looks through. */
const mostEvents = 200;

/**
 * The registrations of who accepted an invitation, or of whom they were merged into, with their links. Only those that
 * go by the invited address: it is known to be theirs, and one that the team has corrected since may be somebody
 * else's.
 */
export async function readMyEvents(
	{ db, config }: Pick<Context, 'db' | 'config'>,
	userId: string
): Promise<MyEvents> {
	const joined = await db
		.selectFrom('invitations as i')
		.innerJoin('organisations as o', 'o.id', 'i.organisationId')
		.select('o.name')
		.distinct()
		.where('i.acceptedBy', '=', userId)
		.orderBy('o.name')
		.execute();
	const registered = await db
		.withRecursive('them', (query) =>
			query
				.selectFrom('invitations as i')
				.innerJoin('people as p', (join) =>
					join.onRef('p.organisationId', '=', 'i.organisationId').onRef('p.id', '=', 'i.personId')
				)
				.select(['p.organisationId', 'p.id', 'p.mergedInto', 'i.email'])
				.where('i.acceptedBy', '=', userId)
				.where('p.deletedAt', 'is', null)
				.union(
					query
						.selectFrom('them as t')
						.innerJoin('people as p', (join) =>
							join
								.onRef('p.organisationId', '=', 't.organisationId')
								.onRef('p.id', '=', 't.mergedInto')
						)
						.select(['p.organisationId', 'p.id', 'p.mergedInto', 't.email'])
				)
		)
		.selectFrom('them as t')
		.innerJoin('organisations as o', 'o.id', 't.organisationId')
		.innerJoin('registrations as r', (join) =>
			join
				.onRef('r.organisationId', '=', 't.organisationId')
				.onRef('r.personId', '=', 't.id')
				.onRef('r.email', '=', 't.email')
		)
		.innerJoin('events as e', (join) =>
			join.onRef('e.organisationId', '=', 'r.organisationId').onRef('e.id', '=', 'r.eventId')
		)
		.select(['o.name as organisation', 'o.pageName', 'e.title', 'e.permalink'])
		.select(['e.startsAt', 'e.endsAt', 'e.timeZone', 'r.id', 'r.email', 'r.keyVersion', 'r.status'])
		.distinct()
		.where('e.deletedAt', 'is', null)
		.orderBy('e.startsAt', 'desc')
		.orderBy('r.id')
		.limit(mostEvents)
		.execute();
	return {
		organisations: joined.map(({ name }) => name),
		events: registered.map(({ id, email, keyVersion, pageName, permalink, ...event }) => {
			const path = eventPath(pageName, permalink);
			const hasPlace = event.status === 'registered' && email !== null;
			const key = deriveKey(config.secret, id, keyVersion);
			const link = hasPlace ? accessLink(config.publicUrl, path, email, key) : null;
			return { registrationId: id, ...event, link };
		})
	};
}
