import type { Locale } from '@foyer/shared/locales';
import type { Context } from '../context.ts';

/** The organisations whose host a user is. */
export async function readHosted(
	{ db, now }: Pick<Context, 'db' | 'now'>,
	userId: string
): Promise<Set<string>> {
	const rows = await db
		.selectFrom('members')
		.select('organisationId')
		.where('userId', '=', userId)
		.where('host', '=', true)
		.where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', now())]))
		.execute();
	return new Set(rows.map(({ organisationId }) => organisationId));
}

/** The organisations of the user who has an address. */
export async function readOrganisationsOf(
	{ db }: Pick<Context, 'db'>,
	email: string
): Promise<string[]> {
	const rows = await db
		.selectFrom('users')
		.innerJoin('members', 'members.userId', 'users.id')
		.select('organisationId')
		.where('email', '=', email)
		.execute();
	return rows.map(({ organisationId }) => organisationId);
}

/** An organisation's host, as mail reaches them. */
export function readHostsOf(
	{ db, now }: Pick<Context, 'db' | 'now'>,
	organisationId: string
): Promise<{ email: string; name: string; locale: Locale }[]> {
	return db
		.selectFrom('members')
		.innerJoin('users', 'users.id', 'members.userId')
		.select(['email', 'users.name', 'locale'])
		.where('organisationId', '=', organisationId)
		.where('host', '=', true)
		.where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', now())]))
		.execute();
}
