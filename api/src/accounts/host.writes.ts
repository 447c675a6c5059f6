import { sql } from 'kysely';
import type { SetUpHost } from '@foyer/shared/accounts';
import { allLevels } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import { hashPassword } from './passwords.ts';
import { makeToken } from './secret-tokens.ts';
import { takeUserToken, type GoodToken } from './user-tokens.writes.ts';

/** A link that lets a locked-out host back in is good for a day; one that makes the first account, until used. */
const rescueLinkMs = 86_400_000;

/** For so long a process leaves alone the link that another has printed: they are started one after the other. */
const freshMs = 600_000;

type HostContext = Pick<Context, 'db' | 'config' | 'now'>;

/** What a starting process has to tell of the link with which the first account is made. */
type FirstLink = { link: string } | 'printed_by_another' | 'not_needed';

/**
 * Makes the one-time link with which the first account is made, where there is none yet. Only the newest link
 * is good, so one that another process has just printed is left alone.
 */
export async function ensureHostLink(context: HostContext): Promise<FirstLink> {
	const user = await context.db.selectFrom('users').select('id').limit(1).executeTakeFirst();
	if (user) return 'not_needed';
	// The embedded database has one process: whatever it printed before is from an earlier start.
	const several = context.config.databaseUrl !== null;
	const link = await storeHostToken(context, null, several ? freshMs : 0);
	return link === null ? 'printed_by_another' : { link };
}

/** A one-time link that lets the host set a new password, or makes the host where there is none. */
export async function makeHostLink(context: HostContext): Promise<string> {
	const host = await context.db
		.selectFrom('members')
		.innerJoin('organisations', 'organisations.id', 'members.organisationId')
		.select('userId')
		.where('host', '=', true)
		.orderBy('organisations.createdAt')
		.limit(1)
		.executeTakeFirst();
	const link = await storeHostToken(context, host?.userId ?? null, 0);
	if (link === null) throw new Error('no link was stored');
	return link;
}

/** @returns the link; null where there is one that is younger than it must be to be replaced */
async function storeHostToken(
	{ db, config, now }: HostContext,
	userId: string | null,
	leftAloneMs: number
): Promise<string | null> {
	const { id, text, secretHash } = makeToken();
	const createdAt = now();
	const expiresAt = userId === null ? null : createdAt + rescueLinkMs;
	const token = { id, userId, secretHash, expiresAt, createdAt };
	const stored = await db
		.insertInto('userTokens')
		.values({ purpose: 'host', ...token })
		.onConflict((conflict) =>
			conflict
				.column('purpose')
				.where(sql<boolean>`purpose = 'host'`)
				.doUpdateSet(token)
				.where((eb) =>
					leftAloneMs > 0 ? eb('userTokens.createdAt', '<=', createdAt - leftAloneMs) : eb.lit(true)
				)
		)
		.returning('id')
		.executeTakeFirst();
	return stored ? `${config.publicUrl}/app/welcome#${text}` : null;
}

type SetUpRefusal = 'gone' | 'page_name_taken' | 'email_taken';

/** Rolls the transaction back, so that the link stays good. */
class Refused extends Error {
	readonly refusal: SetUpRefusal;
	constructor(refusal: SetUpRefusal) {
		super(refusal);
		this.refusal = refusal;
	}
}

/** Makes the host's account and organisation and uses the link up, all or nothing. */
export async function setUpHost(
	context: Pick<Context, 'db' | 'now' | 'newId'>,
	token: GoodToken,
	input: SetUpHost
): Promise<{ userId: string } | { refusal: SetUpRefusal }> {
	const passwordHash = await hashPassword(input.password);
	const ids = { userId: context.newId(), organisationId: context.newId() };
	try {
		await context.db.transaction().execute(async (tx) => {
			if (!(await takeUserToken(tx, token.id))) throw new Refused('gone');
			await insertUser(tx, ids.userId, input, passwordHash, context.now());
			await insertOrganisation(tx, ids, input, context.now());
		});
		return { userId: ids.userId };
	} catch (error) {
		if (error instanceof Refused) return { refusal: error.refusal };
		throw error;
	}
}

type Tx = Parameters<typeof takeUserToken>[0];

async function insertUser(
	tx: Tx,
	id: string,
	input: SetUpHost,
	passwordHash: string,
	createdAt: number
): Promise<void> {
	const { email, name, locale } = input;
	const user = await tx
		.insertInto('users')
		.values({ id, email, name, locale, passwordHash, createdAt })
		.onConflict((conflict) => conflict.column('email').doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!user) throw new Refused('email_taken');
}

async function insertOrganisation(
	tx: Tx,
	{ userId, organisationId }: { userId: string; organisationId: string },
	{ organisationName, pageName, timeZone, locale }: SetUpHost,
	createdAt: number
): Promise<void> {
	const organisation = await tx
		.insertInto('organisations')
		.values({ id: organisationId, name: organisationName, pageName, locale, timeZone, createdAt })
		.onConflict((conflict) => conflict.column('pageName').doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!organisation) throw new Refused('page_name_taken');
	const levels = JSON.stringify(allLevels('manage'));
	await tx
		.insertInto('members')
		.values({ organisationId, userId, host: true, levels, until: null })
		.execute();
}
