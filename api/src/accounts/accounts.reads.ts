import type { Me } from '@foyer/shared/accounts';
import type { PasswordOwner } from '@foyer/shared/passwords';
import type { MemberActor } from '@foyer/shared/team';
import type { Context } from '../context.ts';

type ReadContext = Pick<Context, 'db' | 'now'>;

/** A user and where they are a member, organisations by name; null where there is no such user. */
export async function readMe(context: ReadContext, userId: string): Promise<Me | null> {
	const user = await context.db
		.selectFrom('users')
		.select(['id', 'name', 'email', 'locale'])
		.where('id', '=', userId)
		.executeTakeFirst();
	return user ? { user, memberships: await readMemberships(context, userId) } : null;
}

async function readMemberships(
	{ db, now }: ReadContext,
	userId: string
): Promise<Me['memberships']> {
	const at = now();
	const rows = await db
		.selectFrom('members')
		.innerJoin('organisations', 'organisations.id', 'members.organisationId')
		.select(['id', 'name', 'pageName', 'locale', 'timeZone', 'host', 'levels', 'allEvents'])
		.where('userId', '=', userId)
		.where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', at)]))
		.orderBy('name')
		.orderBy('id')
		.execute();
	const chosen = await db
		.selectFrom('memberEvents')
		.select(['organisationId', 'eventId'])
		.where('userId', '=', userId)
		.orderBy('eventId')
		.execute();
	return rows.map(({ host, levels, allEvents, ...organisation }) => {
		const own = chosen.filter(({ organisationId }) => organisationId === organisation.id);
		const events = allEvents || host ? ('all' as const) : own.map(({ eventId }) => eventId);
		const actor: MemberActor = { kind: 'member', userId, host, levels, events };
		return { organisation, actor };
	});
}

/** What proves a user at sign-in. */
export const readCredentials = ({ db }: Pick<Context, 'db'>, email: string) =>
	db
		.selectFrom('users')
		.select(['id', 'passwordHash'])
		.where('email', '=', email)
		.executeTakeFirst();

/** The same for who is signed in already. */
export const readPasswordHash = async (
	{ db }: Pick<Context, 'db'>,
	userId: string
): Promise<string | null> => {
	const user = await db
		.selectFrom('users')
		.select('passwordHash')
		.where('id', '=', userId)
		.executeTakeFirst();
	return user?.passwordHash ?? null;
};

/** What a user's password must not be. */
export async function readPasswordOwner(
	{ db }: Pick<Context, 'db'>,
	userId: string
): Promise<PasswordOwner> {
	const user = await db
		.selectFrom('users')
		.select(['email', 'name'])
		.where('id', '=', userId)
		.executeTakeFirstOrThrow();
	const organisations = await db
		.selectFrom('members')
		.innerJoin('organisations', 'organisations.id', 'members.organisationId')
		.select(['organisations.name', 'pageName'])
		.where('userId', '=', userId)
		.execute();
	return {
		...user,
		organisations: organisations.flatMap(({ name, pageName }) => [name, pageName])
	};
}
